#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/time_text.h"
#include "hunting/entities/entity.h"
#include "hunting/journal/log_row.h"
#include "hunting/shape/json.h"
#include "runtime/unicode.h"

namespace harrier::hunting::rows {
namespace {

std::string PersonJson(const store::Actor& actor) {
  json::object person;
  person["ObjectId"] = Text(actor.id);
  person["Email"] = Text(actor.email);
  person["Name"] = Text(actor.name);
  return json::serialize(person);
}

Value TimeMember(const json::object& body, std::string_view name) {
  const auto ticks = ParseDatetime(TextMember(body, name));
  return ticks ? Value::Datetime(*ticks) : Value::Null(Type::kDatetime);
}

std::string JoinedLabels(const json::object& body) {
  std::string joined;
  const json::value* const labels = Member(body, "labels");
  if (labels == nullptr || !labels->is_array()) return joined;
  for (const json::value& label : labels->as_array()) {
    if (!label.is_string()) continue;
    if (!joined.empty()) joined += ',';
    joined += View(label.as_string());
  }
  return joined;
}

/// [{"$id":"1","Type":"ip","Address":"10.0.0.1"}, …] of a bookmark's entityMappings, as alerts have them. A
/// mapping that makes no entity is left out.
std::string EntitiesJson(const json::object& body) {
  json::array entities;
  const json::value* const mappings = Member(body, "entityMappings");
  if (mappings == nullptr || !mappings->is_array()) return {};
  for (const json::value& mapping : mappings->as_array()) {
    if (!mapping.is_object()) continue;
    const json::value* const fields = Member(mapping.as_object(), "fieldMappings");
    if (fields == nullptr || !fields->is_array()) continue;
    std::vector<std::pair<std::string, std::string>> identifiers;
    for (const json::value& field : fields->as_array()) {
      if (!field.is_object()) continue;
      identifiers.emplace_back(TextMember(field.as_object(), "identifier"),
                               TextMember(field.as_object(), "value"));
    }
    const auto entity = MakeEntity(TextMember(mapping.as_object(), "entityType"), identifiers);
    if (!entity) continue;
    json::object& out = entities.emplace_back(json::object()).as_object();
    out["$id"] = Text(std::to_string(entities.size()));
    std::string type;
    runtime::AppendLower(type, entity->type->name);
    out["Type"] = Text(type);
    for (const auto& [identifier, value] : entity->identifiers)
      out[json::string_view(identifier.data(), identifier.size())] = Text(value);
  }
  return entities.empty() ? std::string() : json::serialize(entities);
}

std::vector<LogRow> Make(const Changed& changed) {
  const store::Change& change = changed.change;
  const bool gone = change.kind == store::ChangeKind::kDelete;
  const json::object body = ParseObject(gone ? change.before : change.after);
  const auto text = [&](std::string_view member) {
    return Value::String(std::string(TextMember(body, member)));
  };
  return {{"HuntingBookmark",
           {
               {"TenantId", Value::String(change.key.workspace)},
               {"TimeGenerated", Value::Datetime(change.time)},
               {"BookmarkId", Value::String(change.key.name)},
               {"BookmarkName", text("displayName")},
               {"CreatedBy", Value::String(PersonJson(changed.creation.actor))},
               {"UpdatedBy", Value::String(PersonJson(change.actor))},
               {"CreatedTime", Value::Datetime(changed.creation.time)},
               {"LastUpdatedTime", Value::Datetime(change.time)},
               {"EventTime", TimeMember(body, "eventTime")},
               {"QueryText", text("query")},
               {"QueryResultRow", text("queryResult")},
               {"QueryStartTime", TimeMember(body, "queryStartTime")},
               {"QueryEndTime", TimeMember(body, "queryEndTime")},
               {"Notes", text("notes")},
               {"Entities", Value::String(EntitiesJson(body))},
               {"SoftDeleted", Value::Bool(gone)},
               {"Tags", Value::String(JoinedLabels(body))},
               {"SourceSystem", Value::String("Harrier")},
               {"Type", Value::String("HuntingBookmark")},
           }}};
}

}  // namespace

/// A row for each state of a bookmark: `summarize arg_max(TimeGenerated, *) by BookmarkId` is what there is
/// now.
RowMaker HuntingBookmark() {
  return {"bookmarks", Make};
}

}  // namespace harrier::hunting::rows
