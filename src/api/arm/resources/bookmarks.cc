#include "access/actions.h"
#include "access/caller.h"
#include "api/arm/resources/cases.h"
#include "api/arm/resources/families.h"
#include "api/arm/resources/relations.h"
#include "api/arm/resources/shown_bookmark.h"
#include "api/arm/wire.h"
#include "hunting/bookmarks/bookmark.h"

namespace harrier::api::arm {

ResourceFamily Bookmarks() {
  Resource bookmarks;
  bookmarks.type = bookmarks.collection = "bookmarks";
  bookmarks.accept = [](const Context&, const json::object& body) -> Result<json::object> {
    TRY(const json::object properties, PropertiesOf(body));
    TRY(const hunting::Bookmark bookmark, hunting::AcceptBookmark(properties));
    return hunting::ToJson(bookmark);
  };
  bookmarks.read = [](const Context& context, store::Transaction& transaction, const store::Object& object) {
    const auto incident = hunting::IncidentOf(CasesOf(context, transaction), object.key.name);
    return ShownBookmark(object, incident.value_or(std::nullopt));
  };
  // Whoever makes bookmarks may delete their own; those of others are for Contributors.
  bookmarks.release = [](const Context& context, store::Transaction& transaction,
                         const store::Object& object) -> Status {
    const auto& caller = context.request.caller;
    if (caller != nullptr && caller->actor().id != object.created_by.id)
      TRY_OK(caller->Require(access::kDeleteBookmarksOfOthers));
    const hunting::Cases cases = CasesOf(context, transaction);
    TRY(const std::set<std::string> incidents, hunting::MarkDeleted(cases, object.key));
    for (const std::string& incident : incidents) TRY_OK(hunting::Touch(cases, incident));
    return Ok();
  };
  bookmarks.settle = [](const Context& context, store::Transaction& transaction, const store::Object* before,
                        const store::Object* after) {
    return hunting::SettleBookmark(CasesOf(context, transaction), before, after);
  };
  return {{std::move(bookmarks), RelationsOf("bookmarks")}};
}

}  // namespace harrier::api::arm
