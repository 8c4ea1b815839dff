#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/error.h"

namespace harrier::api::arm {

/// A word, mark or literal of an OData expression.
struct OdataToken {
  enum class Kind { kName, kLiteral, kMark, kEnd } kind = Kind::kEnd;
  std::string text;            // the name (with its slashes) or mark
  boost::json::value value{};  // of a literal
  size_t begin = 0;            // byte offset
};

/// Splits an expression; the last token is kEnd. Texts have single quotes, doubled inside; dates, guids and
/// numbers stand bare, or as datetime'…' and guid'…'. true, false and null are literals.
Result<std::vector<OdataToken>> ReadOdata(std::string_view text);

}  // namespace harrier::api::arm
