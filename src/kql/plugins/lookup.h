#pragma once

#include "kql/plugins/plugin.h"

/// What the plugins that look rows up in a second table share (Kusto docs: ipv4_lookup, ipv6_lookup,
/// geo_polygon_lookup, geo_line_lookup).
namespace harrier::kql {

/// The table's column that an argument names.
Result<plan::Column> ColumnOf(Binder& binder, const Relation& table, const syntax::Expr& expr);

/// true or false; `what` names the argument.
Result<bool> ReadFlag(Binder& binder, const syntax::Expr& expr, std::string_view what);

/// A source, a lookup table, and the pairs of their keys that match.
struct LookupJoin {
  Relation source, lookup, pairs;
  std::vector<std::pair<plan::ExprPtr, plan::ExprPtr>> source_on;  // source, then pairs or lookup
  std::vector<std::pair<plan::ExprPtr, plan::ExprPtr>> lookup_on;  // pairs, then lookup
  bool unmatched = false;                                          // rows without a match stay
  std::vector<std::string> left_out;                               // columns of lookup
};

/// The columns of the source, then those of the lookup table.
Relation JoinLookup(Binder& binder, LookupJoin join);

}  // namespace harrier::kql
