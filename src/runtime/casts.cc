#include <limits>

#include "base/ticks.h"
#include "base/time_text.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/value_text.h"

// Conversions between scalar types, "<from>_to_<to>" (Kusto docs: tostring(), toint(), tolong(), todouble(),
// todecimal(), todatetime(), totimespan(), tobool(), toguid()). What does not convert gives null.
namespace harrier::runtime {
namespace {

using std::nullopt;
template <typename T>
using Opt = std::optional<T>;

int128 DecimalUnit() {
  int128 unit = 1;
  for (int i = 0; i < kDecimalScale; ++i) unit *= 10;
  return unit;
}

Opt<int32_t> Narrow(Opt<int64_t> v) {
  if (!v || *v < INT32_MIN || *v > INT32_MAX) return nullopt;
  return static_cast<int32_t>(*v);
}

Opt<int64_t> RealToLong(double v) {
  if (!(v > -9.2233720368547758e18 && v < 9.2233720368547758e18)) return nullopt;
  return static_cast<int64_t>(v);
}
Opt<int32_t> RealToInt(double v) {
  return Narrow(RealToLong(v));
}
Opt<int32_t> LongToInt(int64_t v) {
  return Narrow(v);
}
int64_t IntToLong(int32_t v) {
  return v;
}
double IntToReal(int32_t v) {
  return v;
}
double LongToReal(int64_t v) {
  return static_cast<double>(v);
}
bool LongToBool(int64_t v) {
  return v != 0;
}
bool IntToBool(int32_t v) {
  return v != 0;
}
bool RealToBool(double v) {
  return v != 0;
}
int64_t BoolToLong(bool v) {
  return v ? 1 : 0;
}
int32_t BoolToInt(bool v) {
  return v ? 1 : 0;
}
double BoolToReal(bool v) {
  return v ? 1 : 0;
}

int128 LongToDecimal(int64_t v) {
  return int128{v} * DecimalUnit();
}
int128 IntToDecimal(int32_t v) {
  return int128{v} * DecimalUnit();
}
Opt<int128> RealToDecimal(double v) {
  if (!(std::fabs(v) < 1e20)) return nullopt;
  std::string text;
  AppendReal(text, v);
  return ParseDecimal(text);
}
double DecimalToReal(int128 v) {
  return static_cast<double>(static_cast<long double>(v) / 1e18L);
}
Opt<int64_t> DecimalToLong(int128 v) {
  const int128 whole = v / DecimalUnit();
  if (whole < INT64_MIN || whole > INT64_MAX) return nullopt;
  return static_cast<int64_t>(whole);
}
Opt<int32_t> DecimalToInt(int128 v) {
  return Narrow(DecimalToLong(v));
}
bool DecimalToBool(int128 v) {
  return v != 0;
}

int64_t DatetimeToLong(Ticks v) {
  return v.value;
}
int64_t TimespanToLong(Interval v) {
  return v.value;
}
double TimespanToReal(Interval v) {
  return static_cast<double>(v.value);
}
double DatetimeToReal(Ticks v) {
  return static_cast<double>(v.value);
}
Opt<Ticks> LongToDatetime(int64_t v) {
  if (v < 0 || v > kMaxDatetimeTicks) return nullopt;
  return Ticks{v};
}
Opt<Ticks> IntToDatetime(int32_t v) {
  return LongToDatetime(v);
}
Opt<Ticks> RealToDatetime(double v) {
  const auto ticks = RealToLong(v);
  return ticks ? LongToDatetime(*ticks) : nullopt;
}
Interval LongToTimespan(int64_t v) {
  return {v};
}
Interval IntToTimespan(int32_t v) {
  return {v};
}
Opt<Interval> RealToTimespan(double v) {
  const auto ticks = RealToLong(v);
  return ticks ? Opt<Interval>(Interval{*ticks}) : nullopt;
}
Opt<Ticks> TimespanToDatetime(Interval v) {
  return LongToDatetime(v.value);
}
Interval DatetimeToTimespan(Ticks v) {
  return {v.value};
}

// To string; null gives the empty string, as every null string result does.
bool BoolToString(std::string& out, bool v) {
  return out = v ? "true" : "false", true;
}
bool IntToString(std::string& out, int32_t v) {
  return fmt::format_to(std::back_inserter(out), "{}", v), true;
}
bool LongToString(std::string& out, int64_t v) {
  return fmt::format_to(std::back_inserter(out), "{}", v), true;
}
bool RealToString(std::string& out, double v) {
  return AppendReal(out, v), true;
}
bool DecimalToString(std::string& out, int128 v) {
  return AppendDecimal(out, v), true;
}
bool DatetimeToString(std::string& out, Ticks v) {
  return AppendDatetime(out, v.value), true;
}
bool TimespanToString(std::string& out, Interval v) {
  return AppendTimespan(out, v.value), true;
}
bool GuidToString(std::string& out, Guid v) {
  return AppendGuid(out, v), true;
}
bool StringToString(std::string& out, std::string_view v) {
  return out = v, true;
}

// From string.
Opt<bool> StringToBool(std::string_view s) {
  return ParseBool(s);
}
Opt<int64_t> StringToLong(std::string_view s) {
  return ParseLong(s);
}
Opt<int32_t> StringToInt(std::string_view s) {
  return Narrow(ParseLong(s));
}
Opt<double> StringToReal(std::string_view s) {
  return ParseReal(s);
}
Opt<int128> StringToDecimal(std::string_view s) {
  return ParseDecimal(s);
}
Opt<Guid> StringToGuid(std::string_view s) {
  return ParseGuid(s);
}
Opt<Ticks> StringToDatetime(std::string_view s) {
  const auto ticks = ParseDatetime(s);
  return ticks ? Opt<Ticks>(Ticks{*ticks}) : nullopt;
}
Opt<Interval> StringToTimespan(std::string_view s) {
  const auto ticks = ParseTimespan(s);
  return ticks ? Opt<Interval>(Interval{*ticks}) : nullopt;
}

// To dynamic: the value as JSON.
bool BoolToDynamic(JsonOut& out, bool v) {
  return out.text = v ? "true" : "false", true;
}
bool IntToDynamic(JsonOut& out, int32_t v) {
  return IntToString(out.text, v);
}
bool LongToDynamic(JsonOut& out, int64_t v) {
  return LongToString(out.text, v);
}
bool RealToDynamic(JsonOut& out, double v) {
  return AppendJsonReal(out.text, v), true;
}
bool DecimalToDynamic(JsonOut& out, int128 v) {
  out.text += '"';
  AppendDecimal(out.text, v);
  out.text += '"';
  return true;
}
bool DatetimeToDynamic(JsonOut& out, Ticks v) {
  out.text += '"';
  AppendDatetime(out.text, v.value);
  out.text += '"';
  return true;
}
bool TimespanToDynamic(JsonOut& out, Interval v) {
  out.text += '"';
  AppendTimespan(out.text, v.value);
  out.text += '"';
  return true;
}
bool GuidToDynamic(JsonOut& out, Guid v) {
  out.text += '"';
  AppendGuid(out.text, v);
  out.text += '"';
  return true;
}
bool StringToDynamic(JsonOut& out, std::string_view v) {
  return AppendJsonString(out.text, v), true;
}

// From dynamic: strings are read as texts, numbers as numbers; arrays and bags convert to text only.
template <typename T, auto FromText>
Opt<T> FromJson(Json json) {
  if (json.text.starts_with('"')) {
    std::string text;
    if (!UnquoteJson(text, json.text)) return nullopt;
    return FromText(text);
  }
  return FromText(json.text);
}
bool DynamicToString(std::string& out, Json json) {
  return AppendJsonAsText(out, json.text), true;
}
bool DynamicToDynamic(JsonOut& out, Json json) {
  return out.text = json.text, true;
}
Opt<Ticks> JsonToDatetime(std::string_view s) {
  if (const auto parsed = StringToDatetime(s)) return parsed;
  const auto ticks = ParseLong(s);
  return ticks ? LongToDatetime(*ticks) : nullopt;
}
Opt<Interval> JsonToTimespan(std::string_view s) {
  // A JSON number is a count of ticks; a text is a timespan's.
  if (s.find_first_not_of("-0123456789") == std::string_view::npos) {
    const auto ticks = ParseLong(s);
    return ticks ? Opt<Interval>(Interval{*ticks}) : nullopt;
  }
  return StringToTimespan(s);
}

}  // namespace

void AddCasts(KernelRegistry& registry) {
  registry.Add(KernelOf<RealToLong>("real_to_long"));
  registry.Add(KernelOf<RealToInt>("real_to_int"));
  registry.Add(KernelOf<LongToInt>("long_to_int"));
  registry.Add(KernelOf<IntToLong>("int_to_long"));
  registry.Add(KernelOf<IntToReal>("int_to_real"));
  registry.Add(KernelOf<LongToReal>("long_to_real"));
  registry.Add(KernelOf<LongToBool>("long_to_bool"));
  registry.Add(KernelOf<IntToBool>("int_to_bool"));
  registry.Add(KernelOf<RealToBool>("real_to_bool"));
  registry.Add(KernelOf<BoolToLong>("bool_to_long"));
  registry.Add(KernelOf<BoolToInt>("bool_to_int"));
  registry.Add(KernelOf<BoolToReal>("bool_to_real"));
  registry.Add(KernelOf<LongToDecimal>("long_to_decimal"));
  registry.Add(KernelOf<IntToDecimal>("int_to_decimal"));
  registry.Add(KernelOf<RealToDecimal>("real_to_decimal"));
  registry.Add(KernelOf<DecimalToReal>("decimal_to_real"));
  registry.Add(KernelOf<DecimalToLong>("decimal_to_long"));
  registry.Add(KernelOf<DecimalToInt>("decimal_to_int"));
  registry.Add(KernelOf<DecimalToBool>("decimal_to_bool"));
  registry.Add(KernelOf<DatetimeToLong>("datetime_to_long"));
  registry.Add(KernelOf<DatetimeToReal>("datetime_to_real"));
  registry.Add(KernelOf<TimespanToLong>("timespan_to_long"));
  registry.Add(KernelOf<TimespanToReal>("timespan_to_real"));
  registry.Add(KernelOf<LongToDatetime>("long_to_datetime"));
  registry.Add(KernelOf<IntToDatetime>("int_to_datetime"));
  registry.Add(KernelOf<RealToDatetime>("real_to_datetime"));
  registry.Add(KernelOf<LongToTimespan>("long_to_timespan"));
  registry.Add(KernelOf<IntToTimespan>("int_to_timespan"));
  registry.Add(KernelOf<RealToTimespan>("real_to_timespan"));
  registry.Add(KernelOf<TimespanToDatetime>("timespan_to_datetime"));
  registry.Add(KernelOf<DatetimeToTimespan>("datetime_to_timespan"));

  registry.Add(KernelOf<BoolToString>("bool_to_string"));
  registry.Add(KernelOf<IntToString>("int_to_string"));
  registry.Add(KernelOf<LongToString>("long_to_string"));
  registry.Add(KernelOf<RealToString>("real_to_string"));
  registry.Add(KernelOf<DecimalToString>("decimal_to_string"));
  registry.Add(KernelOf<DatetimeToString>("datetime_to_string"));
  registry.Add(KernelOf<TimespanToString>("timespan_to_string"));
  registry.Add(KernelOf<GuidToString>("guid_to_string"));
  registry.Add(KernelOf<StringToString>("string_to_string"));

  registry.Add(KernelOf<StringToBool>("string_to_bool"));
  registry.Add(KernelOf<StringToLong>("string_to_long"));
  registry.Add(KernelOf<StringToInt>("string_to_int"));
  registry.Add(KernelOf<StringToReal>("string_to_real"));
  registry.Add(KernelOf<StringToDecimal>("string_to_decimal"));
  registry.Add(KernelOf<StringToGuid>("string_to_guid"));
  registry.Add(KernelOf<StringToDatetime>("string_to_datetime"));
  registry.Add(KernelOf<StringToTimespan>("string_to_timespan"));

  registry.Add(KernelOf<BoolToDynamic>("bool_to_dynamic"));
  registry.Add(KernelOf<IntToDynamic>("int_to_dynamic"));
  registry.Add(KernelOf<LongToDynamic>("long_to_dynamic"));
  registry.Add(KernelOf<RealToDynamic>("real_to_dynamic"));
  registry.Add(KernelOf<DecimalToDynamic>("decimal_to_dynamic"));
  registry.Add(KernelOf<DatetimeToDynamic>("datetime_to_dynamic"));
  registry.Add(KernelOf<TimespanToDynamic>("timespan_to_dynamic"));
  registry.Add(KernelOf<GuidToDynamic>("guid_to_dynamic"));
  registry.Add(KernelOf<StringToDynamic>("string_to_dynamic"));
  registry.Add(KernelOf<DynamicToDynamic>("dynamic_to_dynamic"));

  registry.Add(KernelOf<DynamicToString>("dynamic_to_string"));
  registry.Add(KernelOf<FromJson<bool, ParseBool>>("dynamic_to_bool"));
  registry.Add(KernelOf<FromJson<int64_t, ParseLong>>("dynamic_to_long"));
  registry.Add(KernelOf<FromJson<int32_t, StringToInt>>("dynamic_to_int"));
  registry.Add(KernelOf<FromJson<double, ParseReal>>("dynamic_to_real"));
  registry.Add(KernelOf<FromJson<int128, ParseDecimal>>("dynamic_to_decimal"));
  registry.Add(KernelOf<FromJson<Guid, ParseGuid>>("dynamic_to_guid"));
  registry.Add(KernelOf<FromJson<Ticks, JsonToDatetime>>("dynamic_to_datetime"));
  registry.Add(KernelOf<FromJson<Interval, JsonToTimespan>>("dynamic_to_timespan"));
}

}  // namespace harrier::runtime
