#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_text.h"

/// Writing compact JSON text, and the little reading that string kernels need. Paths and values: see the json
/// kernels.
namespace harrier::runtime {

using harrier::AppendJsonReal;
using harrier::AppendJsonString;

/// Appends a comma unless `out` ends in an opening bracket.
inline void AppendJsonComma(std::string& out) {
  if (!out.empty() && out.back() != '[' && out.back() != '{') out += ',';
}

/// Appends `"key":`, after a comma if one is due.
void AppendJsonKey(std::string& out, std::string_view key);

/// Appends a string as an element of an open array, after a comma if one is due.
inline void AppendJsonItem(std::string& out, std::string_view s) {
  AppendJsonComma(out);
  AppendJsonString(out, s);
}

/// Appends what a quoted JSON string stands for. False (and nothing useful in `out`) if it is not well
/// formed.
bool UnquoteJson(std::string& out, std::string_view token);

/// Appends a JSON value as KQL's tostring() gives it: strings unquoted, null as nothing, all else as it
/// stands.
void AppendJsonAsText(std::string& out, std::string_view token);

/// Splits an array's text into the texts of its elements. False if it is not an array.
bool JsonArrayItems(std::string_view json, std::vector<std::string_view>& items);

/// Splits an object's text into (quoted key, value) texts. False if it is not an object.
bool JsonObjectItems(std::string_view json,
                     std::vector<std::pair<std::string_view, std::string_view>>& items);

/// The elements of an array as texts; a bare string counts as an array of one. Null elements are left out.
std::vector<std::string> JsonTexts(std::string_view json);

}  // namespace harrier::runtime
