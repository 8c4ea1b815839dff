#include "hunting/shape/content_hash.h"

#include <boost/json/serialize.hpp>

#include "base/sha256.h"

namespace harrier::hunting {

std::string ContentHash(const json::object& object, std::span<const std::string_view> names) {
  json::array evidence;
  for (const std::string_view name : names) {
    const json::value* const value = Member(object, name);
    evidence.push_back(value == nullptr ? json::value() : *value);
  }
  return Sha256Of(json::serialize(evidence));
}

}  // namespace harrier::hunting
