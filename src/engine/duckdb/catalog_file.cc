#include "engine/duckdb/catalog_file.h"

#include "engine/duckdb/literal.h"
#include "engine/duckdb/storage_file.h"

namespace harrier::engine::duckdb {

Result<CatalogFile> CatalogFile::Open(Connection& connection, const std::string& path, std::string alias) {
  TRY_OK(AttachFile(connection, path, alias));
  const Status made = connection.Execute(
      fmt::format("CREATE TABLE IF NOT EXISTS {0}.tables (name VARCHAR, description VARCHAR, folder VARCHAR);"
                  "CREATE TABLE IF NOT EXISTS {0}.columns "
                  "(table_name VARCHAR, position INTEGER, name VARCHAR, type VARCHAR);"
                  "CREATE TABLE IF NOT EXISTS {0}.functions "
                  "(name VARCHAR, text VARCHAR, description VARCHAR, folder VARCHAR);"
                  "CREATE TABLE IF NOT EXISTS {0}.sources "
                  "(table_name VARCHAR, digest VARCHAR, name VARCHAR, rows BIGINT)",
                  Quoted(alias)));
  if (!made) return tl::unexpected(made.error());
  return CatalogFile(Quoted(alias));
}

Result<catalog::Catalog> CatalogFile::Load(Connection& connection) const {
  catalog::Catalog catalog = catalog::Catalog::BuiltIn();
  TRY(const auto tables,
      connection.Rows(fmt::format("SELECT name, description, folder FROM {}.tables ORDER BY ALL", alias_)));
  for (const auto& row : tables) {
    catalog::Table table;
    table.name = row[0].text();
    table.description = row[1].text();
    table.folder = row[2].text();
    table.custom = true;
    catalog.Put(std::move(table));
  }
  TRY(const auto columns,
      connection.Rows(fmt::format(
          "SELECT table_name, name, type FROM {}.columns ORDER BY table_name, position", alias_)));
  for (size_t i = 0; i < columns.size();) {
    const std::string name = columns[i][0].text();
    const catalog::TablePtr old = catalog.FindTable(name);
    catalog::Table table = old == nullptr ? catalog::Table{} : *old;
    for (; i < columns.size() && columns[i][0].text() == name; ++i) {
      const std::optional<Type> type = TypeFromName(columns[i][2].text());
      if (!type)
        return Fail(ErrorCode::kIo, "the catalogue names an unknown type '{}'", columns[i][2].text());
      if (table.Find(columns[i][1].text()) == nullptr) table.columns.push_back({columns[i][1].text(), *type});
    }
    if (old != nullptr) catalog.Put(std::move(table));
  }
  TRY(const auto functions,
      connection.Rows(fmt::format("SELECT name, text, description, folder FROM {}.functions", alias_)));
  for (const auto& row : functions) {
    catalog.Put(catalog::StoredFunction{row[0].text(), row[1].text(), row[2].text(), row[3].text()});
  }
  return catalog;
}

Result<std::set<std::pair<std::string, std::string>>> CatalogFile::LoadSources(Connection& connection) const {
  TRY(const auto rows, connection.Rows(fmt::format("SELECT table_name, digest FROM {}.sources", alias_)));
  std::set<std::pair<std::string, std::string>> sources;
  for (const auto& row : rows) sources.emplace(row[0].text(), row[1].text());
  return sources;
}

Status CatalogFile::PutTable(Connection& connection, const catalog::Table& table, size_t first) const {
  const std::string name = TextLiteral(table.name);
  std::string sql;
  if (table.custom) {
    sql += fmt::format(
        "DELETE FROM {0}.tables WHERE name = {1};"
        "INSERT INTO {0}.tables VALUES ({1}, {2}, {3});",
        alias_, name, TextLiteral(table.description), TextLiteral(table.folder));
  }
  for (size_t i = first; i < table.columns.size(); ++i) {
    sql += fmt::format("INSERT INTO {}.columns VALUES ({}, {}, {}, '{}');", alias_, name, i,
                       TextLiteral(table.columns[i].name), TypeName(table.columns[i].type));
  }
  if (sql.empty()) return Ok();
  return InTransaction(connection, [&] { return connection.Execute(sql); });
}

Status CatalogFile::DropTable(Connection& connection, std::string_view name) const {
  const std::string text = TextLiteral(name);
  return InTransaction(connection, [&] {
    return connection.Execute(
        fmt::format("DELETE FROM {0}.tables WHERE name = {1};"
                    "DELETE FROM {0}.columns WHERE table_name = {1};"
                    "DELETE FROM {0}.sources WHERE table_name = {1}",
                    alias_, text));
  });
}

Status CatalogFile::PutFunction(Connection& connection, const catalog::StoredFunction& function) const {
  const std::string name = TextLiteral(function.name);
  return InTransaction(connection, [&] {
    return connection.Execute(
        fmt::format("DELETE FROM {0}.functions WHERE name = {1};"
                    "INSERT INTO {0}.functions VALUES ({1}, {2}, {3}, {4})",
                    alias_, name, TextLiteral(function.text), TextLiteral(function.description),
                    TextLiteral(function.folder)));
  });
}

Status CatalogFile::DropFunction(Connection& connection, std::string_view name) const {
  return connection.Execute(
      fmt::format("DELETE FROM {}.functions WHERE name = {}", alias_, TextLiteral(name)));
}

Status CatalogFile::PutSource(Connection& connection, std::string_view table, std::string_view digest,
                              std::string_view name, uint64_t rows) const {
  return connection.Execute(fmt::format("INSERT INTO {}.sources VALUES ({}, {}, {}, {})", alias_,
                                        TextLiteral(table), TextLiteral(digest), TextLiteral(name), rows));
}

Status CatalogFile::Checkpoint(Connection& connection) const {
  return connection.Execute("CHECKPOINT " + alias_);
}

}  // namespace harrier::engine::duckdb
