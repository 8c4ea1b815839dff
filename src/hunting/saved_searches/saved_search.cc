#include "hunting/saved_searches/saved_search.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/type.h"
#include "hunting/entities/stored_mappings.h"
#include "hunting/saved_searches/mirror_tag.h"

namespace harrier::hunting {
namespace {

bool IsPlainName(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name[0] != '_' && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), fits);
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

/// Splits at commas that no bracket and no quotes hold.
std::vector<std::string_view> SplitParameters(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  char quote = 0;
  size_t begin = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ',';
    if (i < text.size() && quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '"' || c == '\'') quote = c;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    if (i == text.size() || (c == ',' && depth == 0)) {
      if (const std::string_view part = Trimmed(text.substr(begin, i - begin)); !part.empty())
        parts.push_back(part);
      begin = i + 1;
    }
  }
  return parts;
}

/// A value for each parameter that has no default: "datetime(null), ''".
std::string ArgumentsFor(std::string_view parameters) {
  std::string arguments;
  for (const std::string_view parameter : SplitParameters(parameters)) {
    const size_t colon = parameter.find(':');
    if (colon == std::string_view::npos || parameter.find('=') != std::string_view::npos) continue;
    const std::string_view type = Trimmed(parameter.substr(colon + 1));
    std::string value;
    if (type.starts_with('(')) {
      value =
          type.find('*') != std::string_view::npos ? "(print x = 1)" : fmt::format("(datatable{}[])", type);
    } else if (type == "string") {
      value = "''";
    } else {
      value = fmt::format("{}(null)", type);
    }
    arguments += (arguments.empty() ? "" : ", ") + value;
  }
  return arguments;
}

/// Moves findings from the text around the query into it; those outside it lose their place.
Error InQuery(Error error, size_t prefix, size_t size) {
  const auto move = [&](Span& span) {
    if (span == Span{}) return;
    const bool inside = span.begin >= prefix && span.end <= prefix + size;
    span = inside ? Span{static_cast<uint32_t>(span.begin - prefix), static_cast<uint32_t>(span.end - prefix)}
                  : Span{};
  };
  move(error.span);
  for (Diagnostic& finding : error.diagnostics) move(finding.span);
  return error;
}

/// The queries of choices must be ones.
Status CheckChoices(query::Service& service, const SavedSearch& search, const query::ViewPtr& view) {
  if (!search.parameters) return Ok();
  for (size_t i = 0; i < search.parameters->size(); ++i) {
    const json::value& choices = (*search.parameters)[i].choices;
    if (!choices.is_string()) continue;
    query::Request request;
    request.text = View(choices.as_string());
    request.view = view;
    if (const query::Checked checked = service.Check(request); checked.error)
      return Fail(ErrorCode::kInvalid, "properties.queryParameters[{}].choices is no valid query: {}", i,
                  checked.error->message);
  }
  return Ok();
}

}  // namespace

Result<SavedSearch> AcceptSavedSearch(const json::object& properties) {
  TRY(SavedSearch search, FromJson<SavedSearch>(properties));
  if (search.version == 0) search.version = 2;
  if (!search.function_alias.empty() && !IsPlainName(search.function_alias))
    return Fail(ErrorCode::kInvalid,
                "properties.functionAlias: '{}' is no name for a function: it has letters, digits and "
                "underscores, and begins with a letter",
                search.function_alias);
  if (search.function_alias == "true" || search.function_alias == "false")
    return Fail(ErrorCode::kInvalid, "properties.functionAlias: '{}' is a value, no name for a function",
                search.function_alias);
  if (search.function_alias.empty() && !search.function_parameters.empty())
    return Fail(ErrorCode::kInvalid, "properties.functionParameters without properties.functionAlias");
  TRY(std::vector<ColumnMapping> mappings,
      PropertyOrTag(std::move(search.entity_mappings), search.tags, kMappingsTag));
  TRY(mappings, AcceptMappings(std::move(mappings), "properties.entityMappings"));
  search.entity_mappings = WithTag(std::move(mappings), search.tags, kMappingsTag);
  TRY(std::vector<ParameterNote> notes,
      PropertyOrTag(std::move(search.parameters), search.tags, kParametersTag));
  TRY(notes, AcceptNotes(std::move(notes), DeclaredParameters(search.query), "properties.queryParameters"));
  search.parameters = WithTag(std::move(notes), search.tags, kParametersTag);
  return search;
}

Status CheckQuery(query::Service& service, const SavedSearch& search, query::ViewPtr view) {
  std::string before, after;
  if (!search.function_alias.empty()) {
    before = fmt::format("let {} = ({}) {{\n", search.function_alias, search.function_parameters);
    after = fmt::format("\n}};\n{}({})", search.function_alias, ArgumentsFor(search.function_parameters));
  }
  query::Request request;
  request.text = before + search.query + after;
  request.view = view;
  request.parameters = SampleValues(DeclaredParameters(search.query));
  TRY_OK(CheckChoices(service, search, view));
  query::Checked checked = service.Check(request);
  if (checked.depends_on_rows) return Ok();
  if (!checked.error) {
    if (!search.entity_mappings || checked.results.empty()) return Ok();
    std::vector<std::string> columns;
    for (const plan::Column& column : checked.results.front().columns) columns.push_back(column.name);
    return CheckColumns(*search.entity_mappings, columns, "properties.entityMappings");
  }
  const ErrorCode code = checked.error->code;
  if (code != ErrorCode::kSyntax && code != ErrorCode::kSemantic) return Ok();
  return tl::unexpected(InQuery(*std::move(checked.error), before.size(), search.query.size()));
}

catalog::StoredFunction FunctionOf(const SavedSearch& search) {
  catalog::StoredFunction function;
  if (search.function_alias.empty()) return function;
  function.name = search.function_alias;
  function.text = fmt::format("({}) {{\n{}\n}}", search.function_parameters, search.query);
  function.description = search.display_name;
  function.folder = kSearchFolder;
  return function;
}

}  // namespace harrier::hunting
