#include "access/principal_json.h"

#include "access/json_object.h"
#include "runtime/json_text.h"

namespace harrier::access {
namespace {

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

/// The store holds what was written here.
JsonObject Read(std::string_view body) {
  const auto object = JsonObject::Of(body);
  HARRIER_CHECK(object.has_value());
  return *object;
}

std::string Text(const JsonObject& object, std::string_view name) {
  return object.Text(name).value_or("");
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
  const JsonObject object = Read(body);
  Principal principal{std::string(id), Text(object, "name"), Text(object, "displayName"),
                      Text(object, "email"), kind};
  principal.issuer = Text(object, "issuer");
  principal.subject = Text(object, "subject");
  principal.disabled = object.Raw("disabled") == "true";
  principal.generation = object.Integer("generation").value_or(0);
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
  const JsonObject object = Read(body);
  return {std::string(id), Text(object, "principalId"), Text(object, "roleDefinitionId"),
          Text(object, "workspace"), Text(object, "source")};
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
  const JsonObject object = Read(body);
  return {std::string(id), Text(object, "roleDefinitionId"), Text(object, "table"),
          object.Raw("hidden") == "true", Text(object, "rows")};
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
  const JsonObject object = Read(body);
  return {std::string(id), Text(object, "roleName"), Text(object, "description"), object.Texts("actions"),
          object.Texts("notActions")};
}

}  // namespace harrier::access
