#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "hunting/saved_searches/saved_search.h"

/// Properties of saved searches that no client but ours knows: a tag of the same name holds them too, since
/// clients that read, change and write back a search keep its tags only.
namespace harrier::hunting {

/// The property's elements, or else those of the tag; none if neither is there. kInvalid if the tag's text is
/// no JSON array of them.
template <Record T>
Result<std::vector<T>> PropertyOrTag(std::optional<std::vector<T>> property,
                                     const std::vector<SearchTag>& tags, std::string_view name) {
  if (property) return *std::move(property);
  std::vector<T> out;
  for (const SearchTag& tag : tags) {
    if (!SameName(tag.name, name) || tag.value.empty()) continue;
    const std::string place = fmt::format("properties.tags['{}']", name);
    json::error_code failure;
    const json::value list = ParseDeep(tag.value, failure);
    if (failure || !list.is_array())
      return Fail(ErrorCode::kInvalid, "{} must be a JSON array, as properties.{} is", place, name);
    for (const json::value& element : list.as_array()) {
      if (!element.is_object()) return Fail(ErrorCode::kInvalid, "{} must hold objects", place);
      TRY(T one, FromJson<T>(element.as_object(), fmt::format("{}[{}]", place, out.size())));
      out.push_back(std::move(one));
    }
    return out;
  }
  return out;
}

/// The elements as the property keeps them, unset if there are none, with the tag saying the same.
template <Record T>
std::optional<std::vector<T>> WithTag(std::vector<T> elements, std::vector<SearchTag>& tags,
                                      std::string_view name) {
  std::erase_if(tags, [&](const SearchTag& tag) { return SameName(tag.name, name); });
  if (elements.empty()) return std::nullopt;
  json::array list;
  for (const T& element : elements) list.push_back(ToJson(element));
  tags.push_back({std::string(name), json::serialize(list)});
  return elements;
}

}  // namespace harrier::hunting
