#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "kql/syntax/statement.h"

namespace harrier::kql {

/// A parsed text: the tree of all that could be understood, and every mistake found, in order of place.
struct ParsedQuery {
  syntax::Query query;
  std::vector<Diagnostic> diagnostics;
  bool ok() const { return diagnostics.empty(); }
};

/// Parses a whole KQL text; never fails, never recurses past a fixed depth (a deeper text gets a diagnostic).
ParsedQuery Parse(std::string_view text);

}  // namespace harrier::kql
