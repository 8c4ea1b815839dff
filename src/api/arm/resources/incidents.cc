#include <boost/json/serialize.hpp>

#include "api/arm/resources/authorship.h"
#include "api/arm/resources/cases.h"
#include "api/arm/resources/families.h"
#include "api/arm/resources/incident_parts.h"
#include "api/arm/resources/relations.h"
#include "api/arm/wire.h"
#include "base/time_text.h"
#include "hunting/incidents/incident.h"

namespace harrier::api::arm {
namespace {

json::object Person(const store::Actor& actor) {
  json::object person = UserInfo(actor);
  person["userPrincipalName"] = hunting::Text(actor.email);
  return person;
}

void AddTimes(json::object& properties, const store::Object& object) {
  properties["createdTimeUtc"] = hunting::Text(FormatDatetime(object.created));
  properties["lastModifiedTimeUtc"] = hunting::Text(FormatDatetime(object.modified));
}

/// The stored incident with the request's properties in their stead; a new one gets its number.
Status AdmitIncident(const Admission& admission) {
  const hunting::Cases cases = CasesOf(admission.context, admission.transaction);
  hunting::Incident incident;
  if (admission.before) {
    const json::object stored = hunting::ParseObject(admission.before->body);
    TRY(incident, hunting::AcceptIncident(&stored, admission.kept, cases.now));
  } else {
    TRY(incident, hunting::NewIncident(cases, admission.kept));
  }
  admission.kept = hunting::ToJson(incident);
  return Ok();
}

json::object ReadIncident(const Context& context, store::Transaction&, const store::Object& object) {
  json::object properties = hunting::ParseObject(object.body);
  AddTimes(properties, object);
  if (!properties.contains("owner")) {
    properties["owner"] = json::object{
        {"objectId", nullptr}, {"email", nullptr}, {"assignedTo", nullptr}, {"userPrincipalName", nullptr}};
  }
  properties["incidentUrl"] =
      hunting::Text(fmt::format("{}{}/providers/Microsoft.SecurityInsights/incidents/{}",
                                context.request.origin, context.workspace.resource_id(), object.key.name));
  return properties;
}

/// Refuses another part of an incident that has `most` of them.
Status CheckRoom(const Admission& admission, size_t most, std::string_view what) {
  if (admission.before) return Ok();
  TRY(const std::vector<store::Object> parts,
      admission.transaction.List(admission.key.workspace, admission.key.kind, admission.key.parent));
  if (parts.size() < most) return Ok();
  return Fail(ErrorCode::kInvalid, "an incident has {} {} at most", most, what);
}

Status TouchParent(const Context& context, store::Transaction& transaction, const store::Object* before,
                   const store::Object* after) {
  return hunting::TouchNotes(CasesOf(context, transaction), (after != nullptr ? after : before)->key.parent);
}

Resource Comments() {
  Resource comments;
  comments.type = "incidents/comments";
  comments.collection = "incidents/{incident}/comments";
  comments.parent_kind = "incidents";
  comments.accept = [](const Context&, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const auto comment, hunting::AcceptIncidentComment(properties));
    return hunting::ToJson(comment);
  };
  comments.admit = [](const Admission& admission) -> Status {
    if (admission.before && admission.before->created_by.id != admission.context.actor().id)
      return Fail(ErrorCode::kForbidden, "only its author may change the comment '{}'", admission.key.name);
    return CheckRoom(admission, hunting::kMostComments, "comments");
  };
  comments.settle = TouchParent;
  comments.read = [](const Context&, store::Transaction&, const store::Object& object) {
    json::object properties = hunting::ParseObject(object.body);
    AddTimes(properties, object);
    properties["author"] = Person(object.created_by);
    return properties;
  };
  return comments;
}

Resource Tasks() {
  Resource tasks;
  tasks.type = "incidents/tasks";
  tasks.collection = "incidents/{incident}/tasks";
  tasks.parent_kind = "incidents";
  tasks.accept = [](const Context&, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const auto task, hunting::FromJson<hunting::IncidentTask>(properties));
    return hunting::ToJson(task);
  };
  tasks.admit = [](const Admission& admission) { return CheckRoom(admission, hunting::kMostTasks, "tasks"); };
  tasks.settle = TouchParent;
  tasks.read = [](const Context&, store::Transaction&, const store::Object& object) {
    json::object properties = hunting::ParseObject(object.body);
    AddTimes(properties, object);
    properties["createdBy"] = Person(object.created_by);
    properties["lastModifiedBy"] = Person(object.modified_by);
    return properties;
  };
  return tasks;
}

Operation Post(std::string_view part, std::string_view action, Response (*handler)(const Context&)) {
  Operation operation;
  operation.method = "POST";
  operation.path = fmt::format("incidents/{{incident}}/{}", part);
  operation.action = action;
  operation.handler = handler;
  return operation;
}

}  // namespace

ResourceFamily Incidents() {
  Resource incidents;
  incidents.type = incidents.collection = "incidents";
  // What is absent in a request is read from the stored incident, in the transaction.
  incidents.accept = [](const Context&, const json::object& body) { return PropertiesOf(body); };
  incidents.admit = AdmitIncident;
  incidents.read = ReadIncident;
  incidents.release = [](const Context& context, store::Transaction& transaction,
                         const store::Object& object) -> Status {
    TRY_OK(hunting::MarkDeleted(CasesOf(context, transaction), object.key));
    return Ok();
  };
  return {{std::move(incidents), Comments(), Tasks(), RelationsOf("incidents")},
          {Post("alerts", "incidents/read", IncidentAlerts),
           Post("bookmarks", "incidents/read", IncidentBookmarks),
           Post("entities", "incidents/read", IncidentEntities),
           Post("runPlaybook", "incidents/runPlaybook/action", RunPlaybook)}};
}

}  // namespace harrier::api::arm
