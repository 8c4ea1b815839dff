#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/type.h"

namespace harrier::catalog {

/// Values of rows that no column of their table took, by name (dynamic).
inline constexpr std::string_view kOverflowColumn = "_Overflow";

struct TableColumn {
  std::string name;
  Type type = Type::kString;
};

class Catalog;
struct Table;
using TablePtr = std::shared_ptr<const Table>;

/// A table as KQL sees it: logical names, in order, the standard columns after the table's own.
struct Table {
  std::string name;
  std::vector<TableColumn> columns;
  std::string description;
  std::string folder;        // "Sentinel", "Defender XDR", "Custom", …
  bool open_schema = false;  // AzureDiagnostics, AzureMetrics: any column name is there, as a null string
  bool custom = false;       // made by a user, not built in
  /// A KQL predicate over the columns: other rows are not there for whoever sees this catalogue. Empty: all
  /// are.
  std::string row_filter{};
  /// What storage calls it, where that is not the name: tables of another workspace.
  std::string stored_as{};
  /// What the names in the row filter mean, where that is not the catalogue that the table is in.
  std::shared_ptr<const Catalog> names{};
  /// Tables of this name elsewhere, whose rows belong to it too: a query over several workspaces sees one.
  std::vector<TablePtr> also{};

  const std::string& stored() const { return stored_as.empty() ? name : stored_as; }
  const TableColumn* Find(std::string_view column) const;
};

/// A stored function: its parameters and body as KQL text, e.g. "(n: long = 1) { T | take n }".
struct StoredFunction {
  std::string name;
  std::string text;
  std::string description;
  std::string folder;
  bool open_schema = false;  // any column name is there, as a null string
  bool variadic = false;     // the last parameter takes all further arguments, as an array
};
using StoredFunctionPtr = std::shared_ptr<const StoredFunction>;

/// What names mean in one database, at one moment; queries hold on to the snapshot they began with. Names of
/// tables and functions are case-sensitive (Kusto docs, entity-names).
class Catalog {
 public:
  /// The built-in tables of Sentinel and Defender XDR, and the functions over them: ASIM's parsers,
  /// watchlists….
  static Catalog BuiltIn();

  TablePtr FindTable(std::string_view name) const;
  StoredFunctionPtr FindFunction(std::string_view name) const;
  /// In order of name.
  std::vector<TablePtr> tables() const;
  std::vector<StoredFunctionPtr> functions() const;
  /// The names that differ from `name` by case or a letter, best first: for "did you mean".
  std::vector<std::string> Similar(std::string_view name) const;

  /// Adds or replaces.
  void Put(Table table);
  void Put(StoredFunction function);
  void DropTable(std::string_view name);

 private:
  std::map<std::string, TablePtr, std::less<>> tables_;
  std::map<std::string, StoredFunctionPtr, std::less<>> functions_;
};
using CatalogPtr = std::shared_ptr<const Catalog>;

/// The columns that every log table has after its own (TenantId … _ItemId).
const std::vector<TableColumn>& StandardColumns();

}  // namespace harrier::catalog
