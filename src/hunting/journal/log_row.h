#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/value.h"
#include "hunting/shape/fields.h"
#include "store/object.h"

namespace harrier::hunting {

/// The moment as a cell; null if there is none.
inline Value TimeOf(const std::optional<Moment>& moment) {
  return moment ? Value::Datetime(moment->ticks) : Value::Null(Type::kDatetime);
}

/// A row of a log table; columns that it does not name are null.
struct LogRow {
  std::string_view table;
  std::vector<std::pair<std::string_view, Value>> cells;
};

/// What a row maker is told.
struct Changed {
  const store::Change& change;
  /// The entry that made the object: `change` itself, or an earlier one.
  const store::Change& creation;
  std::string_view provider;  // "/subscriptions/…/providers/Microsoft.SecurityInsights" of the workspace
  /// All entries of the objects below it, of the kinds that the maker asks for, up to `change`.
  std::span<const store::Change> below = {};
};

/// How changes of one kind of objects become rows of log tables. A maker is pure: the same change gives the
/// same rows.
struct RowMaker {
  std::string_view kind;                        // of objects; empty: of all
  std::vector<LogRow> (*make)(const Changed&);  // none is fine
  std::vector<std::string_view> below = {};     // kinds: "incidents/comments"
};

/// A maker of a file in rows/; all.inc lists them.
#define HARRIER_ROWS(name) RowMaker name();
namespace rows {
#include "hunting/journal/all.inc"
}
#undef HARRIER_ROWS

/// All that the list names.
std::vector<RowMaker> AllRowMakers();

}  // namespace harrier::hunting
