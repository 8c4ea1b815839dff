#include <unordered_set>

#include <boost/json/serialize.hpp>

#include "api/arm/resources/authorship.h"
#include "api/arm/resources/families.h"
#include "api/arm/resources/watchlist_items.h"
#include "api/arm/wire.h"
#include "base/random.h"
#include "hunting/watchlists/watchlist.h"
#include "hunting/watchlists/watchlist_rows.h"
#include "ingest/formats/format.h"

namespace harrier::api::arm {
namespace {

constexpr std::string_view kRawContent = "rawContent";

/// Takes the rows of a list's content as items; one that cannot be one ends the reading.
class ItemSink final : public ingest::RecordSink {
 public:
  ItemSink(hunting::Watchlist& watchlist, int64_t now, store::Actor actor,
           std::function<void(const hunting::WatchlistItem&)> take)
      : watchlist_(watchlist), now_(now), actor_(std::move(actor)), take_(std::move(take)) {}

  Status Accept(const ingest::Record& record) override {
    hunting::WatchlistItem item;
    for (const ingest::Field& field : record.fields)
      item.values.insert_or_assign(hunting::Text(field.name), hunting::Text(field.text));
    // A row may lack its last cells; every item has every column.
    for (const std::string& column : watchlist_.columns)
      if (!item.values.contains(column)) item.values.insert_or_assign(hunting::Text(column), "");
    Result<json::object> values = hunting::AcceptItemValues(watchlist_, item.values);
    if (!values) return Reject(record.line, values.error().message, record.raw);
    item.values = *std::move(values);
    if (watchlist_.columns.empty()) {
      for (const auto& [name, value] : item.values)
        watchlist_.columns.emplace_back(std::string_view(name.data(), name.size()));
    }
    item.id = NewGuid();
    item.created = item.updated = now_;
    item.created_by = item.updated_by = actor_;
    take_(item);
    return Ok();
  }

  Status Reject(uint64_t line, std::string_view reason, std::string_view) override {
    return Fail(ErrorCode::kInvalid, "properties.rawContent, line {}: {}", line, reason);
  }

 private:
  hunting::Watchlist& watchlist_;
  int64_t now_;
  store::Actor actor_;
  std::function<void(const hunting::WatchlistItem&)> take_;
};

std::string_view SkipLines(std::string_view text, int64_t lines) {
  for (; lines > 0 && !text.empty(); --lines) text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
  return text;
}

/// Adds the content's items but for those that the list has already, value for value (Sentinel docs, bulk
/// update of watchlists).
Status AddItems(const Admission& admission, hunting::Watchlist& watchlist, std::string_view content,
                int64_t now, hunting::WatchlistRows& rows) {
  std::unordered_set<uint64_t> present;
  if (watchlist.items_count > 0) {
    TRY_OK(ReadItems(admission.context.workspace, nullptr, admission.key.name, "", 0,
                     [&](const hunting::WatchlistItem& item) {
                       present.insert(StableHash(json::serialize(item.values)));
                       return true;
                     }));
  }
  ItemSink sink(watchlist, now, admission.context.actor(), [&](const hunting::WatchlistItem& item) {
    if (!present.insert(StableHash(json::serialize(item.values))).second) return;
    rows.AddItem(hunting::WatchlistChange::kCreate, item);
    ++watchlist.items_count;
  });
  ingest::MemorySource source(SkipLines(content, watchlist.number_of_lines_to_skip.value_or(0)));
  return ingest::ReadCsv(source, SameText(watchlist.content_type, "text/tsv") ? '\t' : ',', sink);
}

Result<json::object> Accept(const Context& context, const json::object& body) {
  TRY(const json::object properties, PropertiesOf(body));
  TRY(const auto watchlist, hunting::AcceptWatchlist(context.Part(0), properties));
  json::object kept = hunting::ToJson(watchlist);
  // Only until the transaction has made rows of it.
  if (const std::string_view content = hunting::TextMember(properties, kRawContent); !content.empty())
    kept.insert_or_assign(hunting::Text(kRawContent), hunting::Text(content));
  return kept;
}

Status Admit(const Admission& admission) {
  const std::string content(hunting::TextMember(admission.kept, kRawContent));
  TRY(auto watchlist, hunting::FromJson<hunting::Watchlist>(admission.kept));
  const store::Actor actor = admission.context.actor();
  const bool is_new = !admission.before.has_value();
  if (is_new) {
    watchlist.watchlist_id = NewGuid();
  } else {
    TRY(const auto before,
        hunting::FromJson<hunting::Watchlist>(hunting::ParseObject(admission.before->body)));
    if (!SameText(before.items_search_key, watchlist.items_search_key) && before.items_count > 0)
      return Fail(ErrorCode::kInvalid, "properties.itemsSearchKey of a list with items stays '{}'",
                  before.items_search_key);
    watchlist.watchlist_id = before.watchlist_id;
    watchlist.columns = before.columns;
    watchlist.items_count = before.items_count;
    watchlist.items_time = before.items_time;
  }
  // A name in other case is the same list: rows bear the one it was given first.
  const std::string alias = is_new ? admission.key.name : admission.before->key.name;
  const int64_t now = std::max(admission.context.endpoint.clock->Now(), watchlist.items_time + 1);
  watchlist.items_time = now;
  hunting::WatchlistRows rows(admission.context.workspace.id, admission.context.endpoint.tenant, alias,
                              watchlist);
  using hunting::WatchlistChange;
  rows.AddList(is_new ? WatchlistChange::kCreate : WatchlistChange::kUpdate, actor, now);
  TRY_OK(AddItems(admission, watchlist, content, now, rows));
  admission.kept = hunting::ToJson(watchlist);
  TRY_OK(admission.context.workspace.storage->Append(rows.batch(), NewGuid(), now));
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
  return {{std::move(watchlists)}, ItemOperations()};
}

}  // namespace harrier::api::arm
