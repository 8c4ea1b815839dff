#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hunting/mitre/attack.h"
#include "hunting/shape/fields.h"

namespace harrier::hunting {

inline constexpr std::string_view kHuntStatuses[] = {"New", "Active", "Closed", "Backlog", "Approved"};
inline constexpr std::string_view kHypothesisStatuses[] = {"Unknown", "Invalidated", "Validated"};
inline constexpr std::string_view kOwnerTypes[] = {"Unknown", "User", "Group"};

/// Somebody that a hunt or incident is assigned to.
struct Owner {
  std::string object_id;
  std::string email;
  std::string assigned_to;
  std::string user_principal_name;
  std::string owner_type;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("objectId", self.object_id);
    a("email", self.email);
    a("assignedTo", self.assigned_to);
    a("userPrincipalName", self.user_principal_name);
    a("ownerType", self.owner_type, {.one_of = kOwnerTypes});
  }
};

/// Something to do or to look at in a hunt.
struct ChecklistStep {
  std::string title;
  std::string note;
  bool done = false;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("title", self.title, {.required = true});
    a("note", self.note);
    a("done", self.done);
  }
};

/// Fields of a hunt that are ours. Clients that do not know them leave them out, and then they stay.
inline constexpr std::string_view kOwnHuntFields[] = {"hypothesis", "checklist", "parameters",
                                                      "huntTemplate"};

/// The case file of one hypothesis.
struct Hunt {
  std::string display_name;
  std::string description;
  std::string status;
  std::string hypothesis_status;
  std::vector<std::string> attack_tactics;
  std::vector<std::string> attack_techniques;
  std::vector<std::string> labels;
  std::optional<Owner> owner;
  std::optional<std::string> hypothesis;
  std::optional<std::vector<ChecklistStep>> checklist;
  json::value parameters;     // values that it was made with, by name
  std::string hunt_template;  // id of the one that it was made of

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("displayName", self.display_name, {.required = true});
    a("description", self.description, {.required = true});
    a("status", self.status, {.one_of = kHuntStatuses, .otherwise = "New"});
    a("hypothesisStatus", self.hypothesis_status, {.one_of = kHypothesisStatuses, .otherwise = "Unknown"});
    a("attackTactics", self.attack_tactics, {.one_of = TacticNames()});
    a("attackTechniques", self.attack_techniques);
    a("labels", self.labels);
    a("owner", self.owner);
    a("hypothesis", self.hypothesis);
    a("checklist", self.checklist, {.most = 100});
    a("parameters", self.parameters);
    a("huntTemplate", self.hunt_template);
  }
};

/// A note under a hunt.
struct HuntComment {
  std::string message;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("message", self.message, {.required = true, .most = 30'000});
  }
};

/// Reads a hunt from a request's properties. Every change of its two states is allowed.
Result<Hunt> AcceptHunt(const json::object& properties);

}  // namespace harrier::hunting
