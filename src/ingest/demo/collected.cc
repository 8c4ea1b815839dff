#include "ingest/demo/collected.h"

namespace harrier::ingest::demo {

Status Collected::Accept(runtime::Batch batch) {
  auto [at, added] = tables_.try_emplace(batch.table);
  if (added) order_.push_back(batch.table);
  at->second.push_back(std::move(batch));
  return Ok();
}

size_t Collected::rows(std::string_view table) const {
  const auto at = tables_.find(table);
  if (at == tables_.end()) return 0;
  size_t rows = 0;
  for (const runtime::Batch& batch : at->second) rows += batch.rows();
  return rows;
}

size_t Collected::all_rows() const {
  size_t sum = 0;
  for (const std::string& table : order_) sum += rows(table);
  return sum;
}

std::vector<const runtime::ColumnBuilder*> Collected::Find(const runtime::Batch& batch,
                                                           const std::vector<std::string>& columns) {
  std::vector<const runtime::ColumnBuilder*> found(columns.size(), nullptr);
  for (size_t c = 0; c < columns.size(); ++c) {
    for (const auto& [name, cells] : batch.columns) {
      if (name == columns[c]) found[c] = &cells;
    }
  }
  return found;
}

std::string Collected::Text(const runtime::ColumnBuilder& cells, size_t row) {
  const Value value = runtime::ValueAt(cells.View(), row);
  if (value.is_null()) return {};
  switch (value.type()) {
    case Type::kString:
    case Type::kDynamic:
      return value.text();
    case Type::kReal:
      return std::to_string(value.real());
    case Type::kBool:
      return value.boolean() ? "true" : "false";
    default:
      return std::to_string(value.integer());
  }
}

}  // namespace harrier::ingest::demo
