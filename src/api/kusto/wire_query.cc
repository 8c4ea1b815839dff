#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "api/kusto/wire.h"
#include "base/ticks.h"
#include "base/time_text.h"

namespace harrier::api::kusto {
namespace {

namespace json = boost::json;

constexpr int64_t kNanosecondsPerTick = 100;
constexpr int64_t kLongest = int64_t{3600} * 1'000'000'000;

std::string_view View(const json::string& text) {
  return {text.data(), text.size()};
}

/// A scalar of the wire as text: strings as they are, numbers and bools as KQL writes them.
std::string ScalarText(const json::value& value) {
  if (value.is_string()) return std::string(View(value.as_string()));
  if (value.is_null()) return {};
  return json::serialize(value);
}

std::optional<uint64_t> Count(const json::value& value) {
  if (value.is_int64() && value.as_int64() >= 0) return static_cast<uint64_t>(value.as_int64());
  if (value.is_uint64()) return value.as_uint64();
  if (value.is_string()) {
    const std::string_view text = View(value.as_string());
    uint64_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec == std::errc() && end.ptr == text.data() + text.size()) return number;
  }
  return std::nullopt;
}

bool IsTrue(const json::value& value) {
  return (value.is_bool() && value.as_bool()) ||
         (value.is_string() && (value.as_string() == "true" || value.as_string() == "True"));
}

/// "datetime(2024-01-01)" or the bare text.
std::optional<int64_t> Moment(const json::value& value) {
  std::string text = ScalarText(value);
  if (text.starts_with("datetime(") && text.ends_with(")")) text = text.substr(9, text.size() - 10);
  return ParseDatetime(text);
}

Status ReadOptions(const json::object& options, Query& query) {
  std::optional<int64_t> from, to;
  for (const auto& [key, value] : options) {
    if (key == "servertimeout") {
      const auto timeout = ParseServerTimeout(ScalarText(value));
      if (!timeout)
        return Fail(ErrorCode::kInvalid, "servertimeout '{}' is not a timespan", ScalarText(value));
      query.timeout_ns = std::min(*timeout, kLongest);
    } else if (key == "norequesttimeout") {
      if (IsTrue(value)) query.timeout_ns = kLongest;
    } else if (key == "truncationmaxrecords") {
      query.max_rows = Count(value);
    } else if (key == "notruncation") {
      if (IsTrue(value)) query.max_rows = std::numeric_limits<uint64_t>::max();
    } else if (key == "query_take_max_records") {
      query.take_rows = Count(value);
    } else if (key == "query_datetimescope_from") {
      from = Moment(value);
    } else if (key == "query_datetimescope_to") {
      to = Moment(value);
    }
  }
  if (from || to) query.timespan = {from.value_or(0), to.value_or(kMaxDatetimeTicks)};
  return Ok();
}

}  // namespace

std::optional<int64_t> ParseServerTimeout(std::string_view text) {
  int64_t days = 0;
  if (const size_t comma = text.find(','); comma != std::string_view::npos) {
    const std::string_view word = text.substr(0, comma);  // "1 day", "2 days"
    const auto end = std::from_chars(word.data(), word.data() + word.size(), days);
    if (end.ec != std::errc() ||
        !word.substr(static_cast<size_t>(end.ptr - word.data())).starts_with(" day") || days > 365)
      return std::nullopt;
    text.remove_prefix(comma + 1);
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  const auto ticks = ParseTimespan(text);
  if (!ticks || *ticks < 0 || *ticks > 365 * kTicksPerDay) return std::nullopt;
  const int64_t total = *ticks + days * kTicksPerDay;
  if (total == 0) return std::nullopt;
  return total > kLongest / kNanosecondsPerTick ? kLongest : total * kNanosecondsPerTick;
}

Result<Query> ParseQuery(std::string_view body) {
  json::error_code failure;
  const json::value root = json::parse(json::string_view(body.data(), body.size()), failure);
  if (failure || !root.is_object()) {
    return Fail(ErrorCode::kInvalid,
                "the body must be a JSON object such as {{\"db\":\"harrier\",\"csl\":\"T | take 1\"}}");
  }
  Query query;
  const json::object& object = root.as_object();
  const auto text_of = [&](const char* name) {
    const json::value* const value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(View(value->as_string())) : std::string();
  };
  query.database = text_of("db");
  query.text = text_of("csl");
  if (query.text.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Fail(ErrorCode::kInvalid, "there is no query: give its text as \"csl\"");
  }
  json::value parsed;
  const json::value* properties = object.if_contains("properties");
  if (properties != nullptr && properties->is_string() && !properties->as_string().empty()) {
    parsed = json::parse(properties->as_string(), failure);
    if (failure) return Fail(ErrorCode::kInvalid, "\"properties\" is a text, but not one that holds JSON");
    properties = &parsed;
  }
  if (properties == nullptr || !properties->is_object()) return query;
  if (const json::value* const options = properties->as_object().if_contains("Options");
      options != nullptr && options->is_object()) {
    TRY_OK(ReadOptions(options->as_object(), query));
  }
  if (const json::value* const parameters = properties->as_object().if_contains("Parameters");
      parameters != nullptr && parameters->is_object()) {
    for (const auto& [key, value] : parameters->as_object()) {
      query.parameters.emplace(std::string(key.data(), key.size()), ScalarText(value));
    }
  }
  return query;
}

}  // namespace harrier::api::kusto
