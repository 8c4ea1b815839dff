#include "ingest/field_value.h"

#include <charconv>

#include "base/json_text.h"
#include "base/ticks.h"
#include "base/time_text.h"
#include "ingest/json_record.h"
#include "runtime/json_compact.h"
#include "runtime/value_text.h"

namespace harrier::ingest {
namespace {

bool IsTyped(FieldKind kind, FieldKind wanted) {
  return kind == wanted || kind == FieldKind::kString || kind == FieldKind::kText;
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// A whole number: 12, -3, 0x1F, 12.0.
std::optional<int64_t> WholeOf(std::string_view text) {
  text = Trimmed(text);
  if (text.empty()) return std::nullopt;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    uint64_t bits = 0;
    const auto [stop, problem] = std::from_chars(text.data() + 2, text.data() + text.size(), bits, 16);
    if (problem == std::errc() && stop == text.data() + text.size()) return static_cast<int64_t>(bits);
    return std::nullopt;
  }
  if (error == std::errc() && end != text.data() && (*end == '.' || *end == 'e' || *end == 'E')) {
    const std::optional<double> real = runtime::ParseReal(text);
    constexpr double kExact = 9007199254740992.0;
    if (real && std::floor(*real) == *real && std::abs(*real) <= kExact) return static_cast<int64_t>(*real);
  }
  return std::nullopt;
}

/// Only what is written as a number: no NaN, no words.
std::optional<double> RealOf(std::string_view text) {
  text = Trimmed(text);
  if (text.empty()) return std::nullopt;
  double value = 0;
  const char* const begin = text.data() + (text.front() == '+' ? 1 : 0);
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<bool> BoolOf(std::string_view text) {
  text = Trimmed(text);
  if (text == "1") return true;
  if (text == "0") return false;
  const auto is = [&](std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char a, char b) { return (a | 0x20) == b; });
  };
  if (is("true")) return true;
  if (is("false")) return false;
  return std::nullopt;
}

/// Ticks of a Unix time written as a number; the unit follows from its size (years 1973 to 5138 in seconds).
std::optional<int64_t> UnixTimeOf(std::string_view text) {
  const std::optional<double> real = RealOf(text);
  if (!real || *real < 1e8) return std::nullopt;
  // Whole digits and fraction apart: a double has too few digits for ticks.
  const size_t point = text.find('.');
  int64_t whole = 0;
  const std::string_view head = text.substr(0, point);
  const auto [end, error] = std::from_chars(head.data(), head.data() + head.size(), whole);
  if (error != std::errc() || end != head.data() + head.size()) return std::nullopt;
  const int64_t units[] = {kTicksPerSecond, kTicksPerMillisecond, kTicksPerMicrosecond, 0};
  int step = 0;
  for (const int64_t size : {100'000'000'000, 100'000'000'000'000, 100'000'000'000'000'000})
    step += whole >= size;
  if (units[step] == 0) return kUnixEpochTicks + whole / 100;
  int64_t ticks = whole * units[step];
  if (point != std::string_view::npos) {
    int64_t digit = units[step] / 10;
    for (size_t i = point + 1; i < text.size() && digit > 0; ++i, digit /= 10) {
      if (text[i] < '0' || text[i] > '9') return std::nullopt;
      ticks += digit * (text[i] - '0');
    }
  }
  return kUnixEpochTicks + ticks;
}

bool LooksLikeTime(std::string_view text) {
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return text.size() >= 10 && digit(0) && digit(1) && digit(2) && digit(3) && text[4] == '-' && digit(5) &&
         digit(6) && text[7] == '-' && digit(8) && digit(9) && ParseDatetime(text).has_value();
}

/// A number that a reader of CSV may take for one: no leading zeros or signs, which codes have.
bool LooksLikeNumber(std::string_view text) {
  if (text.empty() || text.front() == '+' || text.size() > 18) return false;
  const std::string_view digits = text.front() == '-' ? text.substr(1) : text;
  if (digits.empty() || digits.front() < '0' || digits.front() > '9') return false;
  if (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') return false;
  return RealOf(text).has_value();
}

}  // namespace

std::optional<int64_t> TimeOf(const Field& field) {
  if (field.kind == FieldKind::kNumber) return UnixTimeOf(field.text);
  if (field.kind != FieldKind::kString && field.kind != FieldKind::kText) return std::nullopt;
  const std::string_view text = Trimmed(field.text);
  if (text.empty()) return std::nullopt;
  const bool digits = text.find_first_not_of("0123456789.") == std::string_view::npos;
  const bool date =
      digits && (text.size() == 8 || text.size() == 14) && text.find('.') == std::string_view::npos;
  if (digits && !date) {
    if (const auto time = UnixTimeOf(text)) return time;
  }
  const std::optional<int64_t> time = ParseDatetime(text);
  if (!time || *time < 0 || *time > kMaxDatetimeTicks) return std::nullopt;
  return time;
}

bool AppendField(runtime::ColumnBuilder& column, const Field& field) {
  if (field.is_null()) return column.AppendNull(), true;
  const std::string_view text = field.text;
  const Type type = column.type();
  if (text.empty() && type != Type::kString && type != Type::kDynamic) return column.AppendNull(), true;
  switch (type) {
    case Type::kString:
      if (field.kind == FieldKind::kJson) {
        std::string compact;
        runtime::AppendCompactJson(compact, text);
        column.AppendText(compact);
      } else {
        column.AppendText(text);
      }
      return true;
    case Type::kDynamic: {
      if (text.empty()) return column.AppendNull(), true;
      std::string json;
      AppendFieldAsJson(json, field);
      column.AppendText(json);
      return true;
    }
    case Type::kInt:
    case Type::kLong: {
      if (!IsTyped(field.kind, FieldKind::kNumber)) return false;
      const std::optional<int64_t> value = WholeOf(text);
      if (!value) return false;
      if (type == Type::kLong) return column.AppendLong(*value), true;
      if (*value < INT32_MIN || *value > INT32_MAX) return false;
      return column.AppendInt(static_cast<int32_t>(*value)), true;
    }
    case Type::kReal: {
      if (!IsTyped(field.kind, FieldKind::kNumber)) return false;
      const std::optional<double> value = RealOf(text);
      return value ? (column.AppendReal(*value), true) : false;
    }
    case Type::kDecimal: {
      if (!IsTyped(field.kind, FieldKind::kNumber)) return false;
      const std::optional<int128> value = runtime::ParseDecimal(Trimmed(text));
      return value ? (column.AppendDecimal(*value), true) : false;
    }
    case Type::kBool: {
      if (field.kind == FieldKind::kJson) return false;
      const std::optional<bool> value = BoolOf(text);
      return value ? (column.AppendBool(*value), true) : false;
    }
    case Type::kDatetime: {
      const std::optional<int64_t> value = TimeOf(field);
      return value ? (column.AppendLong(*value), true) : false;
    }
    case Type::kTimespan: {
      if (field.kind != FieldKind::kString && field.kind != FieldKind::kText) return false;
      const std::optional<int64_t> value = ParseTimespan(Trimmed(text));
      return value ? (column.AppendLong(*value), true) : false;
    }
    case Type::kGuid: {
      if (field.kind != FieldKind::kString && field.kind != FieldKind::kText) return false;
      const std::optional<Guid> value = runtime::ParseGuid(text);
      return value ? (column.AppendGuid(*value), true) : false;
    }
    case Type::kUnknown:
      break;
  }
  return false;
}

void AppendFieldAsJson(std::string& out, const Field& field) {
  switch (field.kind) {
    case FieldKind::kNull:
      out += "null";
      return;
    case FieldKind::kBool:
    case FieldKind::kNumber:
      out += field.text;
      return;
    case FieldKind::kJson:
      runtime::AppendCompactJson(out, field.text);
      return;
    case FieldKind::kString:
    case FieldKind::kText: {
      // Exports write dynamic values as texts of JSON.
      const std::string_view text = Trimmed(field.text);
      if (IsJsonContainer(text)) return runtime::AppendCompactJson(out, text);
      return AppendJsonString(out, field.text);
    }
  }
}

void TypeGuess::See(const Field& field) {
  if (field.is_null() || (field.kind != FieldKind::kJson && field.text.empty())) return;
  ++count_;
  if (field.column_type != Type::kUnknown) told_ = field.column_type;
  switch (field.kind) {
    case FieldKind::kBool:
      ++bools_;
      return;
    case FieldKind::kNumber:
      ++(WholeOf(field.text) && field.text.find_first_of(".eE") == std::string_view::npos ? longs_ : reals_);
      return;
    case FieldKind::kJson:
      ++jsons_;
      return;
    case FieldKind::kText:
      if (LooksLikeNumber(field.text)) {
        ++(WholeOf(field.text) && field.text.find_first_of(".eE") == std::string_view::npos ? longs_
                                                                                            : reals_);
        return;
      }
      if (field.text == "True" || field.text == "False" || field.text == "true" || field.text == "false") {
        ++bools_;
        return;
      }
      [[fallthrough]];
    default:
      if (LooksLikeTime(field.text)) ++times_;
  }
}

Type TypeGuess::type() const {
  if (told_ != Type::kUnknown) return told_;
  if (bools_ == count_) return Type::kBool;
  if (longs_ == count_) return Type::kLong;
  if (longs_ + reals_ == count_) return Type::kReal;
  if (times_ == count_) return Type::kDatetime;
  if (jsons_ > 0) return Type::kDynamic;
  return Type::kString;
}

}  // namespace harrier::ingest
