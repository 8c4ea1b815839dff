#include "hunting/watchlists/watchlist.h"

#include <algorithm>

#include <boost/json/serialize.hpp>

namespace harrier::hunting {
namespace {

constexpr size_t kLargestItem = 10 * 1024;

bool IsAlias(std::string_view alias) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto fits = [&](char c) { return plain(c) || c == '-' || c == '_'; };
  return alias.size() >= 3 && alias.size() <= 64 && plain(alias.front()) && plain(alias.back()) &&
         std::all_of(alias.begin(), alias.end(), fits);
}

}  // namespace

Result<Watchlist> AcceptWatchlist(std::string_view alias, const json::object& properties) {
  if (!IsAlias(alias))
    return Fail(
        ErrorCode::kInvalid,
        "'{}' is no alias for a watchlist: it has 3 to 64 letters, digits, hyphens and underscores, and a "
        "letter or digit at either end",
        alias);
  TRY(Watchlist watchlist, FromJson<Watchlist>(properties));
  watchlist.watchlist_id.clear();
  watchlist.columns.clear();
  watchlist.items_count = watchlist.items_time = 0;
  if (watchlist.number_of_lines_to_skip.value_or(0) < 0)
    return Fail(ErrorCode::kInvalid, "properties.numberOfLinesToSkip is negative");
  if (!SameName(watchlist.content_type, "text/csv") && !SameName(watchlist.content_type, "text/tsv"))
    return Fail(ErrorCode::kInvalid, "properties.contentType: '{}' is neither text/csv nor text/tsv",
                watchlist.content_type);
  return watchlist;
}

Result<json::object> AcceptItemValues(const Watchlist& watchlist, const json::value& values) {
  if (!values.is_object()) return Fail(ErrorCode::kInvalid, "properties.itemsKeyValue must be an object");
  json::object kept;
  for (const auto& [name, value] : values.as_object()) {
    if (value.is_object() || value.is_array()) {
      kept.insert_or_assign(name, Text(json::serialize(value)));
    } else {
      kept.insert_or_assign(
          name, value.is_string() || value.is_null() ? value : json::value(json::serialize(value)));
    }
  }
  const json::value* const key = Member(kept, watchlist.items_search_key);
  if (key == nullptr)
    return Fail(ErrorCode::kInvalid, "an item has no value for the search key '{}'",
                watchlist.items_search_key);
  if (json::serialize(kept).size() > kLargestItem)
    return Fail(ErrorCode::kInvalid, "an item has more than {} bytes", kLargestItem);
  return kept;
}

}  // namespace harrier::hunting
