#include "api/arm/resources/watchlist_items.h"

#include <boost/json/serialize.hpp>

#include "api/arm/listing.h"
#include "api/arm/resources/authorship.h"
#include "api/arm/wire.h"
#include "base/time_text.h"
#include "hunting/entities/address.h"
#include "hunting/watchlists/watchlist_rows.h"

namespace harrier::api::arm {
namespace {

constexpr size_t kPage = 1000;

store::Actor ActorOf(std::string_view text) {
  const json::object who = hunting::ParseObject(text);
  store::Actor actor;
  actor.id = hunting::TextMember(who, "ObjectId");
  actor.email = hunting::TextMember(who, "Email");
  actor.name = hunting::TextMember(who, "Name");
  return actor;
}

Status RunItems(const Workspace& workspace, query::ViewPtr view, std::string text,
                const std::function<bool(hunting::WatchlistItem)>& take) {
  query::Request request;
  request.text = std::move(text) +
                 "\n| project _DTItemId, tostring(WatchlistItem), tostring(EntityMapping), CreatedTimeUTC, "
                 "LastUpdatedTimeUTC, tostring(CreatedBy), tostring(UpdatedBy)";
  request.view = std::move(view);
  request.max_rows = UINT64_MAX;
  request.max_bytes = UINT64_MAX;
  TRY(const auto answer, workspace.service->Run(std::move(request)));
  TRY(auto table, answer->NextTable());
  if (!table) return Ok();
  while (true) {
    TRY(const auto chunk, table->rows->Next());
    if (!chunk) return Ok();
    const auto& columns = chunk->columns;
    for (size_t row = 0; row < chunk->rows; ++row) {
      hunting::WatchlistItem item;
      item.id = columns[0].text(row);
      item.values = hunting::ParseObject(columns[1].text(row));
      item.entity_mapping = hunting::ParseObject(columns[2].text(row));
      if (columns[3].valid(row)) item.created = columns[3].cell<int64_t>(row);
      if (columns[4].valid(row)) item.updated = columns[4].cell<int64_t>(row);
      item.created_by = ActorOf(columns[5].text(row));
      item.updated_by = ActorOf(columns[6].text(row));
      if (!take(std::move(item))) return Ok();
    }
  }
}

json::object ItemEnvelope(const Context& context, std::string_view alias,
                          const hunting::WatchlistItem& item) {
  json::object properties{
      {"watchlistItemType", "watchlist-item"},
      {"watchlistItemId", hunting::Text(item.id)},
      {"tenantId", hunting::Text(context.endpoint.tenant)},
      {"isDeleted", false},
      {"created", hunting::Text(FormatDatetime(item.created))},
      {"createdBy", UserInfo(item.created_by)},
      {"updated", hunting::Text(FormatDatetime(item.updated))},
      {"updatedBy", UserInfo(item.updated_by)},
      {"itemsKeyValue", item.values},
      {"entityMapping", item.entity_mapping.is_object() ? item.entity_mapping : json::object()}};
  return {{"id", hunting::Text(
                     fmt::format("{}/providers/Microsoft.SecurityInsights/watchlists/{}/watchlistItems/{}",
                                 context.workspace.resource_id(), alias, item.id))},
          {"name", hunting::Text(item.id)},
          {"type", "Microsoft.SecurityInsights/watchlists/watchlistItems"},
          {"etag", hunting::Text(QuotedEtag(fmt::format("{:x}", item.updated)))},
          {"properties", std::move(properties)}};
}

Response List(const Context& context) {
  const auto stored = context.endpoint.store->Read([&](store::Transaction& transaction) {
    return FindWatchlist(transaction, context.workspace, context.Part(0));
  });
  if (!stored) return ErrorAnswer(stored.error());
  const std::string& alias = stored->object.key.name;
  size_t size = kPage;
  if (const std::string_view top = context.request.Parameter("$top"); !top.empty())
    size = std::clamp<size_t>(std::strtoul(std::string(top).c_str(), nullptr, 10), 1, kPage);
  const std::string_view address = context.request.Parameter("address");
  if (!address.empty() && !hunting::IsIpAddress(address))
    return ErrorAnswer({ErrorCode::kInvalid, fmt::format("'{}' is no address", address)});
  json::array value;
  std::string last;
  bool more = false;
  const Status read = ReadItems(
      context.workspace, context.view(), alias, context.request.Parameter("$skipToken"), size + 1,
      [&](const hunting::WatchlistItem& item) {
        more = value.size() == size;
        if (more) return false;
        last = item.id;
        value.emplace_back(ItemEnvelope(context, alias, item));
        return true;
      },
      address);
  if (!read) return ErrorAnswer(read.error());
  json::object answer{{"value", std::move(value)}};
  if (more) answer["nextLink"] = hunting::Text(NextLink(context, last));
  return JsonAnswer(200, answer);
}

Error NoItem(const Context& context) {
  return {ErrorCode::kNotFound,
          fmt::format("the watchlist '{}' has no item '{}'", context.Part(0), context.Part(1))};
}

Response Get(const Context& context) {
  const auto stored = context.endpoint.store->Read([&](store::Transaction& transaction) {
    return FindWatchlist(transaction, context.workspace, context.Part(0));
  });
  if (!stored) return ErrorAnswer(stored.error());
  const auto item = FindItem(context.workspace, context.view(), stored->object.key.name, context.Part(1));
  if (!item) return ErrorAnswer(item.error());
  if (!*item) return ErrorAnswer(NoItem(context));
  return JsonAnswer(200, ItemEnvelope(context, stored->object.key.name, **item));
}

/// Appends one row for the item that the path names, and notes in the list that it changed.
struct ItemWrite {
  std::optional<hunting::WatchlistItem> before, after;
  std::string alias;
  std::optional<Response> refusal;
};
Result<ItemWrite> Write(const Context& context, const Precondition& precondition,
                        const json::object* properties) {
  ItemWrite write;
  const store::Actor actor = context.actor();
  const std::string id(context.Part(1));
  TRY_OK(context.endpoint.store->Change(
      actor,
      [&](store::Transaction& transaction) -> Status {
        TRY(StoredWatchlist stored, FindWatchlist(transaction, context.workspace, context.Part(0)));
        hunting::Watchlist& watchlist = stored.watchlist;
        write.alias = stored.object.key.name;
        TRY(write.before, FindItem(context.workspace, nullptr, write.alias, id));
        store::Object current;
        if (write.before) current.etag = fmt::format("{:x}", write.before->updated);
        write.refusal = Refuse(precondition, write.before ? &current : nullptr);
        if (write.refusal || (properties == nullptr && !write.before)) return Ok();

        watchlist.items_time = std::max(context.endpoint.clock->Now(), watchlist.items_time + 1);
        hunting::WatchlistItem item;
        if (write.before) {
          item = *write.before;
        } else {
          item.id = id;
          item.created = watchlist.items_time;
          item.created_by = actor;
        }
        item.updated = watchlist.items_time;
        item.updated_by = actor;
        if (properties != nullptr) {
          const json::value* const values = hunting::Member(*properties, "itemsKeyValue");
          TRY(item.values, hunting::AcceptItemValues(watchlist, values == nullptr ? json::value() : *values));
          if (const json::value* const mapping = hunting::Member(*properties, "entityMapping");
              mapping != nullptr)
            item.entity_mapping = *mapping;
        }
        using hunting::WatchlistChange;
        const WatchlistChange change = properties == nullptr ? WatchlistChange::kDelete
                                       : write.before        ? WatchlistChange::kUpdate
                                                             : WatchlistChange::kCreate;
        hunting::WatchlistRows rows(context.workspace.id, context.endpoint.tenant, write.alias, watchlist);
        rows.AddItem(change, item);
        watchlist.items_count += change == WatchlistChange::kCreate   ? 1
                                 : change == WatchlistChange::kDelete ? -1
                                                                      : 0;
        TRY_OK(transaction.Put(stored.object.key, json::serialize(hunting::ToJson(watchlist))));
        TRY_OK(context.workspace.storage->Append(rows.batch(), NewGuid(), item.updated));
        if (properties != nullptr) write.after = std::move(item);
        return Ok();
      },
      "watchlist item " + id));
  return write;
}

Response Put(const Context& context) {
  const auto body = ReadBody(context.request);
  if (!body) return ErrorAnswer(body.error());
  const auto properties = PropertiesOf(*body);
  if (!properties) return ErrorAnswer(properties.error());
  auto write = Write(context, PreconditionOf(context.request, &*body), &*properties);
  if (!write) return ErrorAnswer(write.error());
  if (write->refusal) return *std::move(write->refusal);
  return JsonAnswer(write->before ? 200 : 201, ItemEnvelope(context, write->alias, *write->after));
}

Response Delete(const Context& context) {
  auto write = Write(context, PreconditionOf(context.request, nullptr), nullptr);
  if (!write) return ErrorAnswer(write.error());
  if (write->refusal) return *std::move(write->refusal);
  Response response;
  response.status = write->before ? 200 : 204;
  return response;
}

}  // namespace

Status ReadItems(const Workspace& workspace, query::ViewPtr view, std::string_view alias,
                 std::string_view after, size_t most, const std::function<bool(hunting::WatchlistItem)>& take,
                 std::string_view address) {
  std::string text = hunting::LivingItems(alias);
  if (!address.empty()) {
    const bool four = address.find(':') == std::string_view::npos;
    text +=
        fmt::format("\n| where ipv{}_is_in_range({}, SearchKey)", four ? 4 : 6, hunting::Literal(address));
  }
  if (!after.empty()) text += fmt::format("\n| where strcmp(_DTItemId, {}) > 0", hunting::Literal(after));
  text += most == 0 ? "\n| sort by _DTItemId asc" : fmt::format("\n| top {} by _DTItemId asc", most);
  return RunItems(workspace, std::move(view), std::move(text), take);
}

Status ReadItemsUntil(const Workspace& workspace, std::string_view alias, int64_t until,
                      const std::function<bool(hunting::WatchlistItem)>& take) {
  return RunItems(workspace, nullptr, hunting::LivingItems(alias, {}, until), take);
}

Result<std::optional<hunting::WatchlistItem>> FindItem(const Workspace& workspace, query::ViewPtr view,
                                                       std::string_view alias, std::string_view id) {
  std::optional<hunting::WatchlistItem> found;
  TRY_OK(
      RunItems(workspace, std::move(view), hunting::LivingItems(alias, id), [&](hunting::WatchlistItem item) {
        found = std::move(item);
        return false;
      }));
  return found;
}

Result<StoredWatchlist> FindWatchlist(store::Transaction& transaction, const Workspace& workspace,
                                      std::string_view alias) {
  TRY(auto object, transaction.Get({workspace.id, "watchlists", "", std::string(alias)}));
  if (!object)
    return Fail(ErrorCode::kNotFound, "there is no Microsoft.SecurityInsights/watchlists '{}'", alias);
  TRY(auto watchlist, hunting::FromJson<hunting::Watchlist>(hunting::ParseObject(object->body)));
  return StoredWatchlist{*std::move(object), std::move(watchlist)};
}

std::vector<Operation> ItemOperations() {
  const auto operation = [](std::string method, std::string path, std::string verb,
                            Response (*handler)(const Context&)) {
    return Operation{Provider::kSecurityInsights, std::move(method), std::move(path), "watchlists/" + verb,
                     handler};
  };
  const std::string list = "watchlists/{watchlist}/watchlistItems", one = list + "/{item}";
  return {operation("GET", list, "read", List), operation("GET", one, "read", Get),
          operation("PUT", one, "write", Put), operation("DELETE", one, "delete", Delete)};
}

}  // namespace harrier::api::arm
