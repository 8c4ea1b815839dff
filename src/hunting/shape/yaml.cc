#include "hunting/shape/yaml.h"

#include <boost/json.hpp>
#include <yaml-cpp/yaml.h>

namespace harrier::hunting {
namespace {

json::value ScalarOf(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  constexpr std::string_view kQuoted = "!";
  if (node.Tag() == kQuoted) return Text(text);
  if (text.empty() || text == "~") return nullptr;
  json::error_code failure;
  json::value value = json::parse(text, failure);
  const bool plain = !failure && (value.is_bool() || value.is_number() || value.is_null());
  return plain ? value : json::value(Text(text));
}

json::value ValueOf(const YAML::Node& node, int depth) {
  constexpr int kDeepest = 50;
  if (depth > kDeepest) throw YAML::Exception(node.Mark(), "too deep");
  if (node.IsMap()) {
    json::object out;
    for (const auto& member : node)
      out.insert_or_assign(member.first.as<std::string>(), ValueOf(member.second, depth + 1));
    return out;
  }
  if (node.IsSequence()) {
    json::array out;
    for (const YAML::Node& element : node) out.push_back(ValueOf(element, depth + 1));
    return out;
  }
  return node.IsScalar() ? ScalarOf(node) : json::value();
}

}  // namespace

Result<json::value> ParseYaml(const std::string& text) {
  try {
    return ValueOf(YAML::Load(text), 0);
  } catch (const YAML::Exception& error) {
    return Fail(ErrorCode::kInvalid, "{} (line {}, column {})", error.msg, error.mark.line + 1,
                error.mark.column + 1);
  }
}

}  // namespace harrier::hunting
