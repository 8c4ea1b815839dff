#include "hunting/watchlists/watchlist.h"

#include <algorithm>

#include <arpa/inet.h>
#include <boost/json/serialize.hpp>

#include "hunting/threat_intelligence/observable_keys.h"

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

/// "10.1.2.3/8" is "10.0.0.0/8"; an address alone stays one. Empty if it is neither.
std::string NormalRange(std::string_view text) {
  const auto range = ParseAddressRange(text);
  if (!range) return {};
  constexpr int kMapped = 96;
  const size_t slash = text.find('/');
  const bool four = text.substr(0, slash).find(':') == std::string_view::npos;
  char address[INET6_ADDRSTRLEN] = {};
  ::inet_ntop(four ? AF_INET : AF_INET6, range->bytes.data() + (four ? 12 : 0), address, sizeof address);
  if (slash == std::string_view::npos) return address;
  return fmt::format("{}/{}", address, four ? range->bits - kMapped : range->bits);
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
  watchlist.items_count = watchlist.items_time = watchlist.content_time = 0;
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
  if (watchlist.has_ranges()) {
    const std::string_view given = key->is_string() ? View(key->as_string()) : std::string_view();
    const std::string range = NormalRange(given);
    if (range.empty())
      return Fail(ErrorCode::kInvalid,
                  "'{}' in the search key '{}' is neither an address nor a range such as "
                  "198.51.100.0/24",
                  given, watchlist.items_search_key);
    // By the name that the item has: it may differ from the list's by case.
    for (auto& member : kept) {
      if (&member.value() == key) {
        member.value() = Text(range);
        break;
      }
    }
  }
  if (json::serialize(kept).size() > kLargestItem)
    return Fail(ErrorCode::kInvalid, "an item has more than {} bytes", kLargestItem);
  return kept;
}

}  // namespace harrier::hunting
