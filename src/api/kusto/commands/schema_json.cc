#include "api/kusto/commands/schema_json.h"

#include "api/kusto/wire.h"
#include "base/json_text.h"
#include "kql/lexer/lexer.h"
#include "kql/parser/parser.h"

namespace harrier::api::kusto {
namespace {

/// Writes the members of an object, with the commas between them.
void AppendPair(std::string& out, std::string_view name, std::string_view value) {
  if (out.back() != '{') out += ',';
  AppendJsonString(out, name);
  out += ':';
  AppendJsonString(out, value);
}

void AppendColumn(std::string& out, std::string_view name, Type type) {
  if (out.back() != '[') out += ',';
  out += '{';
  AppendPair(out, "Name", name);
  AppendPair(out, "Type", ClrType(type));
  AppendPair(out, "CslType", ColumnType(type));
  out += '}';
}

/// The parameters of a stored function; none if its text cannot be read.
void AppendParameters(std::string& out, std::string_view text) {
  constexpr std::string_view kBefore = "let f = ";
  const std::string let = std::string(kBefore) + std::string(text);
  const kql::ParsedQuery parsed = kql::Parse(let);
  if (parsed.query.statements.empty()) return;
  const auto* const statement = parsed.query.statements.front()->As<kql::syntax::LetStatement>();
  const auto* const function = statement == nullptr || statement->value == nullptr
                                   ? nullptr
                                   : statement->value->As<kql::syntax::FunctionLiteral>();
  if (function == nullptr) return;
  for (const kql::syntax::FunctionParameter& parameter : function->parameters) {
    if (!parameter.tabular) {
      AppendColumn(out, parameter.name.text, parameter.type);
      if (parameter.default_value != nullptr) {
        out.pop_back();
        const Span span = parameter.default_value->span;
        AppendPair(out, "CslDefaultValue", std::string_view(let).substr(span.begin, span.end - span.begin));
        out += '}';
      }
      continue;
    }
    if (out.back() != '[') out += ',';
    out += '{';
    AppendPair(out, "Name", parameter.name.text);
    out += R"(,"Columns":[)";
    for (const kql::syntax::ColumnDecl& column : parameter.columns)
      AppendColumn(out, column.name.text, column.type);
    out += "]}";
  }
}

void AppendTable(std::string& out, const catalog::Table& table) {
  if (out.back() != '{') out += ',';
  AppendJsonString(out, table.name);
  out += ":{";
  AppendPair(out, "Name", table.name);
  AppendPair(out, "EntityType", "Table");
  AppendPair(out, "Folder", table.folder);
  AppendPair(out, "DocString", table.description);
  out += R"(,"OrderedColumns":[)";
  for (const catalog::TableColumn& column : table.columns) AppendColumn(out, column.name, column.type);
  out += "]}";
}

void AppendFunction(std::string& out, const catalog::StoredFunction& function) {
  if (out.back() != '{') out += ',';
  AppendJsonString(out, function.name);
  out += ":{";
  AppendPair(out, "Name", function.name);
  out += R"(,"InputParameters":[)";
  AppendParameters(out, function.text);
  out += ']';
  AppendPair(out, "Body", SplitFunction(function.text).second);
  AppendPair(out, "Folder", function.folder);
  AppendPair(out, "DocString", function.description);
  out += R"(,"FunctionKind":"Unknown","OutputColumns":[]})";
}

}  // namespace

std::pair<std::string_view, std::string_view> SplitFunction(std::string_view text) {
  std::vector<Diagnostic> ignored;
  int depth = 0;
  for (const kql::Token& token : kql::Lex(text, ignored)) {
    if (token.Is("(")) ++depth;
    if (token.Is(")")) --depth;
    if (token.Is("{") && depth == 0) {
      std::string_view parameters = text.substr(0, token.span.begin);
      const size_t last = parameters.find_last_not_of(" \t\r\n");
      parameters = parameters.substr(0, last == std::string_view::npos ? 0 : last + 1);
      return {parameters, text.substr(token.span.begin)};
    }
  }
  return {"()", text};
}

std::string SchemaJson(const catalog::Catalog& names, std::string_view database) {
  std::string out = R"({"Plugins":[],"Databases":{)";
  AppendJsonString(out, database);
  out += ":{";
  AppendPair(out, "Name", database);
  out += R"(,"Tables":{)";
  for (const catalog::TablePtr& table : names.tables()) AppendTable(out, *table);
  out +=
      R"(},"ExternalTables":{},"MaterializedViews":{},"EntityGroups":{},"MajorVersion":1,"MinorVersion":0,)"
      R"("Functions":{)";
  for (const catalog::StoredFunctionPtr& function : names.functions()) AppendFunction(out, *function);
  out += R"(},"DatabaseAccessMode":"ReadWrite"}}})";
  return out;
}

}  // namespace harrier::api::kusto
