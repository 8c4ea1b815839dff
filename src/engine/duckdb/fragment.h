#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plan/node.h"

namespace harrier::engine::duckdb {

/// One SELECT in the making. Its FROM gives columns named c<id>; an output that is not among those is
/// computed.
struct Fragment {
  /// What stands after FROM; empty: one row without columns.
  std::string from;
  /// `from` is a single relation, which may stand in a join as it is.
  bool single = true;
  std::vector<std::string> where{};
  /// Output columns that are not columns of `from` as they are.
  std::vector<std::pair<plan::ColumnId, std::string>> computed{};
  std::string distinct{};
  std::string group_by{};
  std::string order_by{};
  std::string limit{};
  /// The select list decides about the rows (aggregates, unnest, windows): it must stay as it is.
  bool sealed = false;

  /// Outputs are columns of `from` and nothing follows its WHERE: any clause may be added.
  bool open() const { return plain() && order_by.empty() && limit.empty(); }
  /// Outputs are columns of `from`, row by row.
  bool plain() const { return computed.empty() && !sealed; }
};

/// The SELECT with the given outputs, in their order; without outputs it still has its rows.
std::string Render(const Fragment& fragment, const std::vector<plan::Column>& columns);

}  // namespace harrier::engine::duckdb
