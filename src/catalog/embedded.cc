#include "catalog/embedded.h"

// The text is put in by the assembler, with a label at either end (cmake/Content.cmake gives its path).
__asm__(
    ".section .rodata\n"
    ".global harrier_content_begin\n"
    ".global harrier_content_end\n"
    "harrier_content_begin:\n"
    ".incbin \"" HARRIER_CONTENT_TEXT
    "\"\n"
    "harrier_content_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" const char harrier_content_begin[];
extern "C" const char harrier_content_end[];

namespace harrier::catalog {

std::string_view EmbeddedContent() {
  return {harrier_content_begin, static_cast<size_t>(harrier_content_end - harrier_content_begin)};
}

}  // namespace harrier::catalog
