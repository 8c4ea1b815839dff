#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "base/type.h"

namespace harrier {

using int128 = __int128;

/// Decimals are held as value × 10^18 in 128 bits: 20 digits before the point, 18 behind it.
inline constexpr int kDecimalScale = 18;

/// A guid's 16 bytes as two big-endian halves, so that order is the order of its text.
struct Guid {
  uint64_t high = 0;
  uint64_t low = 0;
  friend auto operator<=>(const Guid&, const Guid&) = default;
};

/// A typed scalar constant: what a literal is, and what folding gives. Physical forms by type:
/// bool → bool; int, long, datetime, timespan → int64_t (ticks for times); real → double; decimal → int128;
/// guid → Guid; string, dynamic (compact JSON) → std::string. Null is monostate; a string is never null.
class Value {
 public:
  using Data = std::variant<std::monostate, bool, int64_t, double, int128, Guid, std::string>;

  Value() = default;
  static Value Null(Type type) { return Value(type, type == Type::kString ? Data(std::string()) : Data()); }
  static Value Bool(bool v) { return Value(Type::kBool, v); }
  static Value Int(int32_t v) { return Value(Type::kInt, int64_t{v}); }
  static Value Long(int64_t v) { return Value(Type::kLong, v); }
  static Value Real(double v) { return Value(Type::kReal, v); }
  static Value Decimal(int128 v) { return Value(Type::kDecimal, v); }
  static Value Datetime(int64_t ticks) { return Value(Type::kDatetime, ticks); }
  static Value Timespan(int64_t ticks) { return Value(Type::kTimespan, ticks); }
  static Value OfGuid(Guid v) { return Value(Type::kGuid, v); }
  static Value String(std::string v) { return Value(Type::kString, std::move(v)); }
  /// `json` must be compact, valid JSON.
  static Value Dynamic(std::string json) { return Value(Type::kDynamic, std::move(json)); }

  Type type() const { return type_; }
  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool boolean() const { return std::get<bool>(data_); }
  int64_t integer() const { return std::get<int64_t>(data_); }
  double real() const { return std::get<double>(data_); }
  int128 decimal() const { return std::get<int128>(data_); }
  const Guid& guid() const { return std::get<Guid>(data_); }
  const std::string& text() const { return std::get<std::string>(data_); }
  const Data& data() const { return data_; }

  friend bool operator==(const Value&, const Value&) = default;

 private:
  Value(Type type, Data data) : type_(type), data_(std::move(data)) {}

  Type type_ = Type::kUnknown;
  Data data_;
};

}  // namespace harrier
