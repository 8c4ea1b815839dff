#include "hunting/shape/content_hash.h"

#include <array>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/error.h"

namespace harrier::hunting {

std::string ContentHash(const json::object& object, std::span<const std::string_view> names) {
  json::array evidence;
  for (const std::string_view name : names) {
    const json::value* const value = Member(object, name);
    evidence.push_back(value == nullptr ? json::value() : *value);
  }
  const std::string text = json::serialize(evidence);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HARRIER_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

}  // namespace harrier::hunting
