#pragma once

#include <string>
#include <vector>

#include "hunting/threat_intelligence/indicator.h"

namespace harrier::hunting {

/// What an entity says that an indicator can say: observables, or why there is none.
struct EntityObservables {
  std::vector<Observable> observables;
  std::string reason;
};

/// Of an entity as the API shows it, {"kind", "properties"}; names of types and identifiers will do as well.
/// Addresses, URLs, domains, hashes, files with hashes, accounts and mailboxes with a mail address or a
/// domain, and the senders of messages.
EntityObservables ObservablesOf(const json::object& entity);

/// "[ipv4-addr:value = '203.0.113.9']", with quotes and backslashes escaped (STIX 2.1, patterns).
std::string PatternOf(const Observable& observable);
/// "ipv4-addr", "file"…: what Sentinel calls the pattern's type.
std::string PatternTypeOf(const Observable& observable);

}  // namespace harrier::hunting
