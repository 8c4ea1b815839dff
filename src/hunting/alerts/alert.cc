#include "hunting/alerts/alert.h"

#include <algorithm>

#include "base/json_text.h"
#include "hunting/shape/json.h"

namespace harrier::hunting {
namespace {

/// "Execution, Discovery", or a JSON list of the same.
std::vector<std::string> ListIn(std::string_view text) {
  constexpr std::string_view kBetween = ",[]\" \t\r\n";
  std::vector<std::string> out;
  for (size_t at = text.find_first_not_of(kBetween); at != text.npos;
       at = text.find_first_not_of(kBetween, at)) {
    const size_t end = std::min(text.find_first_of(kBetween, at), text.size());
    out.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

}  // namespace

Result<std::vector<Alert>> AlertsOf(const std::vector<std::string>& ids, query::Service& service,
                                    const query::ViewPtr& view) {
  std::vector<Alert> alerts;
  if (ids.empty()) return alerts;
  query::Request request;
  request.text =
      "declare query_parameters(ids: dynamic); SecurityAlert | where SystemAlertId in~ (ids)\n"
      "| summarize arg_max(TimeGenerated, *) by SystemAlertId\n"
      "| project SystemAlertId, DisplayName = coalesce(DisplayName, AlertName), Description, AlertSeverity, "
      "Status, "
      "ProductName, VendorName, AlertType, CompromisedEntity, AlertLink, tostring(StartTime), "
      "tostring(EndTime), "
      "tostring(TimeGenerated), Tactics, Techniques, Entities, ProviderName";
  std::string list = "dynamic([";
  for (const std::string& id : ids) {
    if (list.back() != '[') list += ',';
    AppendJsonString(list, id);
  }
  request.parameters["ids"] = list + "])";
  request.view = view;
  TRY(const std::unique_ptr<query::Answer> answer, service.Run(std::move(request)));
  TRY(const std::optional<query::ResultTable> table, answer->NextTable());
  while (table) {
    TRY(const std::optional<engine::Chunk> chunk, table->rows->Next());
    if (!chunk) break;
    for (size_t row = 0; row < chunk->rows; ++row) {
      const auto text = [&](size_t column) { return std::string(chunk->columns[column].text(row)); };
      alerts.push_back({text(0), text(1), text(2), text(3), text(4), text(5), text(6), text(7), text(8),
                        text(9), text(16), text(10), text(11), text(12), ListIn(text(13)), ListIn(text(14)),
                        text(15)});
    }
  }
  const auto place = [&](const Alert& alert) {
    return std::find_if(ids.begin(), ids.end(),
                        [&](const std::string& id) { return SameName(id, alert.id); });
  };
  std::sort(alerts.begin(), alerts.end(),
            [&](const Alert& a, const Alert& b) { return place(a) < place(b); });
  return alerts;
}

std::vector<Entity> EntitiesIn(std::string_view text) {
  std::vector<Entity> out;
  json::error_code failure;
  const json::value list = ParseDeep(text, failure);
  if (failure || !list.is_array()) return out;
  for (const json::value& one : list.as_array()) {
    if (!one.is_object()) continue;
    const EntityType* const type = FindEntityType(TextMember(one.as_object(), "Type"));
    if (type == nullptr) continue;
    std::vector<std::pair<std::string, std::string>> identifiers;
    for (const auto& [name, value] : one.as_object()) {
      const std::string_view identifier = FindIdentifier(*type, {name.data(), name.size()});
      if (!identifier.empty() && value.is_string())
        identifiers.emplace_back(identifier, View(value.as_string()));
    }
    if (auto entity = MakeEntity(type->name, identifiers)) out.push_back(*std::move(entity));
  }
  return out;
}

}  // namespace harrier::hunting
