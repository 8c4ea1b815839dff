#pragma once

#include "base/type.h"
#include "ingest/record.h"
#include "runtime/column.h"

namespace harrier::ingest {

/// Appends a field's value to a column if it fits the column's type; else appends nothing and says false.
/// Null fits every type. Numbers, bools and times may be given as text; a number fits a datetime as Unix
/// seconds, milliseconds, microseconds or nanoseconds; text fits a dynamic column as the JSON in it or as a
/// JSON string.
bool AppendField(runtime::ColumnBuilder& column, const Field& field);

/// A point in time, in ticks, from text or from a Unix time in any of the usual units.
std::optional<int64_t> TimeOf(const Field& field);

/// Appends the field's value as JSON.
void AppendFieldAsJson(std::string& out, const Field& field);

/// What the values of a new column have been so far; gives it a type.
class TypeGuess {
 public:
  void See(const Field& field);
  bool empty() const { return count_ == 0; }
  /// What the fields say themselves, or of bool, long, real, datetime, dynamic and string the one that fits
  /// all.
  Type type() const;

 private:
  size_t count_ = 0;
  size_t bools_ = 0;
  size_t longs_ = 0;
  size_t reals_ = 0;
  size_t times_ = 0;
  size_t jsons_ = 0;
  Type told_ = Type::kUnknown;
};

}  // namespace harrier::ingest
