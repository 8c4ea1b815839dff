#include "runtime/json_compact.h"

namespace harrier::runtime {
namespace {

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

void AppendCompactJson(std::string& out, std::string_view json) {
  size_t plain = 0;
  for (size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (c == '"') {
      for (++i; i < json.size() && json[i] != '"'; ++i) {
        if (json[i] == '\\') ++i;
      }
      ++i;
    } else if (IsBlank(c)) {
      out.append(json, plain, i - plain);
      while (i < json.size() && IsBlank(json[i])) ++i;
      plain = i;
    } else {
      ++i;
    }
  }
  if (plain < json.size()) out.append(json, plain, json.size() - plain);
}

}  // namespace harrier::runtime
