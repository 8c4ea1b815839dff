#include "api/kusto/commands/command.h"
#include "api/kusto/commands/schema_json.h"
#include "api/kusto/wire.h"

namespace harrier::api::kusto {
namespace {

using query::FixedTable;

bool IsOurs(const CommandContext& context, std::string_view name) {
  return name == context.database || name == "NetDefaultDB" || name.empty();
}

Result<std::string> DatabaseName(CommandContext& context, CommandReader& reader) {
  const Span span = reader.next().span;
  TRY(std::string name, reader.Name("a database's name"));
  if (IsOurs(context, name)) return context.database;
  const auto& others = context.other_databases;
  if (std::find(others.begin(), others.end(), name) != others.end())
    return FailAt(span, "", ErrorCode::kNotFound,
                  "this is asked of the database '{}': send the command to '{}' itself", context.database,
                  name);
  return FailAt(span, "", ErrorCode::kNotFound, "there is no database '{}'; there is '{}'", name,
                context.database);
}

FixedTable DatabasesTable(const CommandContext& context) {
  FixedTable table({{"DatabaseName", Type::kString},
                    {"PersistentStorage", Type::kString},
                    {"Version", Type::kString},
                    {"IsCurrent", Type::kBool},
                    {"DatabaseAccessMode", Type::kString},
                    {"PrettyName", Type::kString},
                    {"ReservedSlot1", Type::kBool},
                    {"DatabaseId", Type::kGuid},
                    {"InTransitionTo", Type::kString},
                    {"SuspensionState", Type::kString}});
  const auto add = [&](const std::string& name) {
    table.AddRow({Value::String(name), Value::String(""), Value::String("v1.0"),
                  Value::Bool(name == context.database), Value::String("ReadWrite"), Value::String(name),
                  Value::Null(Type::kBool), Value::OfGuid({}), Value::String(""), Value::String("")});
  };
  add(context.database);
  for (const std::string& other : context.other_databases) add(other);
  return table;
}

/// One row for the database, one for each table, one for each column.
FixedTable SchemaTable(const CommandContext& context) {
  FixedTable table({{"DatabaseName", Type::kString},
                    {"TableName", Type::kString},
                    {"ColumnName", Type::kString},
                    {"ColumnType", Type::kString},
                    {"IsDefaultTable", Type::kBool},
                    {"IsDefaultColumn", Type::kBool},
                    {"PrettyName", Type::kString},
                    {"Version", Type::kString},
                    {"Folder", Type::kString},
                    {"DocString", Type::kString}});
  const auto add = [&](std::string_view name, std::string_view column, std::string_view type,
                       std::string_view version, std::string_view folder, std::string_view doc) {
    table.AddRow({Value::String(context.database), Value::String(std::string(name)),
                  Value::String(std::string(column)), Value::String(std::string(type)), Value::Bool(false),
                  Value::Bool(false), Value::String(""), Value::String(std::string(version)),
                  Value::String(std::string(folder)), Value::String(std::string(doc))});
  };
  add("", "", "", "v1.0", "", "");
  for (const auto& stored : context.service->catalog()->tables()) {
    add(stored->name, "", "", "", stored->folder, stored->description);
    for (const auto& column : stored->columns)
      add(stored->name, column.name, ClrType(column.type), "", "", "");
  }
  return table;
}

CommandResult Schema(CommandContext& context, CommandReader& reader) {
  if (reader.Accept("as json")) {
    FixedTable table({{"DatabaseSchema", Type::kString}});
    table.AddRow({Value::String(SchemaJson(*context.service->catalog(), context.database))});
    std::vector<FixedTable> tables;
    tables.push_back(std::move(table));
    return tables;
  }
  std::vector<FixedTable> tables;
  tables.push_back(SchemaTable(context));
  return tables;
}

/// `.show databases`, `.show databases [(names)] schema [as json]`, `.show database X schema [as json]`.
CommandResult ShowDatabases(CommandContext& context, CommandReader& reader) {
  if (reader.Accept("schema")) return Schema(context, reader);
  const bool list = reader.AcceptMark("(");
  while (!reader.AtEnd() && !reader.next().Is("details") && !reader.next().Is("schema")) {
    TRY_OK(DatabaseName(context, reader));
    // A list may say "X if_later_than 'v1.0'".
    if (reader.Accept("if_later_than")) TRY_OK(reader.Text("a version"));
    if (!list) break;
    if (reader.AcceptMark(")")) break;
    if (!reader.AcceptMark(",")) return reader.Unexpected("',' or ')'");
  }
  if (reader.Accept("schema")) return Schema(context, reader);
  reader.Accept("details");
  std::vector<FixedTable> tables;
  tables.push_back(DatabasesTable(context));
  return tables;
}

}  // namespace

std::span<const Command> DatabaseCommands() {
  static constexpr Command kCommands[] = {
      {"show databases", ShowDatabases},
      {"show database", ShowDatabases},
      {"show schema", Schema},
  };
  return kCommands;
}

}  // namespace harrier::api::kusto
