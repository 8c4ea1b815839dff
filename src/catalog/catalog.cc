#include "catalog/catalog.h"

#include <algorithm>
#include <cctype>

#include "base/ascii.h"

namespace harrier::catalog {
namespace {

/// Edit distance, at most `limit` + 1.
size_t Distance(std::string_view a, std::string_view b, size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

const std::vector<TableColumn>& StandardColumns() {
  static const auto* const columns = new std::vector<TableColumn>{
      {"TenantId", Type::kString},        {"SourceSystem", Type::kString}, {"Type", Type::kString},
      {"TimeGenerated", Type::kDatetime}, {"_ResourceId", Type::kString},  {"_SubscriptionId", Type::kString},
      {"_BilledSize", Type::kReal},       {"_IsBillable", Type::kString},  {"_TimeReceived", Type::kDatetime},
      {"_ItemId", Type::kString},
  };
  return *columns;
}

const TableColumn* Table::Find(std::string_view column) const {
  for (const TableColumn& c : columns) {
    if (c.name == column) return &c;
  }
  return nullptr;
}

TablePtr Catalog::FindTable(std::string_view name) const {
  const auto at = tables_.find(name);
  return at == tables_.end() ? nullptr : at->second;
}

StoredFunctionPtr Catalog::FindFunction(std::string_view name) const {
  const auto at = functions_.find(name);
  return at == functions_.end() ? nullptr : at->second;
}

std::vector<TablePtr> Catalog::tables() const {
  std::vector<TablePtr> out;
  for (const auto& [name, table] : tables_) out.push_back(table);
  return out;
}

std::vector<StoredFunctionPtr> Catalog::functions() const {
  std::vector<StoredFunctionPtr> out;
  for (const auto& [name, function] : functions_) out.push_back(function);
  return out;
}

std::vector<std::string> Catalog::Similar(std::string_view name) const {
  constexpr size_t kFarthest = 2;
  std::vector<std::pair<size_t, std::string>> found;
  const std::string wanted = AsciiLower(name);
  auto consider = [&](const std::string& other) {
    const size_t distance = Distance(wanted, AsciiLower(other), kFarthest);
    if (distance <= kFarthest) found.emplace_back(distance, other);
  };
  for (const auto& [other, table] : tables_) consider(other);
  for (const auto& [other, function] : functions_) consider(other);
  std::sort(found.begin(), found.end());
  std::vector<std::string> out;
  for (auto& [distance, other] : found) out.push_back(std::move(other));
  return out;
}

void Catalog::Put(Table table) {
  const std::string name = table.name;
  tables_.insert_or_assign(name, std::make_shared<const Table>(std::move(table)));
}

void Catalog::Put(StoredFunction function) {
  const std::string name = function.name;
  functions_.insert_or_assign(name, std::make_shared<const StoredFunction>(std::move(function)));
}

void Catalog::DropTable(std::string_view name) {
  const auto at = tables_.find(name);
  if (at != tables_.end()) tables_.erase(at);
}

}  // namespace harrier::catalog
