#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/server/listener.h"

namespace harrier::api {

/// A listener answers to its own names only, and to no other site's pages: a foreign name that was made to
/// point to this machine (DNS rebinding) shows in Host, a foreign page in Origin. A sentence if the request
/// is to be refused. `host` and `origin` are the headers as they came; an absent origin is empty.
std::optional<std::string> RefuseForeign(const Listener& listener, std::string_view host,
                                         std::string_view origin);

}  // namespace harrier::api
