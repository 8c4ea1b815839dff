#include "catalog/embedded.h"

// The text is put in by the assembler, with a label at either end (cmake/Content.cmake gives its path).
__asm__(
    ".section .rodata\n"
    ".global harrier_tables_begin\n"
    ".global harrier_tables_end\n"
    "harrier_tables_begin:\n"
    ".incbin \"" HARRIER_TABLES_TEXT
    "\"\n"
    "harrier_tables_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" const char harrier_tables_begin[];
extern "C" const char harrier_tables_end[];

namespace harrier::catalog {

std::string_view EmbeddedTables() {
  return {harrier_tables_begin, static_cast<size_t>(harrier_tables_end - harrier_tables_begin)};
}

}  // namespace harrier::catalog
