#include "api/arm/resources/families.h"
#include "api/arm/wire.h"
#include "hunting/shape/json.h"

namespace harrier::api::arm {
namespace {

constexpr std::string_view kCustomSuffix = "_CL";

/// Log Analytics' words for types, and KQL's own.
constexpr std::pair<std::string_view, Type> kTypes[] = {
    {"string", Type::kString},   {"int", Type::kInt},           {"long", Type::kLong},
    {"real", Type::kReal},       {"boolean", Type::kBool},      {"datetime", Type::kDatetime},
    {"guid", Type::kGuid},       {"dynamic", Type::kDynamic},   {"bool", Type::kBool},
    {"decimal", Type::kDecimal}, {"timespan", Type::kTimespan},
};

std::string_view WordFor(Type type) {
  for (const auto& [name, known] : kTypes) {
    if (known == type) return name;
  }
  return "string";
}

bool IsStandard(std::string_view column) {
  const auto& standard = catalog::StandardColumns();
  return std::any_of(standard.begin(), standard.end(), [&](const auto& one) { return one.name == column; });
}

json::object Describe(const Context& context, const catalog::Table& table) {
  json::array own, standard;
  for (const catalog::TableColumn& column : table.columns) {
    // Clients read the columns of built-in tables from the one list, those of custom tables from the other.
    const bool is_standard = !table.custom || IsStandard(column.name);
    json::object one{{"name", hunting::Text(column.name)},
                     {"type", hunting::Text(WordFor(column.type))},
                     {"isDefaultDisplay", false},
                     {"isHidden", false}};
    (is_standard ? standard : own).push_back(std::move(one));
  }
  json::object schema{{"name", hunting::Text(table.name)},
                      {"displayName", hunting::Text(table.name)},
                      {"description", hunting::Text(table.description)},
                      {"tableType", table.custom ? "CustomLog" : "Microsoft"},
                      {"tableSubType", table.custom ? "DataCollectionRuleBased" : "Any"},
                      {"source", table.custom ? "customer" : "microsoft"},
                      {"solutions", json::array{table.custom ? "LogManagement" : "SecurityInsights"}},
                      {"columns", std::move(own)},
                      {"standardColumns", std::move(standard)}};
  return {{"id", hunting::Text(context.workspace.resource_id() + "/tables/" + table.name)},
          {"name", hunting::Text(table.name)},
          {"type", "Microsoft.OperationalInsights/workspaces/tables"},
          {"properties", json::object{{"schema", std::move(schema)},
                                      {"plan", "Analytics"},
                                      {"retentionInDays", 730},
                                      {"totalRetentionInDays", 730},
                                      {"provisioningState", "Succeeded"}}}};
}

Response List(const Context& context) {
  json::array value;
  for (const catalog::TablePtr& table : context.catalog()->tables())
    value.push_back(Describe(context, *table));
  return JsonAnswer(200, json::object{{"value", std::move(value)}});
}

Result<catalog::TablePtr> Find(const Context& context) {
  const std::string_view name = context.Part(0);
  const catalog::CatalogPtr catalog = context.catalog();
  if (auto table = catalog->FindTable(name)) return table;
  for (const catalog::TablePtr& table : catalog->tables()) {
    if (SameText(table->name, name)) return table;
  }
  return Fail(ErrorCode::kNotFound, "there is no table '{}'", name);
}

Response Get(const Context& context) {
  const auto table = Find(context);
  return table ? JsonAnswer(200, Describe(context, **table)) : ErrorAnswer(table.error());
}

/// The table that a body describes; only custom ones can be made.
Result<catalog::Table> ReadTable(const Context& context) {
  TRY(const json::object body, ReadBody(context.request));
  TRY(const json::object properties, PropertiesOf(body));
  catalog::Table table;
  table.name = context.Part(0);
  table.folder = "Custom";
  table.custom = true;
  if (hunting::Member(properties, "searchResults") != nullptr)
    return Fail(ErrorCode::kNotSupported, "search jobs are not supported: ask the query itself");
  if (!table.name.ends_with(kCustomSuffix))
    return Fail(ErrorCode::kInvalid, "'{}' is not a custom table: its name must end in {}", table.name,
                kCustomSuffix);
  const json::value* const schema = hunting::Member(properties, "schema");
  const json::value* const columns =
      schema != nullptr && schema->is_object() ? hunting::Member(schema->as_object(), "columns") : nullptr;
  if (columns == nullptr || !columns->is_array())
    return Fail(ErrorCode::kInvalid, "the body has no list properties.schema.columns");
  for (const json::value& column : columns->as_array()) {
    if (!column.is_object()) return Fail(ErrorCode::kInvalid, "a column must be {{\"name\":…,\"type\":…}}");
    const std::string_view name = hunting::TextMember(column.as_object(), "name");
    const std::string_view type = hunting::TextMember(column.as_object(), "type");
    const auto known = std::find_if(std::begin(kTypes), std::end(kTypes),
                                    [&](const auto& pair) { return SameText(pair.first, type); });
    if (name.empty() || known == std::end(kTypes))
      return Fail(ErrorCode::kInvalid, "the column '{}' has the unknown type '{}'", name, type);
    if (!IsStandard(name)) table.columns.push_back({std::string(name), known->second});
  }
  for (const catalog::TableColumn& column : catalog::StandardColumns()) table.columns.push_back(column);
  return table;
}

Response Put(const Context& context) {
  const auto table = ReadTable(context);
  if (!table) return ErrorAnswer(table.error());
  if (const Status made = context.workspace.storage->CreateTable(*table); !made)
    return ErrorAnswer(made.error());
  return Get(context);
}

Response Delete(const Context& context) {
  const auto table = Find(context);
  Response response;
  response.status = table ? 200 : 204;
  if (!table) return response;
  if (!(*table)->custom)
    return ErrorAnswer({ErrorCode::kInvalid, fmt::format("'{}' is a built-in table", (*table)->name)});
  const Status dropped = context.workspace.storage->DropTable((*table)->name);
  return dropped ? std::move(response) : ErrorAnswer(dropped.error());
}

}  // namespace

ResourceFamily Tables() {
  const auto operation = [](std::string method, std::string path, std::string action,
                            Response (*handler)(const Context&)) {
    return Operation{Provider::kOperationalInsights, std::move(method), std::move(path), std::move(action),
                     handler};
  };
  return {
      {},
      {operation("GET", "tables", "tables/read", List), operation("GET", "tables/{name}", "tables/read", Get),
       operation("PUT", "tables/{name}", "tables/write", Put),
       operation("DELETE", "tables/{name}", "tables/delete", Delete)}};
}

}  // namespace harrier::api::arm
