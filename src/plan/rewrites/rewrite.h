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

/// A subquery over the rows of one group, as the partition operator has it.
struct Partition {
  NodePtr leaf;  // the group's rows, inside the subquery
  Column group;  // the key's value, as the subquery sees it
  NodePtr rows;  // all rows
  Column key;    // of `rows`
};

/// The subquery for all groups at once: each node works group by group, with the key as one more column. Null
/// where that cannot be said (partition.cc).
NodePtr ByPartition(const NodePtr& root, const Partition& partition, IdSource& ids);

/// All of them, in order.
std::span<const RewriteRule> Rewrites();

/// A plan after the rules, one after the other.
NodePtr Rewrite(NodePtr root, std::span<const RewriteRule> rules = Rewrites());

/// Unions lose the inputs that read only tables without rows (drop_empty.cc), which only who stores them
/// knows. One input stays, so that the engine still sees a query whose mistakes it finds.
NodePtr DropEmpty(const NodePtr& root, const std::function<bool(std::string_view table)>& is_empty);

}  // namespace harrier::plan
