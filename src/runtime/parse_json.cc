#include <simdjson.h>

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// Kusto docs, parse_json(): JSON text to a dynamic value; what is no JSON becomes a string value. The result
// is compact.
namespace harrier::runtime {
namespace {

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Drops white space outside of strings.
void AppendCompact(std::string& out, std::string_view json) {
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

bool ParseJson(JsonOut& out, std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  if (text.empty()) return false;
  const char first = text.front();
  const bool may_be = first == '{' || first == '[' || first == '"' || first == '-' ||
                      (first >= '0' && first <= '9') || text == "true" || text == "false" || text == "null";
  if (may_be) {
    // The parser keeps its buffers from row to row.
    thread_local simdjson::dom::parser parser;
    const simdjson::padded_string padded(text);
    const auto parsed = parser.parse(padded);
    if (parsed.error() == simdjson::SUCCESS) {
      if (text == "null") return false;
      AppendCompact(out.text, text);
      return true;
    }
  }
  AppendJsonString(out.text, text);
  return true;
}

bool DynamicToJson(std::string& out, Json json) {
  return out = json.text, true;
}

}  // namespace

void AddParseJson(KernelRegistry& registry) {
  registry.Add(KernelOf<ParseJson>("parse_json"));
  registry.Add(KernelOf<DynamicToJson>("dynamic_to_json"));
}

}  // namespace harrier::runtime
