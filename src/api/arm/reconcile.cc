#include "api/arm/reconcile.h"

#include <map>
#include <set>

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

Status ReconcileWatchlists(const Endpoint& endpoint, const Workspace& workspace) {
  TRY(const auto stats, workspace.storage->Stats("Watchlist"));
  if (stats.rows == 0) return Ok();
  std::set<std::string> known;
  TRY(const auto objects, ObjectsOf(endpoint, workspace, "watchlists"));
  for (const store::Object& object : objects) known.insert(object.key.name);

  query::Request request;
  // Rows that were brought in from elsewhere bear another workspace's id, and stay.
  request.text = fmt::format(
      "Watchlist | where TenantId == {} and _DTItemType == 'watchlist'\n"
      "| summarize arg_max(_DTTimestamp, _DTItemStatus) by WatchlistAlias\n"
      "| where _DTItemStatus != 'Delete' | project WatchlistAlias",
      hunting::Literal(workspace.id));
  std::vector<std::string> gone;
  TRY(const auto answer, workspace.service->Run(std::move(request)));
  TRY(auto table, answer->NextTable());
  while (table) {
    TRY(const auto chunk, table->rows->Next());
    if (!chunk) break;
    for (size_t row = 0; row < chunk->rows; ++row) {
      std::string alias(chunk->columns[0].text(row));
      if (!known.contains(alias)) gone.push_back(std::move(alias));
    }
  }
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
  return Ok();
}

}  // namespace

Status Reconcile(const Endpoint& endpoint) {
  for (const Workspace& workspace : endpoint.workspaces) {
    TRY_OK(ReconcileFunctions(endpoint, workspace));
    TRY_OK(ReconcileWatchlists(endpoint, workspace));
  }
  return Ok();
}

}  // namespace harrier::api::arm
