#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

/// MITRE ATT&CK, Enterprise and ICS: ids and names (content/attack/techniques.tsv).
namespace harrier::hunting {

/// A tactic as Sentinel's API spells it, and its id in ATT&CK.
struct Tactic {
  std::string_view name;   // "LateralMovement"
  std::string_view title;  // "Lateral Movement"
  std::string_view id;     // "TA0008"; the pre-ATT&CK phase has none
};

/// A technique or sub-technique.
struct Technique {
  std::string_view id;  // "T1021", "T1021.001"
  std::string_view name;
  std::vector<std::string_view> tactics;  // names of tactics
};

/// In the order of an attack; the two of ICS alone and the legacy PreAttack last.
std::span<const Tactic> Tactics();
std::span<const std::string_view> TacticNames();
/// In order of id.
const std::vector<Technique>& Techniques();
/// Null if ATT&CK, as known here, has none of this id.
const Technique* FindTechnique(std::string_view id);

/// kInvalid unless each has the form T1021 or T1021.001; newer ones than those known here will do.
Status CheckTechniques(const std::vector<std::string>& ids);

}  // namespace harrier::hunting
