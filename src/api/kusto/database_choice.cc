#include "api/kusto/database_choice.h"

#include "api/kusto/queued.h"
#include "api/kusto/wire.h"

namespace harrier::api::kusto {

std::optional<std::string> DatabaseIn(const Request& request) {
  std::string name;
  if (request.path.starts_with(kQueuePath)) {
    if (const auto message = ReadQueuedMessage(request.body)) name = message->database;
  } else if (request.captures.size() > 1) {
    name = request.captures[0];
  } else if (const auto query = ParseQuery(request.body)) {
    name = query->database;
  }
  if (name.empty() || name == "NetDefaultDB") return std::nullopt;
  return name;
}

}  // namespace harrier::api::kusto
