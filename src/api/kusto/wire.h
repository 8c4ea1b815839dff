#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/answer/dataset.h"
#include "base/error.h"
#include "base/type.h"
#include "plan/node.h"
#include "query/session.h"

/// Names, types and bodies as Kusto's REST API has them (Kusto docs, api/rest: request, response, "Query V2
/// HTTP response", request properties).
namespace harrier::api::kusto {

/// What a client asks of /query and /mgmt.
struct Query {
  std::string database;  // empty: none named
  query::Request request;
};

/// Reads a request's body; `properties` may be an object or a string that holds one. Options that are not
/// known are ignored, as Kusto does.
Result<Query> ParseQuery(std::string_view body);

/// "long", "datetime"…
std::string_view ColumnType(Type type);
/// V1's .NET names: "Int64", "DateTime"…
std::string_view DataType(Type type);
/// "System.Int64", as schemas list them.
std::string_view ClrType(Type type);

int HttpStatus(ErrorCode code);

/// The message as Kusto words it: "Semantic error: SEM0100: … [line:position=1:12]", further findings on
/// lines of their own.
std::string ErrorText(const Error& error, std::string_view text);

/// `{"error":{…}}`, OneApi's form.
std::string OneApiError(const Error& error, std::string_view text, const RequestIds& ids);

/// How render's properties are spelled: Title by Kusto, title by Log Analytics.
enum class PropertyNames : uint8_t { kPascal, kCamel };

/// The property bag of render, as text: `{"Visualization":"piechart","Title":null,…}`.
std::string VisualizationText(const std::optional<plan::Visualization>& visualization,
                              PropertyNames names = PropertyNames::kPascal);

/// What is wrong with a text, as the service words it: "SEM0100", the message without its place.
struct Finding {
  std::string code;
  std::string message;
  uint32_t line = 0, column = 0;  // 1-based, 0-based; 0, 0: no place
};
/// At least one.
std::vector<Finding> FindingsIn(const Error& error, std::string_view text);

}  // namespace harrier::api::kusto
