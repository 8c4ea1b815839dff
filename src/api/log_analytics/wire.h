#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/server/http.h"
#include "base/error.h"

/// Bodies and headers of the Log Analytics query API (Azure Monitor docs, Log Analytics API: request format,
/// response format, batch queries, errors).
namespace harrier::api::log_analytics {

/// One query as a client asks it.
struct Asked {
  std::string query;
  std::string timespan;                 // ISO 8601; empty: none
  std::vector<std::string> workspaces;  // further workspaces, by id or name
};

/// What the Prefer header asks for.
struct Preferences {
  int64_t wait_ns = 0;  // 0: nothing said
  bool statistics = false;
  bool render = false;
};

/// One query of a batch: its own headers, its workspace and its body.
struct BatchItem {
  std::string id;
  std::string workspace;
  Preferences preferences;
  Asked asked;
};

Result<Asked> ParseBody(std::string_view body);
/// The same from the parameters of a GET.
Result<Asked> ParseParameters(const Request& request);
Preferences ParsePrefer(std::string_view header);
Result<std::vector<BatchItem>> ParseBatch(std::string_view body);

int HttpStatus(ErrorCode code);

/// The object that stands as "error", with the finding and its place innermost.
std::string ErrorObject(const Error& error, std::string_view text, std::string_view correlation);

/// {"error":…} with its status.
Response ErrorAnswer(const Error& error, std::string_view text, std::string_view correlation);

}  // namespace harrier::api::log_analytics
