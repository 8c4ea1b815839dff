#include "api/kusto/commands/mappings.h"

#include "ingest/column_mapping.h"

namespace harrier::api::kusto {
namespace {

using query::FixedTable;

constexpr std::string_view kKinds[] = {"json", "csv", "parquet"};

store::Actor ActorOf(const CommandContext& context) {
  if (context.caller != nullptr) return context.caller->actor();
  store::Actor actor;
  actor.id = actor.name = "system";
  return actor;
}

std::string KindAt(CommandReader& reader) {
  for (const std::string_view kind : kKinds) {
    if (reader.Accept(kind)) return std::string(kind);
  }
  return {};
}

CommandResult Listed(const CommandContext& context, const std::vector<Mapping>& mappings) {
  FixedTable table({{"Name", Type::kString},
                    {"Kind", Type::kString},
                    {"Mapping", Type::kString},
                    {"LastUpdatedOn", Type::kDatetime},
                    {"Database", Type::kString},
                    {"Table", Type::kString}});
  for (const Mapping& mapping : mappings) {
    std::string kind = mapping.kind;
    kind[0] = static_cast<char>(kind[0] - 'a' + 'A');
    table.AddRow({Value::String(mapping.name), Value::String(std::move(kind)), Value::String(mapping.text),
                  Value::Datetime(mapping.modified), Value::String(context.database),
                  Value::String(mapping.table)});
  }
  std::vector<FixedTable> tables;
  tables.push_back(std::move(table));
  return tables;
}

Result<Mapping> Named(const CommandContext& context, CommandReader& reader, const std::string& table,
                      std::string kind) {
  const Span span = reader.next().span;
  TRY(const std::string name, reader.Text("the mapping's name in quotes"));
  TRY(auto mapping, context.mappings.Find(table, kind, name));
  if (mapping) return *std::move(mapping);
  return FailAt(span, "", ErrorCode::kSemantic, "the table '{}' has no {} mapping '{}'", table, kind, name);
}

}  // namespace

CommandResult CreateMapping(CommandContext& context, CommandReader& reader, const std::string& table,
                            WhenThere when_there) {
  Mapping mapping;
  mapping.table = table;
  mapping.kind = KindAt(reader);
  if (mapping.kind.empty()) return reader.Unexpected("json, csv or parquet");
  if (!reader.Accept("mapping")) return reader.Unexpected("'mapping'");
  TRY(mapping.name, reader.Text("the mapping's name in quotes"));
  const Span span = reader.next().span;
  // A long mapping may be written as several texts, one after the other.
  do {
    TRY(const std::string part, reader.Text("the mapping in quotes"));
    mapping.text += part;
  } while (!reader.AtEnd());
  if (mapping.name.empty()) return FailAt(span, "", ErrorCode::kSemantic, "a mapping needs a name");
  if (context.service->catalog()->FindTable(table) == nullptr)
    return FailAt(span, "KS142", ErrorCode::kSemantic, "there is no table named '{}'", table);
  const auto parsed = ingest::ColumnMapping::Parse(mapping.text);
  if (!parsed) return FailAt(span, "", parsed.error().code, "{}", parsed.error().message);
  TRY_OK(context.mappings.Put(ActorOf(context), mapping, when_there == WhenThere::kRefuse));
  mapping.modified = context.clock->Now();
  return Listed(context, {mapping});
}

CommandResult ShowMappings(CommandContext& context, CommandReader& reader, const std::string& table) {
  std::string kind = KindAt(reader);
  if (!kind.empty() && reader.Accept("mapping")) {
    TRY(Mapping mapping, Named(context, reader, table, std::move(kind)));
    return Listed(context, {std::move(mapping)});
  }
  if (!reader.Accept("mappings")) return reader.Unexpected("'mappings'");
  TRY(const auto mappings, context.mappings.List(table, kind));
  return Listed(context, mappings);
}

CommandResult DropMapping(CommandContext& context, CommandReader& reader, const std::string& table) {
  std::string kind = KindAt(reader);
  if (kind.empty()) return reader.Unexpected("json, csv or parquet");
  if (!reader.Accept("mapping")) return reader.Unexpected("'mapping'");
  TRY(const Mapping mapping, Named(context, reader, table, std::move(kind)));
  TRY_OK(context.mappings.Remove(ActorOf(context), mapping));
  TRY(const auto left, context.mappings.List(table, ""));
  return Listed(context, left);
}

}  // namespace harrier::api::kusto
