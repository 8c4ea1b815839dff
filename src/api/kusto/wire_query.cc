#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "api/kusto/wire.h"
#include "base/ticks.h"
#include "base/time_text.h"
#include "query/options.h"

namespace harrier::api::kusto {
namespace {

namespace json = boost::json;

std::string_view View(const json::string& text) {
  return {text.data(), text.size()};
}

/// A scalar of the wire as text: strings as they are, numbers and bools as KQL writes them.
std::string ScalarText(const json::value& value) {
  if (value.is_string()) return std::string(View(value.as_string()));
  if (value.is_null()) return {};
  return json::serialize(value);
}

/// A property's value, if it is a scalar.
std::optional<Value> ScalarOf(const json::value& value) {
  if (value.is_string()) return Value::String(std::string(View(value.as_string())));
  if (value.is_bool()) return Value::Bool(value.as_bool());
  if (value.is_int64()) return Value::Long(value.as_int64());
  if (value.is_uint64() && value.as_uint64() > INT64_MAX) return Value::Long(INT64_MAX);
  return std::nullopt;
}

/// "datetime(2024-01-01)" or the bare text.
std::optional<int64_t> Moment(const json::value& value) {
  std::string text = ScalarText(value);
  if (text.starts_with("datetime(") && text.ends_with(")")) text = text.substr(9, text.size() - 10);
  return ParseDatetime(text);
}

Status ReadOptions(const json::object& options, query::Request& request) {
  std::optional<int64_t> from, to;
  for (const auto& [key, value] : options) {
    const std::string_view name(key.data(), key.size());
    if (name == "query_datetimescope_from") {
      from = Moment(value);
    } else if (name == "query_datetimescope_to") {
      to = Moment(value);
    } else if (const std::optional<Value> scalar = ScalarOf(value)) {
      TRY_OK(query::ApplyOption(name, scalar, request));
    }
  }
  if (from || to) request.timespan = {from.value_or(0), to.value_or(kMaxDatetimeTicks)};
  return Ok();
}

}  // namespace

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
  query.request.text = text_of("csl");
  if (query.request.text.find_first_not_of(" \t\r\n") == std::string::npos) {
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
    TRY_OK(ReadOptions(options->as_object(), query.request));
  }
  if (const json::value* const parameters = properties->as_object().if_contains("Parameters");
      parameters != nullptr && parameters->is_object()) {
    for (const auto& [key, value] : parameters->as_object()) {
      query.request.parameters.emplace(std::string(key.data(), key.size()), ScalarText(value));
    }
  }
  return query;
}

}  // namespace harrier::api::kusto
