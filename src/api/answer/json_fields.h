#pragma once

#include "base/json_text.h"

namespace harrier::api {

/// Appends `"name":"value"` to an object that is being written, with a comma where one is needed.
inline void AppendField(std::string& out, std::string_view name, std::string_view value) {
  if (out.back() != '{') out += ',';
  AppendJsonString(out, name);
  out += ':';
  AppendJsonString(out, value);
}

/// The same with a value that is JSON already.
inline void AppendJsonField(std::string& out, std::string_view name, std::string_view json) {
  if (out.back() != '{') out += ',';
  AppendJsonString(out, name);
  out += ':';
  out += json;
}

}  // namespace harrier::api
