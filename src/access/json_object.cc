#include "access/json_object.h"

#include <charconv>
#include <cmath>

#include "runtime/json_text.h"

namespace harrier::access {

std::optional<JsonObject> JsonObject::Of(std::string_view text) {
  JsonObject object;
  if (!runtime::JsonObjectItems(text, object.members_)) return std::nullopt;
  return object;
}

std::string_view JsonObject::Raw(std::string_view name) const {
  for (const auto& [key, value] : members_) {
    if (key.size() == name.size() + 2 && key.substr(1, name.size()) == name) return value;
  }
  return {};
}

std::optional<std::string> JsonObject::Text(std::string_view name) const {
  std::string text;
  if (!runtime::UnquoteJson(text, Raw(name))) return std::nullopt;
  return text;
}

std::optional<int64_t> JsonObject::Integer(std::string_view name) const {
  const std::string_view value = Raw(name);
  double number = 0;
  const auto end = std::from_chars(value.data(), value.data() + value.size(), number);
  if (value.empty() || end.ec != std::errc() || end.ptr != value.data() + value.size()) return std::nullopt;
  if (!(std::abs(number) < 1e15)) return std::nullopt;
  return static_cast<int64_t>(number);
}

std::vector<std::string> JsonObject::Texts(std::string_view name) const {
  std::vector<std::string> texts;
  std::vector<std::string_view> items;
  const std::string_view value = Raw(name);
  if (!runtime::JsonArrayItems(value, items)) items.assign(1, value);
  for (const std::string_view item : items) {
    std::string text;
    if (runtime::UnquoteJson(text, item)) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace harrier::access
