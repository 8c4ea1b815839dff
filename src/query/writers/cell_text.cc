#include "query/writers/cell_text.h"

#include <charconv>
#include <cmath>

#include "base/json_text.h"
#include "base/time_text.h"

namespace harrier::query {
namespace {

void AppendInteger(std::string& out, int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  out.append(digits, end);
}

void AppendReal(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "Infinity" : "-Infinity";
  } else {
    AppendJsonReal(out, value);
  }
}

/// The types whose JSON is their text in quotes.
bool IsQuoted(Type type) {
  return type == Type::kDecimal || type == Type::kDatetime || type == Type::kTimespan || type == Type::kGuid;
}

}  // namespace

void AppendGuid(std::string& out, const Guid& guid) {
  constexpr char kHex[] = "0123456789abcdef";
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) out += '-';
    const uint64_t half = i < 16 ? guid.high : guid.low;
    out += kHex[half >> (60 - 4 * (i % 16)) & 15];
  }
}

void AppendDecimal(std::string& out, int128 value) {
  auto magnitude = static_cast<unsigned __int128>(value);
  if (value < 0) {
    out += '-';
    magnitude = 0 - magnitude;
  }
  char digits[48];
  char* const end = digits + sizeof(digits);
  char* at = end;
  int count = 0;
  while (magnitude > 0 || count <= kDecimalScale) {
    if (count == kDecimalScale) *--at = '.';
    *--at = static_cast<char>('0' + static_cast<int>(magnitude % 10));
    magnitude /= 10;
    ++count;
  }
  std::string_view text(at, static_cast<size_t>(end - at));
  text.remove_suffix(text.size() - 1 - text.find_last_not_of('0'));
  if (text.back() == '.') text.remove_suffix(1);
  out += text;
}

void AppendTextCell(std::string& out, const runtime::ColumnView& column, size_t row) {
  if (!column.valid(row)) return;
  switch (column.type) {
    case Type::kBool:
      out += column.cell<uint8_t>(row) != 0 ? "true" : "false";
      return;
    case Type::kInt:
      AppendInteger(out, column.cell<int32_t>(row));
      return;
    case Type::kLong:
      AppendInteger(out, column.cell<int64_t>(row));
      return;
    case Type::kReal:
      AppendReal(out, column.cell<double>(row));
      return;
    case Type::kDecimal:
      AppendDecimal(out, column.cell<int128>(row));
      return;
    case Type::kDatetime:
      AppendDatetime(out, column.cell<int64_t>(row));
      return;
    case Type::kTimespan:
      AppendTimespan(out, column.cell<int64_t>(row));
      return;
    case Type::kGuid:
      AppendGuid(out, column.cell<runtime::GuidCell>(row).guid());
      return;
    case Type::kString:
    case Type::kDynamic:
    case Type::kUnknown:
      out += column.text(row);
      return;
  }
}

void AppendJsonCell(std::string& out, const runtime::ColumnView& column, size_t row) {
  if (!column.valid(row)) {
    out += column.type == Type::kString ? "\"\"" : "null";
  } else if (column.type == Type::kString || column.type == Type::kUnknown) {
    AppendJsonString(out, column.text(row));
  } else if (column.type == Type::kReal) {
    AppendJsonReal(out, column.cell<double>(row));
  } else if (column.type == Type::kDynamic) {
    const std::string_view json = column.text(row);
    out += json.empty() ? "null" : json;
  } else if (IsQuoted(column.type)) {
    out += '"';
    AppendTextCell(out, column, row);
    out += '"';
  } else {
    AppendTextCell(out, column, row);
  }
}

void AppendJsonRow(std::string& out, const engine::Chunk& chunk, size_t row) {
  out += '[';
  for (size_t i = 0; i < chunk.columns.size(); ++i) {
    if (i > 0) out += ',';
    AppendJsonCell(out, chunk.columns[i], row);
  }
  out += ']';
}

}  // namespace harrier::query
