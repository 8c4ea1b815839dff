#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/kusto/routes.h"

/// Queued ingestion as Kusto's clients do it (Kusto docs, ingest data without the client library): they put a
/// blob into a container and a message about it into a queue. Both are here, and what the message says is
/// done before it is acknowledged.
namespace harrier::api::kusto {

inline constexpr std::string_view kUploadPath = "/tempstorage";
inline constexpr std::string_view kQueuePath = "/ingestionqueue";

/// PUT /tempstorage/{blob} and POST /ingestionqueue/messages.
std::vector<Route> QueuedRoutes(const Endpoint& endpoint);

/// What a message of the queue asks for.
struct QueuedMessage {
  std::string blob;  // its name in the container
  std::string database;
  std::string table;
  std::string format;
  std::string mapping;    // as text
  std::string reference;  // a mapping's name
  std::string id;
  bool skip_first = false;
};
/// Reads `<QueueMessage><MessageText>base64 of JSON</MessageText></QueueMessage>`.
Result<QueuedMessage> ReadQueuedMessage(std::string_view xml);

}  // namespace harrier::api::kusto
