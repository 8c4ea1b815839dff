#include "engine/duckdb/literal.h"

#include "engine/duckdb/table_source.h"

namespace harrier::engine::duckdb {
namespace {

std::string RealLiteral(double v) {
  if (std::isnan(v)) return "'nan'::DOUBLE";
  if (std::isinf(v)) return v < 0 ? "'-inf'::DOUBLE" : "'inf'::DOUBLE";
  std::string digits = fmt::format("{}", v);
  // With an exponent DuckDB reads a double at once, and not a decimal on the way to one.
  if (digits.find('e') == std::string::npos) digits += "e0";
  return v < 0 || std::signbit(v) ? "(" + digits + ")" : digits;
}

std::string IntegerLiteral(int64_t v, std::string_view type) {
  return v < 0 ? fmt::format("({})::{}", v, type) : fmt::format("{}::{}", v, type);
}

}  // namespace

std::string_view SqlType(Type type) {
  switch (type) {
    case Type::kBool:
      return "BOOLEAN";
    case Type::kInt:
      return "INTEGER";
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      return "BIGINT";
    case Type::kReal:
      return "DOUBLE";
    case Type::kDecimal:
      return "DECIMAL(38,18)";
    case Type::kGuid:
      return "UUID";
    case Type::kString:
    case Type::kDynamic:
    case Type::kUnknown:
      break;
  }
  return "VARCHAR";
}

std::string ColumnName(plan::ColumnId id) {
  return fmt::format("c{}", id);
}

std::string TextLiteral(std::string_view text) {
  std::string out = "'";
  bool joined = false;
  for (const char c : text) {
    if (c == '\0') {
      out += "'||chr(0)||'";
      joined = true;
    } else if (c == '\'') {
      out += "''";
    } else {
      out += c;
    }
  }
  out += '\'';
  return joined ? "(" + out + ")" : out;
}

std::string DecimalText(int128 value) {
  using Unsigned = unsigned __int128;
  const bool negative = value < 0;
  Unsigned rest = negative ? -static_cast<Unsigned>(value) : static_cast<Unsigned>(value);
  std::string digits;
  for (int i = 0; i <= kDecimalScale || rest != 0; ++i) {
    if (i == kDecimalScale) digits += '.';
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  }
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string Literal(const Value& value) {
  const std::string_view type = SqlType(value.type());
  if (value.is_null()) return fmt::format("NULL::{}", type);
  switch (value.type()) {
    case Type::kBool:
      return value.boolean() ? "true" : "false";
    case Type::kReal:
      return RealLiteral(value.real());
    case Type::kDecimal:
      return fmt::format("'{}'::{}", DecimalText(value.decimal()), type);
    case Type::kGuid: {
      const Guid& g = value.guid();
      return fmt::format("'{:08x}-{:04x}-{:04x}-{:04x}-{:012x}'::UUID", g.high >> 32, g.high >> 16 & 0xFFFF,
                         g.high & 0xFFFF, g.low >> 48, g.low & 0xFFFFFFFFFFFF);
    }
    case Type::kString:
    case Type::kDynamic:
      return TextLiteral(value.text());
    default:
      return IntegerLiteral(value.integer(), type);
  }
}

}  // namespace harrier::engine::duckdb
