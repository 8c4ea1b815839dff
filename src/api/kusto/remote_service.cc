#include "api/kusto/remote_service.h"

#include <charconv>

#include "base/json_text.h"
#include "base/time_text.h"
#include "query/fixed_answer.h"
#include "runtime/json_text.h"

namespace harrier::api::kusto {
namespace {

using runtime::JsonArrayItems;
using runtime::JsonObjectItems;

using Items = std::vector<std::string_view>;

std::string Text(std::string_view json) {
  std::string out;
  runtime::AppendJsonAsText(out, json);
  return out;
}

/// The value of an object's member; empty if there is none.
std::string_view Member(std::string_view object, std::string_view key) {
  std::vector<std::pair<std::string_view, std::string_view>> members;
  if (!JsonObjectItems(object, members)) return {};
  for (const auto& [name, value] : members) {
    if (Text(name) == key) return value;
  }
  return {};
}

uint32_t Number(std::string_view json) {
  uint32_t number = 0;
  std::from_chars(json.data(), json.data() + json.size(), number);
  return number;
}

std::optional<Guid> ParseGuid(std::string_view text) {
  Guid guid;
  int digits = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    const bool digit = lower >= '0' && lower <= '9';
    if (!digit && (lower < 'a' || lower > 'f')) return std::nullopt;
    uint64_t& half = digits < 16 ? guid.high : guid.low;
    half = half << 4 | static_cast<uint64_t>(digit ? lower - '0' : lower - 'a' + 10);
    ++digits;
  }
  if (digits != 32) return std::nullopt;
  return guid;
}

std::optional<int128> ParseDecimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  int128 value = 0;
  int fraction = -1;
  for (const char c : text) {
    if (c == '.' && fraction < 0) {
      fraction = 0;
    } else if (c >= '0' && c <= '9' && fraction < kDecimalScale) {
      value = value * 10 + (c - '0');
      fraction += fraction >= 0 ? 1 : 0;
    } else {
      return std::nullopt;
    }
  }
  for (int i = std::max(fraction, 0); i < kDecimalScale; ++i) value *= 10;
  return negative ? -value : value;
}

template <typename T>
std::optional<T> Scalar(std::string_view json) {
  T value{};
  const auto end = std::from_chars(json.data(), json.data() + json.size(), value);
  if (end.ec != std::errc()) return std::nullopt;
  return value;
}

/// Appends a cell as AppendJsonCell wrote it; what is not of the type becomes a null.
void AppendCell(runtime::ColumnBuilder& column, std::string_view json) {
  const auto append = [&](const auto& value, auto add) {
    if (value) {
      (column.*add)(*value);
    } else {
      column.AppendNull();
    }
  };
  using Column = runtime::ColumnBuilder;
  if (json == "null") return column.AppendNull();
  switch (column.type()) {
    case Type::kBool:
      return column.AppendBool(json == "true" || json == "1");
    case Type::kInt:
      return append(Scalar<int32_t>(json), &Column::AppendInt);
    case Type::kLong:
      return append(Scalar<int64_t>(json), &Column::AppendLong);
    case Type::kReal: {
      const std::string text = Text(json);
      if (text == "NaN") return column.AppendReal(std::numeric_limits<double>::quiet_NaN());
      if (text == "Infinity") return column.AppendReal(std::numeric_limits<double>::infinity());
      if (text == "-Infinity") return column.AppendReal(-std::numeric_limits<double>::infinity());
      return append(Scalar<double>(text), &Column::AppendReal);
    }
    case Type::kDecimal:
      return append(ParseDecimal(Text(json)), &Column::AppendDecimal);
    case Type::kDatetime:
      return append(ParseDatetime(Text(json)), &Column::AppendLong);
    case Type::kTimespan:
      return append(ParseTimespan(Text(json)), &Column::AppendLong);
    case Type::kGuid:
      return append(ParseGuid(Text(json)), &Column::AppendGuid);
    case Type::kString:
      return column.AppendText(Text(json));
    case Type::kDynamic:
    case Type::kUnknown:
      return column.AppendText(json);
  }
}

