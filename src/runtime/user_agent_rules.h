#pragma once

#include <string_view>

namespace harrier::runtime {

/// The rules that tell browsers, systems and devices by their user agents, a line each, as
/// tools/embed_user_agents.py writes them.
std::string_view EmbeddedUserAgentRules();

}  // namespace harrier::runtime
