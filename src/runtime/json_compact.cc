#include "runtime/json_compact.h"

#include "runtime/json_scan.h"

namespace harrier::runtime {

void AppendCompactJson(std::string& out, std::string_view json) {
  size_t plain = 0;
  for (size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (c == '"') {
      for (++i; i < json.size() && json[i] != '"'; ++i) {
        if (json[i] == '\\') ++i;
      }
      ++i;
    } else if (IsJsonBlank(c)) {
      out.append(json, plain, i - plain);
      while (i < json.size() && IsJsonBlank(json[i])) ++i;
      plain = i;
    } else {
      ++i;
    }
  }
  if (plain < json.size()) out.append(json, plain, json.size() - plain);
}

}  // namespace harrier::runtime
