#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "api/arm/resource.h"
#include "hunting/watchlists/watchlist.h"

/// The items of watchlists, which are rows of the table Watchlist.
namespace harrier::api::arm {

/// Gives the living items, as far as `view` shows them, of a list to `take`, in order of id, until it says
/// false; those behind `after`, at most `most` (0: all). `address`: only those whose search key is or
/// contains it.
Status ReadItems(const Workspace& workspace, query::ViewPtr view, std::string_view alias,
                 std::string_view after, size_t most, const std::function<bool(hunting::WatchlistItem)>& take,
                 std::string_view address = {});

/// All items of a list as they were at a moment (ticks), in no order.
Status ReadItemsUntil(const Workspace& workspace, std::string_view alias, int64_t until,
                      const std::function<bool(hunting::WatchlistItem)>& take);

/// One item; nullopt if it is not there.
Result<std::optional<hunting::WatchlistItem>> FindItem(const Workspace& workspace, query::ViewPtr view,
                                                       std::string_view alias, std::string_view id);

/// The stored list, as its own type. kNotFound if there is none.
struct StoredWatchlist {
  store::Object object;
  hunting::Watchlist watchlist;
};
Result<StoredWatchlist> FindWatchlist(store::Transaction& transaction, const Workspace& workspace,
                                      std::string_view alias);

/// Operations on single items.
std::vector<Operation> ItemOperations();

}  // namespace harrier::api::arm
