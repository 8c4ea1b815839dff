#include "api/log_analytics/metadata.h"

#include "api/kusto/wire.h"
#include "base/json_text.h"

namespace harrier::api::log_analytics {
namespace {

void AppendTable(std::string& out, const catalog::Table& table) {
  out += R"({"id":)";
  AppendJsonString(out, "t/" + table.name);
  out += R"(,"name":)";
  AppendJsonString(out, table.name);
  if (!table.description.empty()) {
    out += R"(,"description":)";
    AppendJsonString(out, table.description);
  }
  if (table.Find("TimeGenerated") != nullptr) out += R"(,"timespanColumn":"TimeGenerated")";
  out += R"(,"columns":[)";
  bool first = true;
  for (const catalog::TableColumn& column : table.columns) {
    out += first ? R"({"name":)" : R"(,{"name":)";
    first = false;
    AppendJsonString(out, column.name);
    out += fmt::format(R"(,"type":"{}"}})", kusto::ColumnType(column.type));
  }
  out += "]}";
}

void AppendFunction(std::string& out, const catalog::StoredFunction& function) {
  // The text is the parameters in parentheses, then the body in braces.
  const size_t body = function.text.find('{');
  const std::string_view text = function.text;
  out += R"({"id":)";
  AppendJsonString(out, "f/" + function.name);
  out += R"(,"name":)";
  AppendJsonString(out, function.name);
  out += R"(,"description":)";
  AppendJsonString(out, function.description);
  out += R"(,"parameters":)";
  std::string_view parameters = text.substr(0, std::min(body, text.size()));
  while (parameters.ends_with(' ') || parameters.ends_with('\n')) parameters.remove_suffix(1);
  AppendJsonString(out, parameters);
  out += R"(,"body":)";
  AppendJsonString(out, body == std::string_view::npos ? std::string_view{} : text.substr(body));
  out += '}';
}

}  // namespace

std::string MetadataText(const catalog::Catalog& catalog, const Endpoint& endpoint) {
  std::string out = R"({"tables":[)";
  bool first = true;
  for (const catalog::TablePtr& table : catalog.tables()) {
    if (!std::exchange(first, false)) out += ',';
    AppendTable(out, *table);
  }
  out += R"(],"functions":[)";
  first = true;
  for (const catalog::StoredFunctionPtr& function : catalog.functions()) {
    if (!std::exchange(first, false)) out += ',';
    AppendFunction(out, *function);
  }
  out += R"(],"workspaces":[{"id":)";
  AppendJsonString(out, endpoint.workspace_id);
  out += R"(,"name":)";
  AppendJsonString(out, endpoint.workspace_name);
  out += R"(,"region":"local"}]})";
  return out;
}

}  // namespace harrier::api::log_analytics
