#include "plan/rewrites/rewrite.h"

namespace harrier::plan {

std::span<const RewriteRule> Rewrites() {
  static constexpr RewriteRule kRules[] = {
#define HARRIER_REWRITE(name) {#name, name},
#include "plan/rewrites/all.inc"
#undef HARRIER_REWRITE
  };
  return kRules;
}

NodePtr Rewrite(NodePtr root, std::span<const RewriteRule> rules) {
  for (const RewriteRule& rule : rules) root = rule.apply(root);
  return root;
}

}  // namespace harrier::plan
