#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/error.hpp>
#include <boost/json/value.hpp>

namespace harrier::hunting {

namespace json = boost::json;

/// The member of this name; one whose name differs in case only will do, since public samples mix them. Null
/// if there is none.
const json::value* Member(const json::object& object, std::string_view name);

/// The member's text; empty if it is none.
std::string_view TextMember(const json::object& object, std::string_view name);

inline std::string_view View(const json::string& text) {
  return {text.data(), text.size()};
}
inline json::string Text(std::string_view text) {
  return json::string(text.data(), text.size());
}

/// A list of texts.
json::array Texts(const std::vector<std::string>& texts);

/// The object that a store's body holds; empty if it holds none.
json::object ParseObject(std::string_view body);

/// A value of logs, which may be nested deeper than the library reads unasked. Null and `failure` if it is
/// none.
json::value ParseDeep(std::string_view text, json::error_code& failure);

/// The same texts but for the case of ASCII letters.
bool SameName(std::string_view a, std::string_view b);

}  // namespace harrier::hunting
