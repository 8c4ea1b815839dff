#include <boost/json.hpp>

#include "base/embed.h"
#include "hunting/shape/yaml.h"
#include "hunting/templates/hunt_template.h"

HARRIER_EMBED(harrier_hunt_templates, HARRIER_HUNT_TEMPLATES_TEXT);

namespace harrier::hunting {

Result<std::vector<NamedTemplate>> ParseHuntTemplates(std::string_view text) {
  constexpr std::string_view kMark = "== ";
  std::vector<NamedTemplate> out;
  while (text.starts_with(kMark)) {
    const size_t line = std::min(text.find('\n'), text.size());
    NamedTemplate& one = out.emplace_back();
    one.id = text.substr(kMark.size(), line - kMark.size());
    size_t end = text.find("\n== ");
    end = end == std::string_view::npos ? text.size() : end + 1;
    const auto content = ParseYaml(std::string(text.substr(line, end - line)));
    if (!content) return Fail(content.error().code, "{}: {}", one.id, content.error().message);
    if (!content->is_object()) return Fail(ErrorCode::kInvalid, "{}: it has no members", one.id);
    auto accepted = AcceptHuntTemplate(content->as_object());
    if (!accepted) return Fail(accepted.error().code, "{}: {}", one.id, accepted.error().message);
    one.content = *std::move(accepted);
    text.remove_prefix(end);
  }
  return out;
}

const std::vector<NamedTemplate>& BuiltInHuntTemplates() {
  // What does not read is left out; a test reads all of it.
  static const std::vector<NamedTemplate> templates =
      ParseHuntTemplates(HARRIER_EMBEDDED(harrier_hunt_templates)).value_or(std::vector<NamedTemplate>());
  return templates;
}

Status CheckTemplateName(std::string_view name) {
  for (const NamedTemplate& one : BuiltInHuntTemplates()) {
    if (SameName(one.id, name))
      return Fail(ErrorCode::kConflict, "the template '{}' comes with the program; take another name",
                  one.id);
  }
  return Ok();
}

}  // namespace harrier::hunting
