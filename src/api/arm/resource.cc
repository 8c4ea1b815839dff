#include "api/arm/resource.h"

#include <boost/json/serialize.hpp>

#include "api/arm/listing.h"
#include "api/arm/wire.h"
#include "base/time_text.h"
#include "hunting/shape/json.h"

namespace harrier::api::arm {
namespace {

/// Azure bounds names of resources alike.
constexpr size_t kLongestName = 260;

/// The key that a request's path names; `with_name`: its last part is the object's own name.
store::ObjectKey KeyOf(const Resource& resource, const Context& context, bool with_name) {
  store::ObjectKey key{context.workspace.id, resource.stored_kind(), "", ""};
  std::vector<std::string_view> parts;
  for (size_t i = 0; !context.Part(i).empty(); ++i) parts.push_back(context.Part(i));
  if (with_name && !parts.empty()) {
    key.name = parts.back();
    parts.pop_back();
  }
  for (const std::string_view part : parts) key.parent += (key.parent.empty() ? "" : "/") + std::string(part);
  return key;
}

Error NotFound(const Resource& resource, std::string_view name) {
  return Error{ErrorCode::kNotFound, fmt::format("there is no {} '{}'", resource.full_type(), name)};
}

Status CheckParent(const Resource& resource, store::Transaction& transaction, const store::ObjectKey& key) {
  if (resource.parent_kind.empty()) return Ok();
  const size_t slash = key.parent.rfind('/');
  const store::ObjectKey above{key.workspace, resource.parent_kind,
                               slash == std::string::npos ? "" : key.parent.substr(0, slash),
                               key.parent.substr(slash == std::string::npos ? 0 : slash + 1)};
  TRY(const auto parent, transaction.Get(above));
  if (!parent)
    return Fail(ErrorCode::kNotFound, "there is no {}/{} '{}'", ProviderName(resource.provider),
                resource.parent_kind, above.name);
  return Ok();
}

Status CheckName(std::string_view name) {
  if (name.size() > kLongestName)
    return Fail(ErrorCode::kInvalid, "a name may have {} characters at most", kLongestName);
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < ' ' || c == '/' || c == '\\' || c == '?' || c == '#')
      return Fail(ErrorCode::kInvalid, "a name may hold no control characters and none of / \\ ? #");
  }
  return Ok();
}

json::object SystemData(const store::Object& object) {
  const auto who = [](const store::Actor& actor) {
    return hunting::Text(!actor.email.empty() ? actor.email : !actor.name.empty() ? actor.name : actor.id);
  };
  return {{"createdAt", hunting::Text(FormatDatetime(object.created))},
          {"createdBy", who(object.created_by)},
          {"createdByType", object.created_by.email.empty() ? "Application" : "User"},
          {"lastModifiedAt", hunting::Text(FormatDatetime(object.modified))},
          {"lastModifiedBy", who(object.modified_by)},
          {"lastModifiedByType", object.modified_by.email.empty() ? "Application" : "User"}};
}

/// One entry of an object's history; its properties are as they were after it.
json::object Version(const Context& context, store::Transaction& transaction, const Resource& resource,
                     const store::Change& change, const store::Change& first) {
  static constexpr std::string_view kNames[] = {"Create", "Update", "Delete"};
  json::object version{{"version", change.version},
                       {"change", hunting::Text(kNames[static_cast<size_t>(change.kind)])},
                       {"time", hunting::Text(FormatDatetime(change.time))},
                       {"by", json::object{{"objectId", hunting::Text(change.actor.id)},
                                           {"email", hunting::Text(change.actor.email)},
                                           {"name", hunting::Text(change.actor.name)}}},
                       {"correlationId", hunting::Text(change.correlation)}};
  if (!change.reason.empty()) version["reason"] = hunting::Text(change.reason);
  if (change.after.empty()) return version;
  store::Object object;
  object.key = change.key;
  object.id = change.object_id;
  object.version = change.version;
  object.body = change.after;
  object.created = first.time;
  object.created_by = first.actor;
  object.modified = change.time;
  object.modified_by = change.actor;
  version["properties"] =
      resource.read ? resource.read(context, transaction, object) : hunting::ParseObject(object.body);
  return version;
}

}  // namespace

