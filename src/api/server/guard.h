#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace harrier::api {

/// The open HTTP listener trusts whoever reaches it, so pages of other sites must not: a name that was made
/// to point to this machine (DNS rebinding) shows in Host, a foreign page in Origin. A sentence if the
/// request is to be refused. `host` and `origin` are the headers as they came; an absent origin is empty.
std::optional<std::string> RefuseForeign(std::string_view host, std::string_view origin);

}  // namespace harrier::api
