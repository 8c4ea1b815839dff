#include "api/arm/resources/authorship.h"
#include "api/arm/resources/families.h"
#include "api/arm/resources/watchlist_content.h"
#include "api/arm/resources/watchlist_items.h"
#include "api/arm/wire.h"
#include "hunting/watchlists/watchlist.h"
#include "hunting/watchlists/watchlist_rows.h"

namespace harrier::api::arm {
namespace {

constexpr std::string_view kRawContent = "rawContent";

Result<json::object> Accept(const Context& context, const json::object& body) {
  TRY(const json::object properties, PropertiesOf(body));
  TRY(const auto watchlist, hunting::AcceptWatchlist(context.Part(0), properties));
  json::object kept = hunting::ToJson(watchlist);
  if (const json::value* const content = hunting::Member(properties, kRawContent);
      content != nullptr && !content->is_string() && !content->is_null())
    return Fail(ErrorCode::kInvalid, "properties.rawContent must be a text");
  // Only until the transaction has made rows of it.
  if (const std::string_view content = hunting::TextMember(properties, kRawContent); !content.empty())
    kept.insert_or_assign(hunting::Text(kRawContent), hunting::Text(content));
  return kept;
}

Status Admit(const Admission& admission) {
  const std::string content(hunting::TextMember(admission.kept, kRawContent));
  TRY(auto watchlist, hunting::FromJson<hunting::Watchlist>(admission.kept));
  const bool is_new = !admission.before.has_value();
  if (is_new) {
    watchlist.watchlist_id = NewGuid();
  } else {
    TRY(const auto before,
        hunting::FromJson<hunting::Watchlist>(hunting::ParseObject(admission.before->body)));
    if (!SameText(before.items_search_key, watchlist.items_search_key) && before.items_count > 0)
      return Fail(ErrorCode::kInvalid, "properties.itemsSearchKey of a list with items stays '{}'",
                  before.items_search_key);
    if (before.has_ranges() != watchlist.has_ranges() && before.items_count > 0)
      return Fail(ErrorCode::kInvalid, "properties.itemsSearchKeyType of a list with items stays '{}'",
                  before.has_ranges() ? "cidr" : "text");
    watchlist.watchlist_id = before.watchlist_id;
    watchlist.columns = before.columns;
    watchlist.items_count = before.items_count;
    watchlist.items_time = before.items_time;
    watchlist.content_time = before.content_time;
  }
  // A name in other case is the same list: rows bear the one it was given first.
  const std::string alias = is_new ? admission.key.name : admission.before->key.name;
  const OpenContent open = [&]() -> Result<std::unique_ptr<ingest::ByteSource>> {
    return std::make_unique<ingest::MemorySource>(content);
  };
  TRY_OK(AppendContent(admission.context, alias, is_new, watchlist, open));
  admission.kept = hunting::ToJson(watchlist);
  return Ok();
}

/// Ends the list's items, in the one transaction that removes the list.
Status Release(const Context& context, store::Transaction&, const store::Object& object) {
  TRY(const auto watchlist, hunting::FromJson<hunting::Watchlist>(hunting::ParseObject(object.body)));
  const int64_t now = std::max(context.endpoint.clock->Now(), watchlist.items_time + 1);
  hunting::WatchlistRows rows(context.workspace.id, context.endpoint.tenant, object.key.name, watchlist);
  rows.AddList(hunting::WatchlistChange::kDelete, context.actor(), now);
  TRY_OK(context.workspace.storage->Append(rows.batch(), NewGuid(), now));
  return Ok();
}

json::object Read(const Context& context, store::Transaction&, const store::Object& object) {
  json::object properties = hunting::ParseObject(object.body);
  properties.erase("itemsTime");
  properties.erase("contentTime");
  properties["watchlistAlias"] = hunting::Text(object.key.name);
  properties["tenantId"] = hunting::Text(context.endpoint.tenant);
  properties["isDeleted"] = false;
  properties["uploadStatus"] = "Complete";
  properties["provisioningState"] = "Succeeded";
  AddAuthorship(properties, object);
  return properties;
}

}  // namespace

ResourceFamily Watchlists() {
  Resource watchlists;
  watchlists.type = watchlists.collection = "watchlists";
  watchlists.accept = Accept;
  watchlists.admit = Admit;
  watchlists.release = Release;
  watchlists.read = Read;
  watchlists.deleted = 204;  // what both SDKs take
  std::vector<Operation> operations = ItemOperations();
  Operation content{Provider::kSecurityInsights, "POST", "watchlists/{watchlist}/content", "watchlists/write",
                    AddContent};
  content.spool = true;
  operations.push_back(std::move(content));
  return {{std::move(watchlists)}, std::move(operations)};
}

}  // namespace harrier::api::arm
