#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/server/client.h"
#include "base/error.h"

namespace harrier::app {

using Settings = std::vector<std::pair<std::string, std::string>>;

/// DIR/client.env: what programs on this machine need to log in, as NAME=value lines that only the
/// directory's owner may read. `harrier init` writes it.
Status WriteClientFile(const std::string& directory, const Settings& settings);
/// nullopt: there is none.
Result<std::optional<Settings>> ReadClientFile(const std::string& directory);
/// Empty if it is not set.
std::string Setting(const Settings& settings, std::string_view name);

/// A client of the server at `url`: at an https address it logs in as the service principal that
/// HARRIER_CLIENT_ID and HARRIER_CLIENT_SECRET name, and checks the certificate by HARRIER_CA.
Result<api::Client> Connect(const std::string& url);

/// A client of the server that has the directory; nullopt if none runs.
Result<std::optional<api::Client>> ConnectTo(const std::string& directory);

}  // namespace harrier::app
