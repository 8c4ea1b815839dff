#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hunting/entities/row_entities.h"
#include "store/hunting_results.h"

namespace harrier::hunting {

/// An entity of a result, with the rows that it is in.
struct ResultEntity {
  Entity entity;
  std::vector<size_t> rows;
  std::vector<std::string> reasons;  // why those of several rows are one: each shared strong key
  bool is_strong = false;  // not: rows with the very same weak identifiers are listed together, no more
  bool is_new = true;      // not in the result that this one was compared with
};

/// A mapping that found nothing, for one reason.
struct ResultDrop {
  size_t mapping = 0;
  std::string reason;
  size_t count = 0;          // of rows
  std::vector<size_t> rows;  // the first few of them
};

struct ResultEntities {
  std::vector<ColumnMapping> mappings;
  std::vector<ResultEntity> entities;  // in the order of their first rows
  std::vector<ResultDrop> dropped;
};

/// Rows of a drop that are named.
inline constexpr size_t kMostDropRows = 20;

ResultEntities EntitiesOfResult(std::vector<ColumnMapping> mappings, std::span<const std::string> columns,
                                std::span<const store::HuntingResultRow> rows);

/// Marks as new what the earlier result had not: no entity with one of its strong keys, and none with the
/// very same identifiers.
void MarkNew(ResultEntities& now, const ResultEntities& before);

/// The names in a kept result's columns; empty if they cannot be read.
std::vector<std::string> ColumnNames(std::string_view columns);

}  // namespace harrier::hunting
