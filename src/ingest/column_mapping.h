#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/row_ingest.h"

namespace harrier::ingest {

/// How the parts of a record become columns (Kusto docs, ingestion mappings).
class ColumnMapping {
 public:
  /// Reads a mapping as clients write it: [{"column", "path" or "ordinal", "datatype", "transform"}], or
  /// [{"Column", "Properties": {"Path", "Ordinal", "ConstValue", "Transform"}}]. kInvalid says what is wrong,
  /// kNotSupported names a transformation that is not known here.
  static Result<ColumnMapping> Parse(std::string_view json);

  /// Values come by name (JSON, Parquet) or by position (CSV and its kin).
  void Apply(const Record& record, Row& row, Scratch& scratch) const;

 private:
  enum class Transform : uint8_t { kNone, kSeconds, kMilliseconds, kMicroseconds, kNanoseconds, kLineNumber };
  /// A step of a path: a member's name, or an element's number.
  struct Step {
    std::string name;
    std::optional<size_t> index{};
  };
  struct Column {
    std::string name;
    Type type = Type::kUnknown;
    std::vector<Step> path{};
    bool whole = false;  // "$"
    std::optional<size_t> ordinal{};
    std::optional<std::string> constant{};
    Transform transform = Transform::kNone;
  };

  static Status ReadPath(std::string_view text, Column& column);
  static std::optional<Field> Find(const Column& column, const Record& record, Scratch& scratch);
  static Field Transformed(const Column& column, Field field, Scratch& scratch);

  std::vector<Column> columns_;
};

}  // namespace harrier::ingest
