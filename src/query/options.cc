#include "query/options.h"

#include <charconv>
#include <limits>

#include "base/ticks.h"
#include "base/time_text.h"

namespace harrier::query {
namespace {

constexpr int64_t kNanosecondsPerTick = 100;

std::optional<uint64_t> CountOf(const std::optional<Value>& value) {
  if (!value || value->is_null()) return std::nullopt;
  if (value->type() == Type::kLong || value->type() == Type::kInt) {
    if (value->integer() < 0) return std::nullopt;
    return static_cast<uint64_t>(value->integer());
  }
  if (value->type() != Type::kString) return std::nullopt;
  const std::string& text = value->text();
  uint64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

/// A property without a value is on.
bool IsOn(const std::optional<Value>& value) {
  if (!value) return true;
  if (value->is_null()) return false;
  if (value->type() == Type::kBool) return value->boolean();
  if (value->type() == Type::kString) return value->text() == "true" || value->text() == "True";
  return (value->type() == Type::kLong || value->type() == Type::kInt) && value->integer() != 0;
}

std::optional<int64_t> TimeoutOf(const std::optional<Value>& value) {
  if (!value || value->is_null()) return std::nullopt;
  if (value->type() == Type::kString) return ParseTimeout(value->text());
  if (value->type() != Type::kTimespan || value->integer() <= 0) return std::nullopt;
  return std::min(value->integer(), kLongestTimeoutNs / kNanosecondsPerTick) * kNanosecondsPerTick;
}

std::optional<int64_t> MomentOf(const std::optional<Value>& value) {
  if (!value || value->is_null()) return std::nullopt;
  if (value->type() == Type::kDatetime) return value->integer();
  if (value->type() != Type::kString) return std::nullopt;
  std::string_view text = value->text();
  if (text.starts_with("datetime(") && text.ends_with(")")) text = text.substr(9, text.size() - 10);
  return ParseDatetime(text);
}

template <typename T>
Status Take(std::string_view name, std::string_view wanted, const std::optional<T>& given, T& out) {
  if (!given) return Fail(ErrorCode::kInvalid, "the request property {} wants {}", name, wanted);
  out = *given;
  return Ok();
}

template <typename T>
Status Take(std::string_view name, std::string_view wanted, const std::optional<T>& given,
            std::optional<T>& out) {
  if (!given) return Fail(ErrorCode::kInvalid, "the request property {} wants {}", name, wanted);
  out = given;
  return Ok();
}

constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();
constexpr std::string_view kTimespan = "a timespan, such as 00:04:00";
constexpr std::string_view kCount = "a number that is not negative";

struct Option {
  std::string_view name;
  Status (*apply)(std::string_view name, const std::optional<Value>& value, Request& request);
};

constexpr Option kOptions[] = {
    {"servertimeout",
     [](std::string_view name, const std::optional<Value>& value, Request& request) {
       return Take(name, kTimespan, TimeoutOf(value), request.timeout_ns);
     }},
    {"norequesttimeout",
     [](std::string_view, const std::optional<Value>& value, Request& request) {
       if (IsOn(value)) request.timeout_ns = kLongestTimeoutNs;
       return Ok();
     }},
    {"truncationmaxrecords",
     [](std::string_view name, const std::optional<Value>& value, Request& request) {
       return Take(name, kCount, CountOf(value), request.max_rows);
     }},
    {"truncationmaxsize",
     [](std::string_view name, const std::optional<Value>& value, Request& request) {
       return Take(name, kCount, CountOf(value), request.max_bytes);
     }},
    {"notruncation",
     [](std::string_view, const std::optional<Value>& value, Request& request) {
       if (IsOn(value)) request.max_rows = request.max_bytes = kNoLimit;
       return Ok();
     }},
    {"query_take_max_records",
     [](std::string_view name, const std::optional<Value>& value, Request& request) {
       return Take(name, kCount, CountOf(value), request.take_rows);
     }},
    {"deferpartialqueryfailures",
     [](std::string_view, const std::optional<Value>& value, Request& request) {
       request.allow_partial = IsOn(value);
       return Ok();
     }},
    {"query_results_cache_max_age",
     [](std::string_view name, const std::optional<Value>& value, Request& request) {
       // An age of 0 has its use here: no earlier answer will do.
       const bool text = value && value->type() == Type::kString;
       const bool span = value && value->type() == Type::kTimespan && !value->is_null();
       if ((text && ParseTimespan(value->text()) == 0) || (span && value->integer() == 0)) {
         request.cache.max_age_ns = 0;
         return Ok();
       }
       return Take(name, kTimespan, TimeoutOf(value), request.cache.max_age_ns);
     }},
    {"query_results_cache_force_refresh",
     [](std::string_view, const std::optional<Value>& value, Request& request) {
       request.cache.refresh = IsOn(value);
       return Ok();
     }},
    {"query_now", [](std::string_view name, const std::optional<Value>& value,
                     Request& request) { return Take(name, "a datetime", MomentOf(value), request.now); }},
};

}  // namespace

Status ApplyOption(std::string_view name, const std::optional<Value>& value, Request& request) {
  for (const Option& option : kOptions) {
    if (option.name == name) return option.apply(name, value, request);
  }
  return Ok();
}

Status ApplySetStatements(const kql::ParsedQuery& parsed, Request& request) {
  for (const kql::syntax::StatementPtr& statement : parsed.query.statements) {
    const auto* const set = statement->As<kql::syntax::SetStatement>();
    // query_now is the binder's: it knows the place of a mistake.
    if (set == nullptr || set->name.text == "query_now") continue;
    if (Status applied = ApplyOption(set->name.text, set->value, request); !applied) {
      return FailAt(statement->span, "", ErrorCode::kSemantic, "set {}: {}", set->name.text,
                    applied.error().message);
    }
  }
  return Ok();
}

std::optional<int64_t> ParseTimeout(std::string_view text) {
  int64_t days = 0;
  if (const size_t comma = text.find(','); comma != std::string_view::npos) {
    const std::string_view word = text.substr(0, comma);  // "1 day", "2 days"
    const auto end = std::from_chars(word.data(), word.data() + word.size(), days);
    if (end.ec != std::errc() ||
        !word.substr(static_cast<size_t>(end.ptr - word.data())).starts_with(" day") || days < 0 ||
        days > 365)
      return std::nullopt;
    text.remove_prefix(comma + 1);
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  const auto ticks = ParseTimespan(text);
  if (!ticks || *ticks < 0 || *ticks > 365 * kTicksPerDay) return std::nullopt;
  const int64_t total = *ticks + days * kTicksPerDay;
  if (total == 0) return std::nullopt;
  return std::min(total, kLongestTimeoutNs / kNanosecondsPerTick) * kNanosecondsPerTick;
}

}  // namespace harrier::query