std::string_view ProviderName(Provider provider) {
  switch (provider) {
    case Provider::kSecurityInsights:
      return "Microsoft.SecurityInsights";
    case Provider::kInsights:
      return "Microsoft.Insights";
    case Provider::kOperationalInsights:
      break;
  }
  return "Microsoft.OperationalInsights/workspaces";
}

std::string ProviderPath(Provider provider, std::string_view subscription, std::string_view group,
                         std::string_view workspace) {
  std::string path = fmt::format("/subscriptions/{}/resourceGroups/{}/providers/", subscription, group);
  if (provider == Provider::kInsights) return path + "Microsoft.Insights";
  path += fmt::format("Microsoft.OperationalInsights/workspaces/{}", workspace);
  return provider == Provider::kSecurityInsights ? path + "/providers/Microsoft.SecurityInsights" : path;
}

std::string Resource::full_type() const {
  return fmt::format("{}/{}", ProviderName(provider), shown_as.empty() ? type : shown_as);
}

std::string PathOf(const Resource& resource, const store::ObjectKey& key) {
  std::string path;
  std::string_view pattern = resource.collection, parents = key.parent;
  while (!pattern.empty()) {
    const std::string_view segment = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(std::min(pattern.size(), segment.size() + 1));
    if (segment.starts_with('{')) {
      const std::string_view parent = parents.substr(0, parents.find('/'));
      parents.remove_prefix(std::min(parents.size(), parent.size() + 1));
      path += parent;
    } else {
      path += segment;
    }
    path += '/';
  }
  return path + key.name;
}

json::object Envelope(const Context& context, store::Transaction& transaction, const Resource& resource,
                      const store::Object& object) {
  const Workspace& workspace = context.workspace;
  const std::string above =
      ProviderPath(resource.provider, workspace.subscription, workspace.resource_group, workspace.name);
  json::object envelope{{"id", hunting::Text(above + "/" + PathOf(resource, object.key))},
                        {"name", hunting::Text(object.key.name)},
                        {"type", hunting::Text(resource.full_type())},
                        {"etag", hunting::Text(QuotedEtag(object.etag))}};
  if (!resource.kind.empty()) envelope["kind"] = hunting::Text(resource.kind);
  envelope["systemData"] = SystemData(object);
  envelope["properties"] =
      resource.read ? resource.read(context, transaction, object) : hunting::ParseObject(object.body);
  return envelope;
}

Response GetOne(const Resource& resource, const Context& context) {
  const store::ObjectKey key = KeyOf(resource, context, true);
  const auto envelope =
      context.endpoint.store->Read([&](store::Transaction& transaction) -> Result<json::object> {
        TRY(const auto object, transaction.Get(key));
        if (!object || resource.hides(context, *object)) return tl::unexpected(NotFound(resource, key.name));
        return Envelope(context, transaction, resource, *object);
      });
  return envelope ? JsonAnswer(200, *envelope) : ErrorAnswer(envelope.error());
}

Response PutOne(const Resource& resource, const Context& context) {
  const store::ObjectKey key = KeyOf(resource, context, true);
  if (const Status valid = CheckName(key.name); !valid) return ErrorAnswer(valid.error());
  const Result<json::object> body = ReadBody(context.request);
  if (!body) return ErrorAnswer(body.error());
  Result<json::object> kept = resource.accept(context, *body);
  if (!kept) {
    const json::value* const properties = hunting::Member(*body, "properties");
    return ErrorAnswer(kept.error(), properties != nullptr && properties->is_object()
                                         ? hunting::TextMember(properties->as_object(), "query")
                                         : std::string_view());
  }
  const Precondition precondition = PreconditionOf(context.request, &*body);

  std::optional<Response> refusal;
  std::optional<store::Object> before, after;
  json::object envelope;
  const Status changed =
      context.endpoint.store->Change(context.actor(), [&](store::Transaction& transaction) -> Status {
        TRY_OK(CheckParent(resource, transaction, key));
        TRY(before, transaction.Get(key));
        if (before && resource.hides(context, *before))
          return Fail(ErrorCode::kConflict, "the name '{}' is taken: choose another one", key.name);
        refusal = Refuse(precondition, before ? &*before : nullptr);
        if (refusal) return Fail(ErrorCode::kConflict, "refused");
        if (resource.admit) TRY_OK(resource.admit({context, transaction, key, before, *kept}));
        TRY(after, transaction.Put(key, json::serialize(*kept)));
        if (resource.settle)
          TRY_OK(resource.settle(context, transaction, before ? &*before : nullptr, &*after));
        envelope = Envelope(context, transaction, resource, *after);
        return Ok();
      });
  if (refusal) return *std::move(refusal);
  if (!changed) return ErrorAnswer(changed.error());
  if (resource.after) {
    const Status followed = resource.after(context, before ? &*before : nullptr, &*after);
    if (!followed) return ErrorAnswer(followed.error());
  }
  return JsonAnswer(before ? 200 : resource.created, envelope);
}

