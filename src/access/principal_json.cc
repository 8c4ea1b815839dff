#include "access/principal_json.h"

#include <charconv>

#include "runtime/json_text.h"

namespace harrier::access {
namespace {

using Members = std::vector<std::pair<std::string_view, std::string_view>>;

void AppendText(std::string& out, std::string_view key, std::string_view value) {
  runtime::AppendJsonKey(out, key);
  runtime::AppendJsonString(out, value);
}

void AppendFlag(std::string& out, std::string_view key, bool value) {
  runtime::AppendJsonKey(out, key);
  out += value ? "true" : "false";
}

void AppendTexts(std::string& out, std::string_view key, const std::vector<std::string>& values) {
  runtime::AppendJsonKey(out, key);
  out += '[';
  for (const std::string& value : values) runtime::AppendJsonItem(out, value);
  out += ']';
}

Members MembersOf(std::string_view body) {
  Members members;
  HARRIER_CHECK(runtime::JsonObjectItems(body, members));
  return members;
}

std::string_view Find(const Members& members, std::string_view name) {
  for (const auto& [key, value] : members) {
    if (key.size() == name.size() + 2 && key.substr(1, name.size()) == name) return value;
  }
  return {};
}

std::string Text(const Members& members, std::string_view name) {
  std::string out;
  if (const auto value = Find(members, name); !value.empty()) runtime::AppendJsonAsText(out, value);
  return out;
}

}  // namespace

std::string ToJson(const Principal& principal) {
  std::string out = "{";
  AppendText(out, "name", principal.name);
  AppendText(out, "displayName", principal.display_name);
  AppendText(out, "email", principal.email);
  if (!principal.issuer.empty()) AppendText(out, "issuer", principal.issuer);
  if (!principal.subject.empty()) AppendText(out, "subject", principal.subject);
  if (principal.disabled) AppendFlag(out, "disabled", true);
  if (principal.generation != 0) {
    runtime::AppendJsonKey(out, "generation");
    out += std::to_string(principal.generation);
  }
  return out + "}";
}

Principal PrincipalFrom(std::string_view id, Principal::Kind kind, std::string_view body) {
  const Members members = MembersOf(body);
  Principal principal{std::string(id), Text(members, "name"), Text(members, "displayName"),
                      Text(members, "email"), kind};
  principal.issuer = Text(members, "issuer");
  principal.subject = Text(members, "subject");
  principal.disabled = Find(members, "disabled") == "true";
  const std::string_view generation = Find(members, "generation");
  std::from_chars(generation.data(), generation.data() + generation.size(), principal.generation);
  return principal;
}

std::string ToJson(const Assignment& assignment) {
  std::string out = "{";
  AppendText(out, "principalId", assignment.principal);
  AppendText(out, "roleDefinitionId", assignment.role);
  AppendText(out, "workspace", assignment.workspace);
  if (!assignment.source.empty()) AppendText(out, "source", assignment.source);
  return out + "}";
}

Assignment AssignmentFrom(std::string_view id, std::string_view body) {
  const Members members = MembersOf(body);
  return {std::string(id), Text(members, "principalId"), Text(members, "roleDefinitionId"),
          Text(members, "workspace"), Text(members, "source")};
}

std::string ToJson(const TableRule& rule) {
  std::string out = "{";
  AppendText(out, "roleDefinitionId", rule.role);
  AppendText(out, "table", rule.table);
  AppendFlag(out, "hidden", rule.hidden);
  AppendText(out, "rows", rule.rows);
  return out + "}";
}

TableRule TableRuleFrom(std::string_view id, std::string_view body) {
  const Members members = MembersOf(body);
  return {std::string(id), Text(members, "roleDefinitionId"), Text(members, "table"),
          Find(members, "hidden") == "true", Text(members, "rows")};
}

std::string ToJson(const Role& role) {
  std::string out = "{";
  AppendText(out, "roleName", role.name);
  AppendText(out, "description", role.description);
  AppendTexts(out, "actions", role.actions);
  AppendTexts(out, "notActions", role.not_actions);
  return out + "}";
}

Role RoleFrom(std::string_view id, std::string_view body) {
  const Members members = MembersOf(body);
  return {std::string(id), Text(members, "roleName"), Text(members, "description"),
          runtime::JsonTexts(Find(members, "actions")), runtime::JsonTexts(Find(members, "notActions"))};
}

}  // namespace harrier::access
