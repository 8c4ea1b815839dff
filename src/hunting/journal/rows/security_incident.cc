#include <algorithm>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/time_text.h"
#include "hunting/incidents/incident.h"
#include "hunting/journal/log_row.h"
#include "hunting/relations/relation.h"

namespace harrier::hunting::rows {
namespace {

constexpr std::string_view kTable = "SecurityIncident";

/// What a row may hold (Sentinel docs, service limits).
constexpr size_t kMostBytes = 64 * 1024;
/// Of one text.
constexpr size_t kMostOfText = 8 * 1024;

/// An object below the incident as it was then.
struct Part {
  const store::Change* creation = nullptr;
  const store::Change* last = nullptr;
};

/// Those of a kind that were there, oldest first.
std::vector<Part> PartsOf(std::span<const store::Change> below, std::string_view kind) {
  std::map<std::string_view, Part> there;  // by object id
  for (const store::Change& change : below) {
    if (change.key.kind != kind) continue;
    if (change.kind == store::ChangeKind::kDelete) {
      there.erase(change.object_id);
      continue;
    }
    Part& part = there[change.object_id];
    if (part.creation == nullptr) part.creation = &change;
    part.last = &change;
  }
  std::vector<Part> parts;
  for (const auto& [id, part] : there) parts.push_back(part);
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.creation->sequence < b.creation->sequence; });
  return parts;
}

json::object Person(const store::Actor& actor) {
  return {{"objectId", Text(actor.id)},
          {"email", Text(actor.email)},
          {"name", Text(actor.name)},
          {"userPrincipalName", Text(actor.email)}};
}

json::value PartJson(const Part& part, std::string_view author) {
  json::object out = ParseObject(part.last->after);
  out["id"] = Text(part.creation->key.name);
  out["createdTimeUtc"] = Text(FormatDatetime(part.creation->time));
  out["lastModifiedTimeUtc"] = Text(FormatDatetime(part.last->time));
  out[author] = Person(part.creation->actor);
  return out;
}

/// The names of what relations lead to, each once.
json::array Related(std::span<const store::Change> below, std::string_view type) {
  json::array names;
  for (const Part& part : PartsOf(below, "incidents/relations")) {
    const auto relation = FromJson<Relation>(ParseObject(part.last->after));
    if (!relation || relation->deleted) continue;
    const auto id = ParseResourceId(relation->related_resource_id);
    if (!id || !SameName(id->type(), type)) continue;
    json::value name = Text(id->name());
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

/// Hands out the bytes of a row.
class Budget {
 public:
  Value Take(std::string_view text) {
    text = text.substr(0, std::min(kMostOfText, left_));
    // Not in the midst of a character.
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.remove_suffix(1);
    if (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0xC0) text.remove_suffix(1);
    left_ -= text.size();
    return Value::String(std::string(text));
  }
  /// The newest elements that there is room for.
  Value TakeNewest(const json::array& list) {
    left_ -= std::min<size_t>(left_, 2);
    auto first = list.end();
    while (first != list.begin()) {
      const size_t size = json::serialize(*(first - 1)).size() + 1;
      if (size > left_) break;
      left_ -= size;
      --first;
    }
    return Value::Dynamic(json::serialize(json::array(first, list.end())));
  }
  Value Take(const json::value& value) {
    std::string text = json::serialize(value);
    if (text.size() > left_) return Value::Null(Type::kDynamic);
    left_ -= text.size();
    return Value::Dynamic(std::move(text));
  }

 private:
  // What numbers, times and the row's own names take.
  size_t left_ = kMostBytes - 2048;
};

std::vector<LogRow> Make(const Changed& changed) {
  const store::Change& change = changed.change;
  const bool gone = change.kind == store::ChangeKind::kDelete;
  const json::object body = ParseObject(gone ? change.before : change.after);
  const auto incident = FromJson<Incident>(body);
  if (!incident) return {};
  json::array comments, tasks;
  for (const Part& part : PartsOf(changed.below, "incidents/comments"))
    comments.push_back(PartJson(part, "author"));
  for (const Part& part : PartsOf(changed.below, "incidents/tasks"))
    tasks.push_back(PartJson(part, "createdBy"));
  const auto list = [&](std::string_view member) {
    const json::value* const value = Member(body, member);
    return value != nullptr && value->is_array() ? value->as_array() : json::array();
  };
  const auto object = [&](std::string_view member) {
    const json::value* const value = Member(body, member);
    return value == nullptr ? json::value(json::object()) : *value;
  };
  Budget budget;
  LogRow row{kTable, {}};
  const auto add = [&](std::string_view name, Value value) {
    row.cells.emplace_back(name, std::move(value));
  };
  add("TenantId", Value::String(change.key.workspace));
  add("TimeGenerated", Value::Datetime(change.time));
  add("IncidentName", Value::String(change.key.name));
  add("Title", budget.Take(incident->title));
  add("Description", budget.Take(incident->description));
  add("Severity", Value::String(incident->severity));
  add("Status", Value::String(gone ? "Deleted" : incident->status));
  add("Classification", Value::String(incident->classification));
  add("ClassificationComment", budget.Take(incident->classification_comment));
  add("ClassificationReason", Value::String(incident->classification_reason));
  add("Owner", budget.Take(object("owner")));
  add("ProviderName", Value::String(incident->provider_name));
  add("ProviderIncidentId", Value::String(incident->provider_incident_id));
  add("FirstActivityTime", TimeOf(incident->first_activity));
  add("LastActivityTime", TimeOf(incident->last_activity));
  add("FirstModifiedTime", TimeOf(incident->first_modified));
  add("LastModifiedTime", Value::Datetime(change.time));
  add("CreatedTime", Value::Datetime(changed.creation.time));
  add("ClosedTime", TimeOf(incident->closed));
  add("IncidentNumber", Value::Int(static_cast<int32_t>(incident->number)));
  add("RelatedAnalyticRuleIds", budget.TakeNewest(list("relatedAnalyticRuleIds")));
  add("Labels", budget.TakeNewest(list("labels")));
  add("IncidentUrl", budget.Take(fmt::format("{}/incidents/{}", changed.provider, change.key.name)));
  add("AdditionalData", budget.Take(object("additionalData")));
  add("ModifiedBy", budget.Take(change.actor.name.empty() ? change.actor.id : change.actor.name));
  add("AlertIds", budget.TakeNewest(Related(changed.below, "entities")));
  add("Tasks", budget.TakeNewest(tasks));
  add("BookmarkIds", budget.TakeNewest(Related(changed.below, "bookmarks")));
  add("Comments", budget.TakeNewest(comments));
  add("SourceSystem", Value::String("Harrier"));
  add("Type", Value::String(std::string(kTable)));
  return {std::move(row)};
}

}  // namespace

/// A full row for each change of an incident, and so of its parts, which change it: `summarize
/// arg_max(TimeGenerated, *) by IncidentNumber` is what there is now. The last row of one that was deleted
/// has the status Deleted.
RowMaker SecurityIncident() {
  return {"incidents", Make, {"incidents/comments", "incidents/tasks", "incidents/relations"}};
}

}  // namespace harrier::hunting::rows