ErrorCode CodeOf(int status, std::string_view type) {
  if (type.find("Syntax") != std::string_view::npos) return ErrorCode::kSyntax;
  if (type.find("Semantic") != std::string_view::npos) return ErrorCode::kSemantic;
  if (type.find("Limits") != std::string_view::npos) return ErrorCode::kLimit;
  switch (status) {
    case 403:
      return ErrorCode::kForbidden;
    case 404:
      return ErrorCode::kNotFound;
    case 429:
      return ErrorCode::kBusy;
    case 504:
      return ErrorCode::kTimeout;
    default:
      return status >= 500 ? ErrorCode::kInternal : ErrorCode::kInvalid;
  }
}

/// A OneApi error as ours, with the places that our server adds to it.
Error ErrorOf(int status, std::string_view body) {
  const std::string_view error = Member(body, "error");
  Error out{CodeOf(status, Text(Member(error, "@type"))), Text(Member(error, "@message"))};
  if (out.message.empty()) out.message = Text(Member(error, "message"));
  if (out.message.empty()) out.message = fmt::format("the server answered {}", status);
  Items findings;
  if (JsonArrayItems(Member(Member(error, "@context"), "diagnostics"), findings)) {
    for (const std::string_view finding : findings) {
      out.diagnostics.push_back({Text(Member(finding, "code")), Text(Member(finding, "message")),
                                 Span{Number(Member(finding, "start")), Number(Member(finding, "end"))}});
    }
  }
  if (out.diagnostics.size() == 1) {
    out.message = out.diagnostics.front().message;
    out.span = out.diagnostics.front().span;
    out.id = out.diagnostics.front().id;
    out.diagnostics.clear();
  }
  return out;
}

std::optional<plan::Visualization> VisualizationOf(std::string_view json) {
  const std::string kind = Text(Member(json, "Visualization"));
  if (kind.empty()) return std::nullopt;
  return plan::Visualization{kind, {}};
}

/// v2 frames → tables, and the failure that came with them.
Result<std::unique_ptr<query::Answer>> ReadFrames(std::string_view body) {
  const auto broken = [] { return Fail(ErrorCode::kIo, "the server's answer is not Kusto's"); };
  Items frames;
  if (!JsonArrayItems(body, frames)) return broken();
  std::vector<query::FixedTable> tables;
  std::optional<plan::Visualization> chart;
  std::optional<Error> failure;
  for (const std::string_view frame : frames) {
    Items rows;
    if (Text(Member(frame, "HasErrors")) == "true") {
      Items errors;
      if (JsonArrayItems(Member(frame, "OneApiErrors"), errors) && !errors.empty())
        failure = ErrorOf(200, errors[0]);
    }
    const std::string kind = Text(Member(frame, "TableKind"));
    if (kind == "QueryProperties" && JsonArrayItems(Member(frame, "Rows"), rows) && !rows.empty()) {
      Items cells;
      if (JsonArrayItems(rows[0], cells) && cells.size() == 3) chart = VisualizationOf(Text(cells[2]));
    }
    if (kind != "PrimaryResult") continue;
    Items columns;
    if (!JsonArrayItems(Member(frame, "Columns"), columns) || !JsonArrayItems(Member(frame, "Rows"), rows))
      return broken();
    std::vector<std::pair<std::string, Type>> schema;
    for (const std::string_view column : columns) {
      schema.emplace_back(Text(Member(column, "ColumnName")),
                          TypeFromName(Text(Member(column, "ColumnType"))).value_or(Type::kDynamic));
    }
    query::FixedTable table(schema);
    table.name = Text(Member(frame, "TableName"));
    table.visualization = std::exchange(chart, std::nullopt);
    Items cells;
    for (const std::string_view row : rows) {
      cells.clear();
      if (!row.starts_with('[')) continue;  // an error in the place of a row
      if (!JsonArrayItems(row, cells) || cells.size() != schema.size()) return broken();
      for (size_t i = 0; i < cells.size(); ++i) AppendCell(table.cells[i], cells[i]);
    }
    tables.push_back(std::move(table));
  }
  return query::AnswerOf(std::move(tables), std::move(failure));
}

class RemoteService final : public query::Service {
 public:
  RemoteService(Client client, std::string database)
      : client_(std::move(client)), database_(database.empty() ? "NetDefaultDB" : std::move(database)) {}

  Result<std::unique_ptr<query::Answer>> Run(query::Request request) override {
    ClientRequest ask;
    ask.target = "/v2/rest/query";
    ask.headers = {{"Content-Type", "application/json"}, {"x-ms-app", "harrier"}};
    ask.body = Body(request);
    ask.stop = request.stop;
    TRY(const ClientResponse response, client_.Send(ask));
    if (response.status != 200) return tl::unexpected(ErrorOf(response.status, response.body));
    return ReadFrames(response.body);
  }

