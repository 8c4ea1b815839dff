#include "hunting/mitre/attack.h"

#include <algorithm>
#include <iterator>

#include "base/embed.h"

HARRIER_EMBED(harrier_attack, HARRIER_ATTACK_TEXT);

namespace harrier::hunting {
namespace {

constexpr Tactic kTactics[] = {
    {"Reconnaissance", "Reconnaissance", "TA0043"},
    {"ResourceDevelopment", "Resource Development", "TA0042"},
    {"InitialAccess", "Initial Access", "TA0001"},
    {"Execution", "Execution", "TA0002"},
    {"Persistence", "Persistence", "TA0003"},
    {"PrivilegeEscalation", "Privilege Escalation", "TA0004"},
    {"DefenseEvasion", "Defense Evasion", "TA0005"},
    {"CredentialAccess", "Credential Access", "TA0006"},
    {"Discovery", "Discovery", "TA0007"},
    {"LateralMovement", "Lateral Movement", "TA0008"},
    {"Collection", "Collection", "TA0009"},
    {"CommandAndControl", "Command and Control", "TA0011"},
    {"Exfiltration", "Exfiltration", "TA0010"},
    {"Impact", "Impact", "TA0040"},
    {"ImpairProcessControl", "Impair Process Control", "TA0106"},
    {"InhibitResponseFunction", "Inhibit Response Function", "TA0107"},
    {"PreAttack", "Pre-attack", ""},
};

/// The part before the next `mark`, which is dropped too.
std::string_view Cut(std::string_view& text, char mark) {
  const std::string_view part = text.substr(0, text.find(mark));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

std::vector<Technique> ReadTechniques() {
  std::vector<Technique> techniques;
  std::string_view text(harrier_attack_begin, static_cast<size_t>(harrier_attack_end - harrier_attack_begin));
  while (!text.empty()) {
    std::string_view line = Cut(text, '\n');
    Technique technique{Cut(line, '\t'), Cut(line, '\t'), {}};
    while (!line.empty()) technique.tactics.push_back(Cut(line, ' '));
    techniques.push_back(std::move(technique));
  }
  return techniques;
}

bool IsTechniqueId(std::string_view id) {
  const auto digits = [&](size_t begin, size_t count) {
    return std::all_of(id.begin() + static_cast<ptrdiff_t>(begin),
                       id.begin() + static_cast<ptrdiff_t>(begin + count),
                       [](char c) { return c >= '0' && c <= '9'; });
  };
  if ((id.size() != 5 && id.size() != 9) || id[0] != 'T' || !digits(1, 4)) return false;
  return id.size() == 5 || (id[5] == '.' && digits(6, 3));
}

}  // namespace

std::span<const Tactic> Tactics() {
  return kTactics;
}

std::span<const std::string_view> TacticNames() {
  static const std::vector<std::string_view> kNames = [] {
    std::vector<std::string_view> names;
    for (const Tactic& tactic : kTactics) names.push_back(tactic.name);
    return names;
  }();
  return kNames;
}

const std::vector<Technique>& Techniques() {
  static const std::vector<Technique> kTechniques = ReadTechniques();
  return kTechniques;
}

const Technique* FindTechnique(std::string_view id) {
  const std::vector<Technique>& all = Techniques();
  const auto found = std::lower_bound(
      all.begin(), all.end(), id,
      [](const Technique& technique, std::string_view wanted) { return technique.id < wanted; });
  return found != all.end() && found->id == id ? &*found : nullptr;
}

Status CheckTechniques(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    if (!IsTechniqueId(id))
      return Fail(ErrorCode::kInvalid,
                  "'{}' is no technique of ATT&CK: give its id, such as T1021 or T1021.001", id);
  }
  return Ok();
}

}  // namespace harrier::hunting
