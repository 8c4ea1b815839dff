#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/type.h"
#include "plan/node.h"

/// Names, types and bodies as Kusto's REST API has them (Kusto docs, api/rest: request, response, "Query V2
/// HTTP response", request properties).
namespace harrier::api::kusto {

/// What a client asks of /query and /mgmt.
struct Query {
  std::string database;  // empty: none named
  std::string text;
  std::map<std::string, std::string> parameters;
  int64_t timeout_ns = 0;             // 0: the service's default
  std::optional<uint64_t> max_rows;   // more is an error
  std::optional<uint64_t> take_rows;  // more is cut off silently (query_take_max_records)
  std::optional<std::pair<int64_t, int64_t>> timespan;
};

/// Reads a request's body; `properties` may be an object or a string that holds one. Options that are not
/// known are ignored, as Kusto does.
Result<Query> ParseQuery(std::string_view body);

/// "0:04:00", "1 day, 0:00:00", "00:01:00.000", "1.00:00:00": nanoseconds.
std::optional<int64_t> ParseServerTimeout(std::string_view text);

/// "long", "datetime"…
std::string_view ColumnType(Type type);
/// V1's .NET names: "Int64", "DateTime"…
std::string_view DataType(Type type);
/// "System.Int64", as schemas list them.
std::string_view ClrType(Type type);

/// Ids that come with every answer.
struct RequestIds {
  std::string client;
  std::string activity;
};

int HttpStatus(ErrorCode code);

/// The message as Kusto words it: "Semantic error: SEM0100: … [line:position=1:12]", further findings on
/// lines of their own.
std::string ErrorText(const Error& error, std::string_view text);

/// `{"error":{…}}`, OneApi's form.
std::string OneApiError(const Error& error, std::string_view text, const RequestIds& ids);

/// The property bag of render, as text: `{"Visualization":"piechart","Title":null,…}`.
std::string VisualizationText(const std::optional<plan::Visualization>& visualization);

}  // namespace harrier::api::kusto
