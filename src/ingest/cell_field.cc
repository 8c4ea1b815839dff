#include "ingest/cell_field.h"

#include "base/time_text.h"
#include "ingest/json_record.h"
#include "query/writers/cell_text.h"
#include "runtime/json_text.h"

namespace harrier::ingest {
namespace {

/// A dynamic value: its JSON, or what a JSON scalar means.
Field FieldOfJson(std::string_view name, std::string_view json, Scratch& scratch) {
  if (json.empty() || json == "null") return {name, FieldKind::kNull, {}};
  if (json.front() == '{' || json.front() == '[') return {name, FieldKind::kJson, json};
  if (json == "true" || json == "false") return {name, FieldKind::kBool, json};
  if (IsJsonNumber(json)) return {name, FieldKind::kNumber, json};
  std::string& text = scratch.New();
  return runtime::UnquoteJson(text, json) ? Field{name, FieldKind::kString, text}
                                          : Field{name, FieldKind::kString, json};
}

}  // namespace

Field FieldOfCell(std::string_view name, const runtime::ColumnView& column, size_t row, Scratch& scratch) {
  if (!column.valid(row)) return {name, FieldKind::kNull, {}};
  switch (column.type) {
    case Type::kBool:
      return {name, FieldKind::kBool, column.cell<uint8_t>(row) != 0 ? "true" : "false"};
    case Type::kReal: {
      std::string& text = scratch.New();
      text = fmt::format("{}", column.cell<double>(row));
      return {name, IsJsonNumber(text) ? FieldKind::kNumber : FieldKind::kString, text};
    }
    case Type::kInt:
    case Type::kLong:
    case Type::kDecimal: {
      std::string& text = scratch.New();
      query::AppendTextCell(text, column, row);
      return {name, FieldKind::kNumber, text};
    }
    case Type::kDatetime:
    case Type::kTimespan:
    case Type::kGuid: {
      std::string& text = scratch.New();
      query::AppendTextCell(text, column, row);
      return {name, FieldKind::kString, text};
    }
    case Type::kDynamic:
      return FieldOfJson(name, column.text(row), scratch);
    case Type::kString:
    case Type::kUnknown:
      break;
  }
  return {name, FieldKind::kString, column.text(row)};
}

}  // namespace harrier::ingest
