#include "hunting/shape/json.h"

#include <algorithm>

#include <boost/json/parse.hpp>

#include "base/ascii.h"

namespace harrier::hunting {

const json::value* Member(const json::object& object, std::string_view name) {
  if (const json::value* const exact = object.if_contains(json::string_view(name.data(), name.size())))
    return exact;
  for (const auto& [key, value] : object) {
    if (SameName({key.data(), key.size()}, name)) return &value;
  }
  return nullptr;
}

std::string_view TextMember(const json::object& object, std::string_view name) {
  const json::value* const value = Member(object, name);
  return value != nullptr && value->is_string() ? View(value->as_string()) : std::string_view();
}

json::array Texts(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.emplace_back(Text(text));
  return out;
}

json::object ParseObject(std::string_view body) {
  json::error_code failure;
  json::parse_options options;
  options.max_depth = 200;
  json::value value = json::parse(json::string_view(body.data(), body.size()), failure, {}, options);
  return !failure && value.is_object() ? std::move(value.as_object()) : json::object();
}

json::value ParseDeep(std::string_view text, json::error_code& failure) {
  json::parse_options options;
  options.max_depth = 4096;
  return json::parse(json::string_view(text.data(), text.size()), failure, {}, options);
}

bool SameName(std::string_view a, std::string_view b) {
  return SameAscii(a, b);
}

}  // namespace harrier::hunting
