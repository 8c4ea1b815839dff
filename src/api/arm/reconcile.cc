#include "api/arm/reconcile.h"

#include <algorithm>
#include <functional>
#include <map>

#include "api/arm/resources/watchlist_items.h"
#include "hunting/saved_searches/saved_search.h"
#include "hunting/watchlists/watchlist_rows.h"

namespace harrier::api::arm {
namespace {

Result<std::vector<store::Object>> ObjectsOf(const Endpoint& endpoint, const Workspace& workspace,
                                             std::string_view kind) {
  return endpoint.store->Read(
      [&](store::Transaction& transaction) { return transaction.List(workspace.id, kind); });
}

Status ReconcileFunctions(const Endpoint& endpoint, const Workspace& workspace) {
  TRY(const auto objects, ObjectsOf(endpoint, workspace, "savedSearches"));
  std::map<std::string, catalog::StoredFunction> wanted;
  for (const store::Object& object : objects) {
    TRY(const auto search, hunting::FromJson<hunting::SavedSearch>(hunting::ParseObject(object.body)));
    catalog::StoredFunction function = hunting::FunctionOf(search);
    if (!function.name.empty()) wanted.emplace(function.name, std::move(function));
  }
  const catalog::CatalogPtr catalog = workspace.storage->catalog();
  for (const auto& [name, function] : wanted) {
    const auto present = catalog->FindFunction(name);
    if (present == nullptr || present->text != function.text)
      TRY_OK(workspace.storage->CreateFunction(function));
  }
  for (const catalog::StoredFunctionPtr& function : catalog->functions()) {
    if (function->folder == hunting::kSearchFolder && !wanted.contains(function->name))
      TRY_OK(workspace.storage->DropFunction(function->name));
  }
  return Ok();
}

/// Gives the first two columns of a query's rows to `take`.
Status ReadRows(
    const Workspace& workspace, std::string text,
    const std::function<void(const runtime::ColumnView&, const runtime::ColumnView&, size_t row)>& take) {
  query::Request request;
  request.text = std::move(text);
  TRY(const auto answer, workspace.service->Run(std::move(request)));
  TRY(auto table, answer->NextTable());
  while (table) {
    TRY(const auto chunk, table->rows->Next());
    if (!chunk) break;
    for (size_t row = 0; row < chunk->rows; ++row) take(chunk->columns[0], chunk->columns[1], row);
  }
  return Ok();
}

/// Rows that are newer than their list belong to a change that was cut off before it was committed: rows on
/// top of them say again what was so before.
Status TakeBack(const Endpoint& endpoint, const Workspace& workspace, const std::string& alias,
                const hunting::Watchlist& watchlist, int64_t newest) {
  std::map<std::string, hunting::WatchlistItem> before, now;
  TRY_OK(ReadItemsUntil(workspace, alias, watchlist.items_time, [&](hunting::WatchlistItem item) {
    before.emplace(item.id, item);
    return true;
  }));
  TRY_OK(ReadItems(workspace, nullptr, alias, "", 0, [&](hunting::WatchlistItem item) {
    now.emplace(item.id, item);
    return true;
  }));
  const int64_t time = std::max(endpoint.clock->Now(), newest + 1);
  hunting::WatchlistRows rows(workspace.id, endpoint.tenant, alias, watchlist);
  bool any = false;
  for (const auto& [id, item] : now) {
    if (before.contains(id)) continue;
    rows.AddItem(hunting::WatchlistChange::kDelete, item, time);
    any = true;
  }
  for (const auto& [id, item] : before) {
    const auto seen = now.find(id);
    if (seen != now.end() && seen->second.updated == item.updated) continue;
    rows.AddItem(hunting::WatchlistChange::kUpdate, item, time);
    any = true;
  }
  if (!any) return Ok();
  TRY_OK(workspace.storage->Append(rows.batch(), NewGuid(), time));
  endpoint.log->Info("rows of a watchlist's change that was cut off were taken back", {{"alias", alias}});
  return Ok();
}

Status ReconcileWatchlists(const Endpoint& endpoint, const Workspace& workspace) {
  TRY(const auto stats, workspace.storage->Stats("Watchlist"));
  if (stats.rows == 0) return Ok();
  std::map<std::string, hunting::Watchlist> known;
  TRY(const auto objects, ObjectsOf(endpoint, workspace, "watchlists"));
  for (const store::Object& object : objects) {
    TRY(auto watchlist, hunting::FromJson<hunting::Watchlist>(hunting::ParseObject(object.body)));
    known.emplace(object.key.name, std::move(watchlist));
  }

  // Rows that were brought in from elsewhere bear another workspace's id, and stay.
  const std::string own = fmt::format("Watchlist | where TenantId == {}", hunting::Literal(workspace.id));
  std::vector<std::string> gone;
  TRY_OK(ReadRows(workspace,
                  own + " and _DTItemType == 'watchlist'\n"
                        "| summarize arg_max(_DTTimestamp, _DTItemStatus) by WatchlistAlias\n"
                        "| where _DTItemStatus != 'Delete' | project WatchlistAlias, _DTTimestamp",
                  [&](const runtime::ColumnView& aliases, const runtime::ColumnView&, size_t row) {
                    std::string alias(aliases.text(row));
                    if (!known.contains(alias)) gone.push_back(std::move(alias));
                  }));
  for (const std::string& alias : gone) {
    const hunting::Watchlist nothing;
    const int64_t now = endpoint.clock->Now();
    hunting::WatchlistRows rows(workspace.id, endpoint.tenant, alias, nothing);
    store::Actor system;
    system.id = "system";
    rows.AddList(hunting::WatchlistChange::kDelete, system, now);
    TRY_OK(workspace.storage->Append(rows.batch(), NewGuid(), now));
    endpoint.log->Info("rows of a watchlist that is not there were ended", {{"alias", alias}});
  }

  std::map<std::string, int64_t> newest;
  TRY_OK(ReadRows(workspace, own + " | summarize max(_DTTimestamp) by WatchlistAlias",
                  [&](const runtime::ColumnView& aliases, const runtime::ColumnView& times, size_t row) {
                    newest.emplace(aliases.text(row), times.cell<int64_t>(row));
                  }));
  for (const auto& [alias, watchlist] : known) {
    const auto time = newest.find(alias);
    if (time != newest.end() && time->second > watchlist.items_time)
      TRY_OK(TakeBack(endpoint, workspace, alias, watchlist, time->second));
  }
  return Ok();
}

}  // namespace

Status Reconcile(const Endpoint& endpoint, const Workspace& workspace) {
  TRY_OK(ReconcileFunctions(endpoint, workspace));
  return ReconcileWatchlists(endpoint, workspace);
}

}  // namespace harrier::api::arm
