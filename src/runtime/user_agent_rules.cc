#include "runtime/user_agent_rules.h"

#include "base/embed.h"

HARRIER_EMBED(harrier_user_agents, HARRIER_USER_AGENTS_TEXT);

namespace harrier::runtime {

std::string_view EmbeddedUserAgentRules() {
  return HARRIER_EMBEDDED(harrier_user_agents);
}

}  // namespace harrier::runtime
