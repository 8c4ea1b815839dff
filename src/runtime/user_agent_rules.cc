#include "runtime/user_agent_rules.h"

// The text is put in by the assembler, with a label at either end (cmake/UserAgents.cmake gives its path).
__asm__(
    ".section .rodata\n"
    ".global harrier_user_agents_begin\n"
    ".global harrier_user_agents_end\n"
    "harrier_user_agents_begin:\n"
    ".incbin \"" HARRIER_USER_AGENTS_TEXT
    "\"\n"
    "harrier_user_agents_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" const char harrier_user_agents_begin[];
extern "C" const char harrier_user_agents_end[];

namespace harrier::runtime {

std::string_view EmbeddedUserAgentRules() {
  return {harrier_user_agents_begin,
          static_cast<size_t>(harrier_user_agents_end - harrier_user_agents_begin)};
}

}  // namespace harrier::runtime
