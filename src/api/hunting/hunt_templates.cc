#include <boost/json.hpp>

#include "access/caller.h"
#include "api/answer/asked_service.h"
#include "api/hunting/endpoint.h"
#include "base/time_text.h"
#include "hunting/hunts/hunt_creation.h"
#include "hunting/shape/fields.h"
#include "hunting/templates/hunt_template.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::HuntTemplate;
using harrier::hunting::kHuntTemplates;
using harrier::hunting::NamedTemplate;

json::object TemplateJson(const NamedTemplate& one, const store::Object* object) {
  json::object out{{"id", one.id}, {"builtIn", object == nullptr}};
  if (object != nullptr) {
    out["version"] = object->version;
    out["etag"] = object->etag;
    out["createdBy"] = object->created_by.name;
    out["modified"] = FormatDatetime(object->modified);
  }
  out["properties"] = harrier::hunting::ToJson(one.content);
  return out;
}

Result<NamedTemplate> Read(const store::Object& object) {
  TRY(HuntTemplate content,
      harrier::hunting::FromJson<HuntTemplate>(harrier::hunting::ParseObject(object.body)));
  return NamedTemplate{object.key.name, std::move(content)};
}

Result<Response> List(const Endpoint& endpoint, const Request&) {
  json::array value;
  for (const NamedTemplate& one : harrier::hunting::BuiltInHuntTemplates())
    value.push_back(TemplateJson(one, nullptr));
  TRY(const std::vector<store::Object> objects, endpoint.store->Read([&](store::Transaction& transaction) {
    return transaction.List(endpoint.workspace, kHuntTemplates, "");
  }));
  for (const store::Object& object : objects) {
    TRY(const NamedTemplate one, Read(object));
    value.push_back(TemplateJson(one, &object));
  }
  return JsonAnswer(json::object{{"value", std::move(value)}});
}

/// A template that comes with the program, or else one of the workspace's.
Result<std::pair<NamedTemplate, std::optional<store::Object>>> Find(const Endpoint& endpoint,
                                                                    const std::string& id) {
  for (const NamedTemplate& one : harrier::hunting::BuiltInHuntTemplates()) {
    if (one.id == id) return std::pair(one, std::optional<store::Object>());
  }
  TRY(std::optional<store::Object> object, endpoint.store->Read([&](store::Transaction& transaction) {
    return transaction.Get({endpoint.workspace, std::string(kHuntTemplates), "", id});
  }));
  if (!object) return Fail(ErrorCode::kNotFound, "there is no hunt template '{}'", id);
  TRY(NamedTemplate one, Read(*object));
  return std::pair(std::move(one), std::move(object));
}

Result<Response> Show(const Endpoint& endpoint, const Request& request) {
  TRY(const auto found, Find(endpoint, request.captures[0]));
  return JsonAnswer(TemplateJson(found.first, found.second ? &*found.second : nullptr));
}

/// {"displayName", "description", "parameters": {…}}, all of which may be absent: a hunt with clones of the
/// template's queries.
Result<Response> CreateFrom(const Endpoint& endpoint, const Request& request) {
  TRY(const json::object body, BodyOf(request));
  TRY(const auto found, Find(endpoint, request.captures[0]));
  TRY(const json::object given, ParametersIn(body));
  TRY(const auto queries, QueriesFor(endpoint, request));
  TRY(harrier::hunting::TemplateStart start, harrier::hunting::StartOf(found.first, queries, given));
  for (const auto& [name, field] : {std::pair("displayName", &start.hunt.display_name),
                                    std::pair("description", &start.hunt.description)}) {
    const std::string_view text = harrier::hunting::TextMember(body, name);
    if (!text.empty()) *field = text;
  }
  harrier::hunting::NewHunt fresh{std::move(start.hunt), std::move(start.queries), endpoint.workspace,
                                  endpoint.workspace_path};
  std::string name;
  TRY_OK(endpoint.store->Change(ActorOf(request), [&](store::Transaction& transaction) -> Status {
    TRY(name,
        harrier::hunting::CreateHunt(transaction, *endpoint.ids, endpoint.clock->Now(), std::move(fresh)));
    return Ok();
  }));
  json::array missing;
  for (const std::string& id : start.missing) missing.emplace_back(id);
  Response response = JsonAnswer(json::object{{"name", name}, {"missingQueries", std::move(missing)}}, 201);
  response.headers.emplace_back(
      "Location", endpoint.workspace_path + "/providers/Microsoft.SecurityInsights/hunts/" + name);
  return response;
}

/// {"displayName", "name"}: the hunt in the path becomes a template.
Result<Response> SaveAs(const Endpoint& endpoint, const Request& request) {
  TRY(const json::object body, BodyOf(request));
  const std::string_view display_name = harrier::hunting::TextMember(body, "displayName");
  if (display_name.empty()) return Fail(ErrorCode::kInvalid, "'displayName' is missing");
  NamedTemplate made{std::string(harrier::hunting::TextMember(body, "name")), {}};
  if (made.id.empty()) made.id = endpoint.ids->Ordered(endpoint.clock->Now());
  if (made.id.find_first_of("/\\?#%") != std::string::npos)
    return Fail(ErrorCode::kInvalid, "'{}' is no name for a template", made.id);
  TRY_OK(harrier::hunting::CheckTemplateName(made.id));
  store::Object object;
  TRY_OK(endpoint.store->Change(ActorOf(request), [&](store::Transaction& transaction) -> Status {
    TRY(const auto dossier,
        harrier::hunting::ReadDossier(transaction, endpoint.workspace, request.captures[0]));
    made.content = harrier::hunting::TemplateOf(dossier, std::string(display_name));
    TRY(object,
        transaction.Put({endpoint.workspace, std::string(kHuntTemplates), "", made.id},
                        json::serialize(harrier::hunting::ToJson(made.content)), {.must_be_new = true}));
    return Ok();
  }));
  return JsonAnswer(TemplateJson(made, &object), 201);
}

}  // namespace

std::vector<Route> HuntTemplateRoutes(const Endpoint& endpoint) {
  const std::string read = "Microsoft.SecurityInsights/huntTemplates/read";
  const std::string all = "/api/v1/hunting/hunt-templates";
  return {
      {.method = "GET", .pattern = all, .handler = Answering(endpoint, List), .action = read},
      {.method = "GET", .pattern = all + "/{id}", .handler = Answering(endpoint, Show), .action = read},
      {.method = "POST",
       .pattern = all + "/{id}/hunts",
       .handler = Answering(endpoint, CreateFrom),
       .action = "Microsoft.SecurityInsights/hunts/write"},
      {.method = "POST",
       .pattern = "/api/v1/hunting/hunts/{id}/template",
       .handler = Answering(endpoint, SaveAs),
       .action = "Microsoft.SecurityInsights/huntTemplates/write"},
  };
}

}  // namespace harrier::api::hunting
