#include <algorithm>

#include "base/embed.h"
#include "hunting/entities/stored_mappings.h"
#include "hunting/mitre/attack.h"
#include "hunting/queries/hunting_query.h"

HARRIER_EMBED(harrier_hunts, HARRIER_HUNTS_TEXT);

namespace harrier::hunting {
namespace {

std::string_view TakeLine(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// The ids of techniques that a text names: "(T1059.001, T1027)".
std::vector<std::string> TechniquesIn(std::string_view text) {
  std::vector<std::string> out;
  for (size_t at = text.find('T'); at != text.npos; at = text.find('T', at + 1)) {
    const size_t end = std::min(text.find_first_not_of("0123456789.", at + 1), text.size());
    std::string_view id = text.substr(at, end - at);
    while (id.ends_with('.')) id.remove_suffix(1);
    if (FindTechnique(id) != nullptr) out.emplace_back(id);
  }
  return out;
}

/// The first note is the name; what follows describes it, up to a note "Entities", which tells its mappings.
/// Its techniques tell its tactics. Mappings that cannot be read are left out.
HuntingQuery Parse(std::string_view id, std::string_view text) {
  HuntingQuery out;
  out.id = id;
  out.source = "Harrier demo";
  std::string_view rest = text;
  constexpr std::string_view kEntities = "Entities ";
  std::optional<std::string> entities;
  while (rest.starts_with("//")) {
    std::string_view line = TakeLine(rest).substr(2);
    while (line.starts_with(' ')) line.remove_prefix(1);
    if (entities || line.starts_with(kEntities)) {
      if (!entities) line.remove_prefix(kEntities.size());
      entities = entities.value_or("") + std::string(line);
      continue;
    }
    std::string& into = out.name.empty() ? out.name : out.description;
    if (!into.empty()) into += '\n';
    into += line;
  }
  out.query = rest;
  while (out.query.ends_with('\n')) out.query.pop_back();
  if (auto mappings = ParseMappings(entities.value_or(""))) out.content_mappings = *std::move(mappings);
  out.techniques = TechniquesIn(out.description);
  for (const std::string& technique : out.techniques) {
    for (const std::string_view tactic : FindTechnique(technique)->tactics) {
      if (std::find(out.tactics.begin(), out.tactics.end(), tactic) == out.tactics.end())
        out.tactics.emplace_back(tactic);
    }
  }
  return out;
}

std::vector<HuntingQuery> ParseAll(std::string_view text) {
  std::vector<HuntingQuery> out;
  constexpr std::string_view kMark = "== ";
  while (text.starts_with(kMark)) {
    const std::string_view id = TakeLine(text).substr(kMark.size());
    size_t end = text.find("\n== ");
    end = end == text.npos ? text.size() : end + 1;
    out.push_back(Parse(id, text.substr(0, end)));
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace

const std::vector<HuntingQuery>& BuiltInHuntingQueries() {
  static const std::vector<HuntingQuery> queries = ParseAll(HARRIER_EMBEDDED(harrier_hunts));
  return queries;
}

}  // namespace harrier::hunting
