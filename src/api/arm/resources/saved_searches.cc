#include "access/caller.h"
#include "api/arm/resources/families.h"
#include "api/arm/wire.h"
#include "hunting/queries/hunting_query.h"
#include "hunting/saved_searches/saved_search.h"

namespace harrier::api::arm {
namespace {

std::string AliasOf(const store::Object* object) {
  if (object == nullptr) return {};
  return std::string(hunting::TextMember(hunting::ParseObject(object->body), "functionAlias"));
}

/// An alias is a name in the catalogue: no table, other function or other search may have it.
Status AdmitAlias(const Admission& admission) {
  const std::string alias(hunting::TextMember(admission.kept, "functionAlias"));
  if (alias.empty()) return Ok();
  TRY(const auto all, admission.transaction.List(admission.key.workspace, admission.key.kind));
  for (const store::Object& other : all) {
    const bool itself = admission.before && other.id == admission.before->id;
    if (!itself && AliasOf(&other) == alias)
      return Fail(ErrorCode::kConflict, "the saved search '{}' has the function alias '{}' already",
                  other.key.name, alias);
  }
  if (admission.before && AliasOf(&*admission.before) == alias) return Ok();
  const catalog::CatalogPtr catalog = admission.context.workspace.storage->catalog();
  if (catalog->FindTable(alias) != nullptr)
    return Fail(ErrorCode::kConflict, "there is a table named '{}', so no function can be", alias);
  if (catalog->FindFunction(alias) != nullptr)
    return Fail(ErrorCode::kConflict, "there is a function named '{}' already", alias);
  return Ok();
}

/// Makes the catalogue's function what the search now says.
Status ApplyAlias(const Context& context, const store::Object* before, const store::Object* after) {
  engine::Storage& storage = *context.workspace.storage;
  const std::string old = AliasOf(before), now = AliasOf(after);
  if (!old.empty() && old != now) TRY_OK(storage.DropFunction(old));
  if (now.empty()) return Ok();
  TRY(const auto search, hunting::FromJson<hunting::SavedSearch>(hunting::ParseObject(after->body)));
  return storage.CreateFunction(hunting::FunctionOf(search));
}

}  // namespace

ResourceFamily SavedSearches() {
  Resource searches;
  searches.provider = Provider::kOperationalInsights;
  searches.type = searches.collection = "savedSearches";
  searches.accept = [](const Context& context, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const hunting::SavedSearch search, hunting::AcceptSavedSearch(properties));
    TRY_OK(hunting::CheckQuery(*context.workspace.service, search, context.view()));
    return hunting::ToJson(search);
  };
  // Whoever manages people sees all, so that nothing stays behind when somebody leaves.
  searches.hidden = [](const Context& context, const store::Object& object) {
    const auto& caller = context.request.caller;
    if (caller == nullptr || caller->May("Harrier/users/write")) return false;
    const auto query = hunting::HuntingQueryOf(object);
    return query && query->is_hidden_from(caller->actor().id);
  };
  searches.admit = AdmitAlias;
  searches.after = ApplyAlias;
  searches.created = 200;  // the SDK takes no 201 here
  searches.absent = 200;
  searches.page = 0;
  searches.list_members = {{"__metadata", json::object()}};
  return {{std::move(searches)}};
}

}  // namespace harrier::api::arm
