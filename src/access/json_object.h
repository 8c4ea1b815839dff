#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace harrier::access {

/// The members of a JSON object's text, which must outlive it. Of members with one name the first counts.
class JsonObject {
 public:
  /// Nullopt if the text is no object.
  static std::optional<JsonObject> Of(std::string_view text);

  /// A member's own text; empty if there is none.
  std::string_view Raw(std::string_view name) const;
  /// Nullopt if it is not there, or no string.
  std::optional<std::string> Text(std::string_view name) const;
  /// A number, its fraction cut off. Nullopt if it is not there, no number, or out of all reason.
  std::optional<int64_t> Integer(std::string_view name) const;
  /// The strings of an array, or the one string.
  std::vector<std::string> Texts(std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> members_;
};

}  // namespace harrier::access