  Result<std::string> Explain(const query::Request& request) override {
    query::Request ask = request;
    ask.text = ".show queryplan <| " + request.text;
    auto answer = Run(std::move(ask));
    if (!answer) {
      // Places count from the command's beginning there.
      constexpr uint32_t kBefore = 19;
      const auto move = [&](Span& span) {
        if (span == Span{}) return;
        span = {span.begin - std::min(span.begin, kBefore), span.end - std::min(span.end, kBefore)};
      };
      move(answer.error().span);
      for (Diagnostic& finding : answer.error().diagnostics) move(finding.span);
      return tl::unexpected(std::move(answer).error());
    }
    TRY(auto table, (*answer)->NextTable());
    if (!table) return std::string();
    TRY(const auto chunk, table->rows->Next());
    return chunk ? std::string(chunk->columns.back().text(0)) : std::string();
  }

  query::Checked Check(const query::Request& request) override {
    query::Checked checked;
    if (auto plan = Explain(request)) {
      checked.results.push_back({"PrimaryResult", {}, *std::move(plan)});
    } else {
      checked.error = std::move(plan).error();
    }
    return checked;
  }

  catalog::CatalogPtr catalog() const override {
    auto names = std::make_shared<catalog::Catalog>();
    ClientRequest ask;
    ask.target = "/v1/rest/mgmt";
    ask.body = R"({"db":)";
    AppendJsonString(ask.body, database_);
    ask.body += R"(,"csl":".show database schema as json"})";
    const auto response = client_.Send(ask);
    Items tables, rows, cells;
    if (!response || !JsonArrayItems(Member(response->body, "Tables"), tables) || tables.empty() ||
        !JsonArrayItems(Member(tables[0], "Rows"), rows) || rows.empty() || !JsonArrayItems(rows[0], cells)) {
      return names;
    }
    const std::string schema = Text(cells[0]);
    std::vector<std::pair<std::string_view, std::string_view>> databases, members;
    if (!JsonObjectItems(Member(schema, "Databases"), databases) || databases.empty()) return names;
    JsonObjectItems(Member(databases[0].second, "Tables"), members);
    for (const auto& [name, description] : members) {
      catalog::Table table;
      table.name = Text(name);
      Items columns;
      JsonArrayItems(Member(description, "OrderedColumns"), columns);
      for (const std::string_view column : columns) {
        table.columns.push_back({Text(Member(column, "Name")),
                                 TypeFromName(Text(Member(column, "CslType"))).value_or(Type::kString)});
      }
      names->Put(std::move(table));
    }
    members.clear();
    JsonObjectItems(Member(databases[0].second, "Functions"), members);
    for (const auto& [name, description] : members) {
      names->Put(catalog::StoredFunction{Text(name), Text(Member(description, "Body")), "", ""});
    }
    return names;
  }

 private:
  std::string Body(const query::Request& request) const {
    std::string body = R"({"db":)";
    AppendJsonString(body, database_);
    body += R"(,"csl":)";
    AppendJsonString(body, request.text);
    body += R"(,"properties":{"Options":{"query_language":"kql")";
    if (request.max_rows && *request.max_rows == std::numeric_limits<uint64_t>::max()) {
      body += R"(,"notruncation":true)";
    } else if (request.max_rows) {
      body += fmt::format(R"(,"truncationmaxrecords":{})", *request.max_rows);
    }
    if (request.timeout_ns > 0) {
      body += fmt::format(R"(,"servertimeout":"{}")", FormatTimespan(request.timeout_ns / 100));
    }
    if (request.timespan) {
      body += fmt::format(R"(,"query_datetimescope_from":"{}","query_datetimescope_to":"{}")",
                          FormatDatetime(request.timespan->first), FormatDatetime(request.timespan->second));
    }
    body += R"(},"Parameters":{)";
    for (const auto& [name, value] : request.parameters) {
      if (body.back() != '{') body += ',';
      AppendJsonString(body, name);
      body += ':';
      AppendJsonString(body, value);
    }
    return body + "}}}";
  }

  Client client_;
  std::string database_;
};

}  // namespace

std::unique_ptr<query::Service> MakeRemoteService(Client client, std::string database) {
  return std::make_unique<RemoteService>(std::move(client), std::move(database));
}

}  // namespace harrier::api::kusto
