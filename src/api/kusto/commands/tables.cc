#include "api/kusto/commands/command.h"
#include "api/kusto/commands/mappings.h"
#include "api/kusto/wire.h"
#include "base/json_text.h"

namespace harrier::api::kusto {
namespace {

using query::FixedTable;

std::vector<FixedTable> One(FixedTable table) {
  std::vector<FixedTable> tables;
  tables.push_back(std::move(table));
  return tables;
}

/// `.show table NAME`: only that one.
Result<std::vector<catalog::TablePtr>> NamedTables(CommandContext& context, CommandReader& reader, bool one) {
  const catalog::CatalogPtr names = context.service->catalog();
  const bool list = !one && reader.AcceptMark("(");
  if (!one && !list) return names->tables();
  std::vector<catalog::TablePtr> tables;
  do {
    const Span span = reader.next().span;
    TRY(const std::string name, reader.Name("a table's name"));
    const catalog::TablePtr table = names->FindTable(name);
    if (table == nullptr) {
      return FailAt(span, "KS142", ErrorCode::kSemantic, "there is no table named '{}'", name);
    }
    tables.push_back(table);
  } while (list && reader.AcceptMark(","));
  if (list && !reader.AcceptMark(")")) return reader.Unexpected("',' or ')'");
  return tables;
}

CommandResult Details(CommandContext& context, const std::vector<catalog::TablePtr>& stored) {
  FixedTable table({{"TableName", Type::kString},
                    {"DatabaseName", Type::kString},
                    {"Folder", Type::kString},
                    {"DocString", Type::kString},
                    {"TotalExtents", Type::kLong},
                    {"TotalExtentSize", Type::kReal},
                    {"TotalOriginalSize", Type::kReal},
                    {"TotalRowCount", Type::kLong},
                    {"MinDateTime", Type::kDatetime},
                    {"MaxDateTime", Type::kDatetime},
                    {"LastIngestionTime", Type::kDatetime}});
  const auto moment = [](int64_t ticks) {
    return ticks == 0 ? Value::Null(Type::kDatetime) : Value::Datetime(ticks);
  };
  for (const auto& one : stored) {
    // Of a table that is not seen whole nobody is told how much there is.
    engine::TableStats stats;
    if (one->row_filter.empty()) {
      TRY(stats, context.storage->Stats(one->stored()));
    }
    const auto bytes = Value::Real(static_cast<double>(stats.bytes));
    table.AddRow({Value::String(one->name), Value::String(context.database), Value::String(one->folder),
                  Value::String(one->description), Value::Long(stats.rows > 0 ? 1 : 0), bytes, bytes,
                  Value::Long(static_cast<int64_t>(stats.rows)), moment(stats.first_time),
                  moment(stats.last_time), moment(stats.last_ingested)});
  }
  return One(std::move(table));
}

FixedTable SchemaTable(const CommandContext& context, const std::vector<catalog::TablePtr>& stored,
                       bool json) {
  FixedTable table({{"TableName", Type::kString},
                    {"Schema", Type::kString},
                    {"DatabaseName", Type::kString},
                    {"Folder", Type::kString},
                    {"DocString", Type::kString}});
  for (const auto& one : stored) {
    std::string schema = json ? R"({"Name":)" : "";
    if (json) {
      AppendJsonString(schema, one->name);
      schema += R"(,"OrderedColumns":[)";
    }
    bool first = true;
    for (const auto& column : one->columns) {
      if (!first) schema += ',';
      first = false;
      if (json) {
        schema += R"({"Name":)";
        AppendJsonString(schema, column.name);
        schema +=
            fmt::format(R"(,"Type":"{}","CslType":"{}"}})", ClrType(column.type), ColumnType(column.type));
      } else {
        schema += fmt::format("{}:{}", column.name, ColumnType(column.type));
      }
    }
    if (json) schema += "]}";
    table.AddRow({Value::String(one->name), Value::String(std::move(schema)), Value::String(context.database),
                  Value::String(one->folder), Value::String(one->description)});
  }
  return table;
}

CommandResult Show(CommandContext& context, CommandReader& reader, bool one) {
  if (!one && reader.Accept("details")) return Details(context, context.service->catalog()->tables());
  TRY(const auto stored, NamedTables(context, reader, one));
  if (one && reader.Accept("ingestion")) return ShowMappings(context, reader, stored.front()->name);
  if (reader.Accept("details")) return Details(context, stored);
  if (reader.Accept("cslschema")) return One(SchemaTable(context, stored, false));
  if (reader.Accept("schema as json")) return One(SchemaTable(context, stored, true));
  FixedTable table({{"TableName", Type::kString},
                    {"DatabaseName", Type::kString},
                    {"Folder", Type::kString},
                    {"DocString", Type::kString}});
  for (const auto& each : stored) {
    table.AddRow({Value::String(each->name), Value::String(context.database), Value::String(each->folder),
                  Value::String(each->description)});
  }
  return One(std::move(table));
}

CommandResult ShowTables(CommandContext& context, CommandReader& reader) {
  return Show(context, reader, false);
}
CommandResult ShowTable(CommandContext& context, CommandReader& reader) {
  return Show(context, reader, true);
}

enum class Existing : uint8_t { kRefuse, kMerge };

CommandResult Create(CommandContext& context, CommandReader& reader, Existing existing) {
  const Span span = reader.next().span;
  catalog::Table table;
  TRY(table.name, reader.Name("a table's name"));
  if (existing == Existing::kRefuse && reader.Accept("ingestion"))
    return CreateMapping(context, reader, table.name, WhenThere::kRefuse);
  TRY(table.columns, reader.Columns());
  TRY(const auto properties, reader.Properties());
  for (const auto& [name, value] : properties) {
    if (name == "docstring") table.description = value;
    if (name == "folder") table.folder = value;
  }
  if (table.folder.empty()) table.folder = "Custom";
  table.custom = true;
  if (table.columns.empty()) {
    return FailAt(span, "", ErrorCode::kSemantic, "the table '{}' needs at least one column", table.name);
  }
  const catalog::TablePtr before = context.service->catalog()->FindTable(table.name);
  if (before != nullptr && existing == Existing::kRefuse) {
    // Kusto: creating a table that exists is fine if it is the same.
    for (const auto& column : table.columns) {
      const catalog::TableColumn* const old = before->Find(column.name);
      if (old != nullptr && old->type == column.type) continue;
      return FailAt(span, "", ErrorCode::kConflict,
                    "the table '{}' exists with other columns; .create-merge table adds columns to it",
                    table.name);
    }
    return One(SchemaTable(context, {before}, true));
  }
  TRY_OK(context.storage->CreateTable(table));
  const catalog::TablePtr made = context.storage->catalog()->FindTable(table.name);
  if (made == nullptr)
    return Fail(ErrorCode::kInternal, "the table '{}' was made, but is not there", table.name);
  return One(SchemaTable(context, {made}, true));
}

CommandResult CreateTable(CommandContext& context, CommandReader& reader) {
  return Create(context, reader, Existing::kRefuse);
}
CommandResult CreateMergeTable(CommandContext& context, CommandReader& reader) {
  return Create(context, reader, Existing::kMerge);
}

/// Of a table, only its mappings can be replaced.
CommandResult ReplaceMapping(CommandContext& context, CommandReader& reader) {
  const auto verb = static_cast<uint32_t>(reader.text().find('.') + 1);
  TRY(const std::string name, reader.Name("a table's name"));
  if (!reader.Accept("ingestion")) {
    return FailAt({verb, verb + 1}, "", ErrorCode::kNotSupported, "not supported: the command '{}'",
                  reader.text().substr(0, 80));
  }
  return CreateMapping(context, reader, name, WhenThere::kReplace);
}

CommandResult DropTable(CommandContext& context, CommandReader& reader) {
  const Span span = reader.next().span;
  TRY(const std::string name, reader.Name("a table's name"));
  if (reader.Accept("ingestion")) return DropMapping(context, reader, name);
  const bool lenient = reader.Accept("ifexists");
  const catalog::TablePtr table = context.service->catalog()->FindTable(name);
  if (table == nullptr && !lenient) {
    return FailAt(span, "KS142", ErrorCode::kSemantic, "there is no table named '{}'", name);
  }
  if (table != nullptr && !table->custom) {
    return FailAt(span, "", ErrorCode::kForbidden,
                  "the table '{}' is built in; only tables made here can be dropped", name);
  }
  if (table != nullptr) TRY_OK(context.storage->DropTable(name));
  FixedTable left({{"TableName", Type::kString}, {"DatabaseName", Type::kString}});
  for (const auto& each : context.storage->catalog()->tables()) {
    if (each->custom) left.AddRow({Value::String(each->name), Value::String(context.database)});
  }
  return One(std::move(left));
}

}  // namespace

std::span<const Command> TableCommands() {
  static constexpr Command kCommands[] = {
      {"show tables", ShowTables},
      {"show table", ShowTable},
      {"create table", CreateTable, access::kWriteTables},
      {"create-merge table", CreateMergeTable, access::kWriteTables},
      {"alter-merge table", CreateMergeTable, access::kWriteTables},
      {"alter table", ReplaceMapping, access::kWriteTables},
      {"create-or-alter table", ReplaceMapping, access::kWriteTables},
      {"drop table", DropTable, access::kDeleteTables},
  };
  return kCommands;
}

}  // namespace harrier::api::kusto
