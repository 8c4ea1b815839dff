#include "catalog/catalog.h"
#include "catalog/embedded.h"

namespace harrier::catalog {
namespace {

std::vector<std::string_view> SplitTabs(std::string_view line) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t tab = line.find('\t');
    parts.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return parts;
    line.remove_prefix(tab + 1);
  }
}

void AddStandardColumns(Table& table) {
  for (const TableColumn& column : StandardColumns()) {
    if (table.Find(column.name) == nullptr) table.columns.push_back(column);
  }
}

}  // namespace

Catalog Catalog::BuiltIn() {
  Catalog catalog;
  Table table;
  auto finish = [&] {
    if (table.name.empty()) return;
    AddStandardColumns(table);
    table.open_schema = table.name == "AzureDiagnostics" || table.name == "AzureMetrics";
    catalog.Put(std::move(table));
    table = Table();
  };
  std::string_view text = EmbeddedContent();
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::vector<std::string_view> parts = SplitTabs(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (parts[0] == "T") {
      finish();
      HARRIER_CHECK(parts.size() >= 5);
      table.name = parts[1];
      table.folder = parts[3];
      table.description = parts[4];
    } else if (parts[0] == "C") {
      HARRIER_CHECK(parts.size() == 3);
      const std::optional<Type> type = TypeFromName(parts[2]);
      HARRIER_CHECK(type.has_value());
      table.columns.push_back({std::string(parts[1]), *type});
    } else if (parts[0] == "F") {
      HARRIER_CHECK(parts.size() == 6);
      StoredFunction function{std::string(parts[1]), std::string(parts[5]), std::string(parts[4]),
                              std::string(parts[2])};
      function.open_schema = parts[3].find("open") != std::string_view::npos;
      function.variadic = parts[3].find("variadic") != std::string_view::npos;
      catalog.Put(std::move(function));
    }
  }
  finish();
  return catalog;
}

}  // namespace harrier::catalog
