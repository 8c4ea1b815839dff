#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "base/error.h"

namespace harrier::api::arm {

/// How deep lists and objects may lie in one another, and how long a body may be.
inline constexpr size_t kMaxBodyDepth = 64;
inline constexpr size_t kMaxBodyBytes = size_t{32} << 20;

/// Reads a body as JSON or, if it is none, as what Python's str() writes for dicts and lists, because MSTICPy
/// sends that: strings in single or double quotes, True, False, None, tuples, numpy's scalars. nan, which
/// JSON lacks, is null; inf is the text "Infinity". Errors tell line and column.
Result<boost::json::value> ParseLenient(std::string_view text);

}  // namespace harrier::api::arm
