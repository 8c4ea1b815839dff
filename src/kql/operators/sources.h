#pragma once

#include "kql/binder/binder.h"

namespace harrier::kql {

/// A table that union, search or find reads, with the name that they show for it.
struct Source {
  std::string name;
  Relation table;
};

struct Sources {
  std::vector<Source> found;
  /// Tables that a wildcard (or no list at all) stands for and that hold no row: only their columns matter.
  std::vector<catalog::TablePtr> without_rows;
};

/// The tables of a list, wildcards spread out; an empty list stands for all tables and views. `fuzzy` passes
/// over what cannot be resolved (Kusto docs, union operator).
Result<Sources> FindSources(Binder& binder, const std::vector<syntax::ExprPtr>& list, bool fuzzy);

/// The table before the pipe, under its name; nullopt if the operator begins the query.
std::optional<Source> PipedSource(Relation input);

}  // namespace harrier::kql
