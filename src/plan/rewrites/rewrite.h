#pragma once

#include <span>
#include <string_view>

#include "plan/visit.h"

/// Rewrites of plans, one file each; all.inc lists them in their order. Each keeps the result's columns (ids,
/// names, order) and rows.
namespace harrier::plan {

#define HARRIER_REWRITE(name) NodePtr name(const NodePtr& root);
#include "plan/rewrites/all.inc"
#undef HARRIER_REWRITE

struct RewriteRule {
  std::string_view name;
  NodePtr (*apply)(const NodePtr& root);
};

/// All of them, in order.
std::span<const RewriteRule> Rewrites();

/// A plan after the rules, one after the other.
NodePtr Rewrite(NodePtr root, std::span<const RewriteRule> rules = Rewrites());

}  // namespace harrier::plan
