#include "access/tenant.h"

#include "access/private_file.h"
#include "runtime/json_text.h"
#include "runtime/value_text.h"

namespace harrier::access {
namespace {

struct Field {
  std::string_view name;
  std::string Tenant::* value;
};

constexpr Field kGuids[] = {
    {"tenant", &Tenant::id}, {"subscription", &Tenant::subscription}, {"workspace", &Tenant::workspace}};

/// Before there were users, the workspace's guid had a file of its own.
Result<std::optional<std::string>> EarlierWorkspace(const std::string& directory) {
  TRY(auto text, ReadFile(directory + "/workspace.id"));
  while (text && !text->empty() && text->back() <= ' ') text->pop_back();
  if (!text || !runtime::ParseGuid(*text)) return std::nullopt;
  return text;
}

}  // namespace

Result<Tenant> OpenTenant(const std::string& directory, Ids& ids) {
  const std::string path = directory + "/tenant.json";
  Tenant tenant;
  TRY(const auto text, ReadFile(path));
  if (!text) {
    TRY(const auto earlier, EarlierWorkspace(directory));
    std::string out = "{";
    for (const Field& field : kGuids) {
      if (field.value == &Tenant::workspace && earlier) {
        tenant.workspace = *earlier;
      } else if ((tenant.*field.value).empty()) {
        tenant.*field.value = ids.Random();
      }
      runtime::AppendJsonKey(out, field.name);
      runtime::AppendJsonString(out, tenant.*field.value);
    }
    TRY_OK(WritePrivateFile(path, out + "}\n"));
    return tenant;
  }
  std::vector<std::pair<std::string_view, std::string_view>> members;
  if (!runtime::JsonObjectItems(*text, members))
    return Fail(ErrorCode::kInvalid, "'{}' holds no JSON object", path);
  for (const Field& field : kGuids) {
    for (const auto& [key, value] : members) {
      if (key != "\"" + std::string(field.name) + "\"") continue;
      (tenant.*field.value).clear();
      runtime::AppendJsonAsText(tenant.*field.value, value);
    }
    if (!runtime::ParseGuid(tenant.*field.value))
      return Fail(ErrorCode::kInvalid, "'{}': {} must be a guid", path, field.name);
  }
  return tenant;
}

}  // namespace harrier::access
