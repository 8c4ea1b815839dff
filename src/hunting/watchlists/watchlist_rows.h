#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hunting/watchlists/watchlist.h"
#include "runtime/batch.h"

namespace harrier::hunting {

/// What a row of the table Watchlist says of an item, or of the list itself. The newest row of an item
/// counts; the deletion of a list ends all items that are older.
enum class WatchlistChange : uint8_t { kCreate, kUpdate, kDelete };

/// Rows on their way into the table Watchlist.
class WatchlistRows {
 public:
  /// `workspace` and `tenant`: guids.
  WatchlistRows(std::string_view workspace, std::string_view tenant, std::string_view alias,
                const Watchlist& watchlist);

  /// Rows from now on are of an upload: its items count once the list's own row of the upload is there.
  void SetUpload(std::string id) { upload_ = std::move(id); }

  /// The list itself; `now` is the row's time, in ticks.
  void AddList(WatchlistChange change, const store::Actor& actor, int64_t now);
  /// An item; its `updated` is the row's time.
  void AddItem(WatchlistChange change, const WatchlistItem& item) { AddItem(change, item, item.updated); }
  /// A row of another time than the item's last change: one that says again what was so before.
  void AddItem(WatchlistChange change, const WatchlistItem& item, int64_t now);

  const runtime::Batch& batch() const { return batch_; }

 private:
  void Add(WatchlistChange change, const WatchlistItem& item, std::string_view type, int64_t now);

  std::string workspace_;
  std::string tenant_;
  std::string alias_;
  const Watchlist& watchlist_;
  std::string upload_;
  runtime::Batch batch_;
};

/// What the CorrelationId of an upload's rows begins with.
inline constexpr std::string_view kUploadPrefix = "upload:";

/// KQL for the living items of a list, newest versions only, with the columns of the table. `item`: only the
/// one with this id. `until`: as they were then, in ticks.
std::string LivingItems(std::string_view alias, std::string_view item = {},
                        std::optional<int64_t> until = std::nullopt);

/// A KQL string literal.
std::string Literal(std::string_view text);

}  // namespace harrier::hunting
