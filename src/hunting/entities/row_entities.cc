#include "hunting/entities/row_entities.h"

#include <algorithm>
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "hunting/shape/joined.h"

namespace harrier::hunting {
namespace {

/// A cell's values: one, or those of an array.
struct Cell {
  std::string_view identifier;
  std::string_view column;
  std::vector<std::string> values;
  bool is_array = false;
};

/// Unset for what is no plain value; empty for null.
std::optional<std::string> PlainText(const json::value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return std::string(View(value.as_string()));
  if (value.is_object() || value.is_array()) return std::nullopt;
  return json::serialize(value);
}

/// Clients also send arrays as their text.
std::optional<json::array> ArrayIn(const json::value& value) {
  if (value.is_array()) return value.as_array();
  if (!value.is_string() || !View(value.as_string()).starts_with('[')) return std::nullopt;
  json::error_code failure;
  json::value parsed = ParseDeep(View(value.as_string()), failure);
  if (failure || !parsed.is_array()) return std::nullopt;
  return std::move(parsed.as_array());
}

class Extraction {
 public:
  Extraction(std::span<const std::string> columns, const json::array& row) : columns_(columns), row_(row) {}

  void Add(const ColumnMapping& mapping, size_t number) {
    number_ = number;
    std::vector<Cell> cells;
    for (const ColumnIdentifier& identifier : mapping.identifiers) {
      if (!AddCell(identifier, cells)) return;
    }
    size_t count = 1;
    const Cell* array = nullptr;
    for (const Cell& cell : cells) {
      if (!cell.is_array) continue;
      if (array != nullptr && array->values.size() != cell.values.size())
        return Drop(fmt::format("columns '{}' and '{}' hold {} and {} values, which do not belong together",
                                array->column, cell.column, array->values.size(), cell.values.size()));
      array = &cell;
      count = cell.values.size();
    }
    if (count == 0) return Drop(Empty(mapping));
    for (size_t i = 0; i < std::min(count, kMostOfCell); ++i) AddEntity(mapping, cells, i);
    if (count > kMostOfCell)
      Drop(fmt::format("column '{}' holds {} values; the first {} are taken", array->column, count,
                       kMostOfCell));
  }

  RowEntities Take() { return std::move(out_); }

 private:
  void Drop(std::string reason) { out_.dropped.push_back({number_, std::move(reason)}); }

  bool AddCell(const ColumnIdentifier& identifier, std::vector<Cell>& cells) {
    const auto at = std::find(columns_.begin(), columns_.end(), identifier.column);
    const auto place = static_cast<size_t>(at - columns_.begin());
    if (at == columns_.end() || place >= row_.size()) {
      Drop(fmt::format("there is no column '{}' in the result", identifier.column));
      return false;
    }
    Cell cell{identifier.identifier, identifier.column, {}};
    const json::value& value = row_[place];
    const auto refuse = [&](std::string_view what) {
      Drop(fmt::format("column '{}' holds {}, and no plain value", identifier.column, what));
      return false;
    };
    if (const std::optional<json::array> array = ArrayIn(value)) {
      cell.is_array = true;
      for (const json::value& element : *array) {
        const std::optional<std::string> text = PlainText(element);
        if (!text) return refuse("an array of objects or arrays");
        cell.values.push_back(*text);
      }
    } else {
      const std::optional<std::string> text = PlainText(value);
      if (!text) return refuse("an object");
      cell.values.push_back(*text);
    }
    cells.push_back(std::move(cell));
    return true;
  }

  void AddEntity(const ColumnMapping& mapping, const std::vector<Cell>& cells, size_t number) {
    RowEntity found{.mapping = number_, .entity = {}, .values = {}};
    for (const Cell& cell : cells) {
      const std::string& value = cell.values[cell.is_array ? number : 0];
      if (!value.empty()) found.values.emplace_back(cell.identifier, value);
    }
    if (found.values.empty()) return Drop(Empty(mapping));
    Result<Entity> entity = MakeEntity(mapping.entity_type, found.values);
    if (!entity) return Drop(entity.error().message);
    if (std::optional<std::string> reason = ReasonToDrop(*entity)) return Drop(*std::move(reason));
    found.entity = *std::move(entity);
    out_.entities.push_back(std::move(found));
  }

  static std::string Empty(const ColumnMapping& mapping) {
    std::vector<std::string> names;
    for (const ColumnIdentifier& identifier : mapping.identifiers) names.push_back(identifier.column);
    return names.size() == 1 ? fmt::format("column '{}' is empty", names.front())
                             : fmt::format("columns {} are empty", Joined(names, ", "));
  }

  std::span<const std::string> columns_;
  const json::array& row_;
  size_t number_ = 0;
  RowEntities out_;
};

}  // namespace

RowEntities EntitiesOfRow(std::span<const ColumnMapping> mappings, std::span<const std::string> columns,
                          const json::array& row) {
  Extraction extraction(columns, row);
  for (size_t i = 0; i < mappings.size(); ++i) extraction.Add(mappings[i], i);
  return extraction.Take();
}

std::string MappingText(const ColumnMapping& mapping) {
  std::vector<std::string> names;
  for (const ColumnIdentifier& identifier : mapping.identifiers) names.push_back(identifier.column);
  return mapping.entity_type + " of " + Joined(names, ", ");
}

}  // namespace harrier::hunting
