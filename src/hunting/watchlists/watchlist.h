#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hunting/shape/fields.h"
#include "store/actor.h"

namespace harrier::hunting {

inline constexpr std::string_view kSearchKeyTypes[] = {"text", "cidr"};

/// A list of things that queries compare with. Its items are rows of the table Watchlist, so that there may
/// be millions; this is all that there is beside them.
struct Watchlist {
  std::string display_name;
  std::string provider;
  std::string source;
  std::string source_type;
  std::string description;
  std::string items_search_key;       // the column whose value becomes SearchKey
  std::string items_search_key_type;  // "cidr": ranges of addresses; "text" or nothing: texts
  std::string content_type;
  std::optional<int64_t> number_of_lines_to_skip;
  std::vector<std::string> labels;
  std::string default_duration;
  std::string watchlist_type;
  std::string watchlist_id;          // a guid, the same for good
  std::vector<std::string> columns;  // of its items, in order
  int64_t items_count = 0;
  int64_t items_time = 0;    // ticks of the newest row of its items
  int64_t content_time = 0;  // ticks of the last content

  bool has_ranges() const { return items_search_key_type == "cidr"; }

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("displayName", self.display_name, {.required = true});
    a("provider", self.provider, {.required = true});
    a("source", self.source);
    a("sourceType", self.source_type);
    a("description", self.description);
    a("itemsSearchKey", self.items_search_key, {.required = true});
    a("itemsSearchKeyType", self.items_search_key_type, {.one_of = kSearchKeyTypes});
    a("contentType", self.content_type, {.otherwise = "text/csv"});
    a("numberOfLinesToSkip", self.number_of_lines_to_skip);
    a("labels", self.labels);
    a("defaultDuration", self.default_duration);
    a("watchlistType", self.watchlist_type);
    a("watchlistId", self.watchlist_id);
    a("itemsColumns", self.columns);
    a("itemsCount", self.items_count);
    a("itemsTime", self.items_time);
    a("contentTime", self.content_time);
  }
};

/// One item: a JSON object of texts by column, and what else its row has.
struct WatchlistItem {
  std::string id;  // a guid
  json::object values;
  json::value entity_mapping;
  int64_t created = 0;  // ticks
  int64_t updated = 0;
  store::Actor created_by;
  store::Actor updated_by;
};

/// Reads a watchlist from a request's properties; what only the server sets is left as it is not given.
/// kInvalid for an alias that is not 3 to 64 letters, digits, hyphens and underscores with a letter or digit
/// at either end (Sentinel docs, watchlists).
Result<Watchlist> AcceptWatchlist(std::string_view alias, const json::object& properties);

/// An item's values: a flat object, without the server's own columns; a search key that is a range of
/// addresses becomes its first address and its bits. kInvalid if the search key is missing or no range, or if
/// the item is larger than 10 KB.
Result<json::object> AcceptItemValues(const Watchlist& watchlist, const json::value& values);

}  // namespace harrier::hunting
