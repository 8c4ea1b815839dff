#pragma once

#include <memory>

#include "access/oidc/provider.h"
#include "app/config.h"
#include "app/metadata.h"

namespace harrier::app {

/// The outside provider of logins, which is not asked yet; null if none is configured. kInvalid if something
/// is missing or names no role. `metadata` must outlive it.
Result<std::unique_ptr<access::oidc::Provider>> OpenProvider(const Config& config, Metadata& metadata);

}  // namespace harrier::app
