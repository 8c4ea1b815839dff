#include "hunting/watchlists/watchlist_rows.h"

#include <boost/json/serialize.hpp>

#include "base/time_text.h"

namespace harrier::hunting {
namespace {

constexpr std::pair<std::string_view, Type> kColumns[] = {
    {"TenantId", Type::kString},
    {"TimeGenerated", Type::kDatetime},
    {"AzureTenantId", Type::kString},
    {"WatchlistId", Type::kString},
    {"WatchlistItemId", Type::kString},
    {"WatchlistName", Type::kString},
    {"WatchlistAlias", Type::kString},
    {"Source", Type::kString},
    {"Provider", Type::kString},
    {"CreatedBy", Type::kDynamic},
    {"UpdatedBy", Type::kDynamic},
    {"CreatedTimeUTC", Type::kDatetime},
    {"LastUpdatedTimeUTC", Type::kDatetime},
    {"Notes", Type::kString},
    {"Tags", Type::kString},
    {"DefaultDuration", Type::kString},
    {"WatchlistItem", Type::kDynamic},
    {"EntityMapping", Type::kDynamic},
    {"SearchKey", Type::kString},
    {"_DTTimestamp", Type::kDatetime},
    {"_DTItemId", Type::kString},
    {"_DTItemType", Type::kString},
    {"_DTItemStatus", Type::kString},
    {"SourceSystem", Type::kString},
    {"CorrelationId", Type::kString},
};

std::string_view StatusOf(WatchlistChange change) {
  switch (change) {
    case WatchlistChange::kCreate:
      return "Create";
    case WatchlistChange::kUpdate:
      return "Update";
    case WatchlistChange::kDelete:
      return "Delete";
  }
  return {};
}

std::string Who(const store::Actor& actor) {
  return json::serialize(
      json::object{{"ObjectId", Text(actor.id)}, {"Email", Text(actor.email)}, {"Name", Text(actor.name)}});
}

std::string SearchKeyOf(const json::object& values, std::string_view key) {
  const json::value* const value = Member(values, key);
  if (value == nullptr || value->is_null()) return {};
  return value->is_string() ? std::string(View(value->as_string())) : json::serialize(*value);
}

}  // namespace

WatchlistRows::WatchlistRows(std::string_view workspace, std::string_view tenant, std::string_view alias,
                             const Watchlist& watchlist)
    : workspace_(workspace), tenant_(tenant), alias_(alias), watchlist_(watchlist) {
  batch_.table = "Watchlist";
  for (const auto& [name, type] : kColumns)
    batch_.columns.emplace_back(std::string(name), runtime::ColumnBuilder(type));
}

void WatchlistRows::AddList(WatchlistChange change, const store::Actor& actor, int64_t now) {
  WatchlistItem list;
  list.id = watchlist_.watchlist_id;
  list.created = list.updated = now;
  list.created_by = list.updated_by = actor;
  Add(change, list, "watchlist", now);
}

void WatchlistRows::AddItem(WatchlistChange change, const WatchlistItem& item, int64_t now) {
  Add(change, item, "watchlist-item", now);
}

void WatchlistRows::Add(WatchlistChange change, const WatchlistItem& item, std::string_view type,
                        int64_t now) {
  size_t at = 0;
  const auto text = [&](std::string_view value) { batch_.columns[at++].second.AppendText(value); };
  const auto time = [&](int64_t ticks) { batch_.columns[at++].second.AppendLong(ticks); };
  const bool is_item = type == "watchlist-item";
  text(workspace_);
  time(now);
  text(tenant_);
  text(watchlist_.watchlist_id);
  text(is_item ? std::string_view(item.id) : std::string_view());
  text(watchlist_.display_name);
  text(alias_);
  text(watchlist_.source);
  text(watchlist_.provider);
  text(Who(item.created_by));
  text(Who(item.updated_by));
  time(item.created);
  time(item.updated);
  text(watchlist_.description);
  json::array labels;
  for (const std::string& label : watchlist_.labels) labels.push_back(Text(label));
  text(json::serialize(labels));
  text(watchlist_.default_duration);
  text(json::serialize(item.values));
  text(item.entity_mapping.is_object() ? json::serialize(item.entity_mapping) : "{}");
  text(SearchKeyOf(item.values, watchlist_.items_search_key));
  time(now);
  text(item.id);
  text(type);
  text(StatusOf(change));
  text("Watchlist");
  text(upload_.empty() ? "" : fmt::format("{}{}", kUploadPrefix, upload_));
}

std::string Literal(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      literal += '\\';
      literal += c;
    } else if (static_cast<unsigned char>(c) < ' ') {
      literal += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      literal += c;
    }
  }
  return literal + "'";
}

std::string LivingItems(std::string_view alias, std::string_view item, std::optional<int64_t> until) {
  const std::string then =
      until ? fmt::format(" and _DTTimestamp <= datetime({})", FormatDatetime(*until)) : "";
  const std::string list = fmt::format("Watchlist | where WatchlistAlias == {}{}", Literal(alias), then);
  const std::string only = item.empty() ? "" : fmt::format(" and _DTItemId =~ {}", Literal(item));
  return fmt::format(
      "let ended = toscalar({} and _DTItemType == 'watchlist' and _DTItemStatus == 'Delete' "
      "| summarize max(_DTTimestamp));\n"
      "let complete = {} and _DTItemType == 'watchlist' and CorrelationId startswith_cs '{}' "
      "| project CorrelationId;\n"
      "{} and _DTItemType == 'watchlist-item' and (isnull(ended) or _DTTimestamp > ended){}\n"
      "| where not(CorrelationId startswith_cs '{}') or CorrelationId in (complete)\n"
      "| summarize arg_max(_DTTimestamp, *) by _DTItemId\n"
      "| where _DTItemStatus != 'Delete'",
      list, list, kUploadPrefix, list, only, kUploadPrefix);
}

}  // namespace harrier::hunting
