#pragma once

#include <string>
#include <vector>

#include "hunting/bookmarks/bookmark.h"
#include "hunting/entities/row_entities.h"

namespace harrier::hunting {

/// A result whose rows become bookmarks.
struct BookmarkedResult {
  /// Query, window, notes, labels, tactics and techniques of all; an empty name: each gets one by query_name
  /// and its time.
  Bookmark shared;
  std::string query_name;
  std::vector<std::string> columns;
  std::vector<ColumnMapping> mappings;
  std::string time_column;  // of the events; empty: none has a time
  bool needs_time = false;  // refuses a row without one
  int64_t now = 0;          // ticks
};

/// The column that tells when a row happened: TimeGenerated, Timestamp, or else the first of type datetime,
/// as far as types are known. Empty if there is none.
std::string TimeColumnOf(const std::vector<std::string>& columns, const std::vector<std::string>& types);

/// What to call a query that has no name: its first line that is no comment, cut short.
std::string NameOfText(std::string_view query);

/// A row as a bookmark: `row` holds a cell for each column. Mappings that find nothing in it are told in
/// `dropped`. kInvalid names the row's column.
Result<Bookmark> BookmarkOf(const BookmarkedResult& result, const json::array& row,
                            std::vector<DroppedMapping>& dropped);

}  // namespace harrier::hunting