Response DeleteOne(const Resource& resource, const Context& context) {
  const store::ObjectKey key = KeyOf(resource, context, true);
  const Precondition precondition = PreconditionOf(context.request, nullptr);
  std::optional<Response> refusal;
  std::optional<store::Object> before;
  const Status changed =
      context.endpoint.store->Change(context.actor(), [&](store::Transaction& transaction) -> Status {
        TRY(before, transaction.Get(key));
        if (before && resource.hides(context, *before)) before.reset();
        refusal = Refuse(precondition, before ? &*before : nullptr);
        if (refusal) return Fail(ErrorCode::kConflict, "refused");
        if (!before) return Ok();
        if (resource.release) TRY_OK(resource.release(context, transaction, *before));
        TRY(const bool deleted, transaction.Delete(key));
        HARRIER_CHECK(deleted);
        return resource.settle ? resource.settle(context, transaction, &*before, nullptr) : Ok();
      });
  if (refusal) return *std::move(refusal);
  if (!changed) return ErrorAnswer(changed.error());
  if (before && resource.after) {
    const Status followed = resource.after(context, &*before, nullptr);
    if (!followed) return ErrorAnswer(followed.error());
  }
  if (resource.delete_names_it) return JsonAnswer(200, json::object{{"name", hunting::Text(key.name)}});
  Response response;
  response.status = before ? resource.deleted : resource.absent;
  return response;
}

Response HistoryOf(const Resource& resource, const Context& context) {
  const store::ObjectKey key = KeyOf(resource, context, true);
  const auto changes = context.endpoint.store->History(key);
  if (!changes) return ErrorAnswer(changes.error());
  if (changes->empty() || resource.hides(context, store::LastOf(*changes)))
    return ErrorAnswer(NotFound(resource, key.name));
  const auto versions =
      context.endpoint.store->Read([&](store::Transaction& transaction) -> Result<json::array> {
        json::array all;
        for (const store::Change& change : *changes)
          all.emplace_back(Version(context, transaction, resource, change, changes->front()));
        return all;
      });
  if (!versions) return ErrorAnswer(versions.error());
  return JsonAnswer(200, json::object{{"value", *versions}});
}

Response ListAll(const Resource& resource, const Context& context) {
  const store::ObjectKey key = KeyOf(resource, context, false);
  auto resources =
      context.endpoint.store->Read([&](store::Transaction& transaction) -> Result<std::vector<json::value>> {
        TRY_OK(CheckParent(resource, transaction, key));
        TRY(const auto objects, transaction.List(key.workspace, key.kind, key.parent));
        std::vector<json::value> all;
        for (const store::Object& object : objects) {
          if (!resource.hides(context, object))
            all.emplace_back(Envelope(context, transaction, resource, object));
        }
        return all;
      });
  if (!resources) return ErrorAnswer(resources.error());
  Result<json::object> answer = ListAnswer(context, *std::move(resources), resource.page);
  if (!answer) return ErrorAnswer(answer.error());
  json::object body = resource.list_members;
  for (auto& [name, value] : *answer) body[name] = std::move(value);
  return JsonAnswer(200, body);
}

}  // namespace harrier::api::arm
