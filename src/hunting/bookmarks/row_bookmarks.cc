#include "hunting/bookmarks/row_bookmarks.h"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "base/time_text.h"

namespace harrier::hunting {
namespace {

constexpr size_t kLongestName = 80;

std::string NameOf(const BookmarkedResult& result, const std::optional<Moment>& time) {
  const std::string text = FormatDatetime(time ? time->ticks : result.now);
  return fmt::format("{} {}Z", result.query_name, text.substr(0, text.find('.')));
}

}  // namespace

std::string TimeColumnOf(const std::vector<std::string>& columns, const std::vector<std::string>& types) {
  for (const std::string_view usual : {"TimeGenerated", "Timestamp"}) {
    if (std::find(columns.begin(), columns.end(), usual) != columns.end()) return std::string(usual);
  }
  const auto first = std::find(types.begin(), types.end(), "datetime");
  const auto place = static_cast<size_t>(first - types.begin());
  return first != types.end() && place < columns.size() ? columns[place] : std::string();
}

std::string NameOfText(std::string_view query) {
  while (!query.empty()) {
    std::string_view line = query.substr(0, query.find('\n'));
    query.remove_prefix(std::min(query.size(), line.size() + 1));
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    while (!line.empty() && static_cast<unsigned char>(line.back()) <= ' ') line.remove_suffix(1);
    if (line.empty() || line.starts_with("//")) continue;
    if (line.size() <= kLongestName) return std::string(line);
    line = line.substr(0, kLongestName);
    // Not in the midst of a character.
    while (!line.empty() && static_cast<unsigned char>(line.back()) >= 0x80) line.remove_suffix(1);
    return std::string(line) + "…";
  }
  return "Query";
}

Result<Bookmark> BookmarkOf(const BookmarkedResult& result, const json::array& row,
                            std::vector<DroppedMapping>& dropped) {
  if (row.size() != result.columns.size())
    return Fail(ErrorCode::kInvalid, "it has {} cells; the result has {} columns", row.size(),
                result.columns.size());
  Bookmark bookmark = result.shared;
  json::object cells;
  for (size_t i = 0; i < row.size(); ++i) cells.insert_or_assign(Text(result.columns[i]), row[i]);
  if (!result.time_column.empty()) {
    const json::value* const cell = cells.if_contains(result.time_column);
    const auto time =
        cell != nullptr && cell->is_string() ? ParseDatetime(View(cell->as_string())) : std::nullopt;
    if (time) bookmark.event_time = Moment{*time};
    if (!time && result.needs_time)
      return Fail(ErrorCode::kInvalid, "its column '{}' holds no time", result.time_column);
  }
  bookmark.query_result = json::serialize(cells);
  if (bookmark.display_name.empty()) bookmark.display_name = NameOf(result, bookmark.event_time);
  RowEntities entities = EntitiesOfRow(result.mappings, result.columns, row);
  for (RowEntity& found : entities.entities) {
    BookmarkEntity& entity = bookmark.entity_mappings.emplace_back();
    entity.entity_type = found.entity.type->name;
    for (auto& [identifier, value] : found.values) {
      const std::string_view known = FindIdentifier(*found.entity.type, identifier);
      entity.field_mappings.push_back({known.empty() ? identifier : std::string(known), std::move(value)});
    }
  }
  dropped = std::move(entities.dropped);
  return bookmark;
}

}  // namespace harrier::hunting
