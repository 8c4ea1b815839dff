#pragma once

#include <cstddef>
#include <string_view>

/// Puts a file into the program as it is, by the assembler: no compiler has to read it. HARRIER_EMBED(name,
/// PATH) at namespace scope, with the path as a string literal that CMake defines (and OBJECT_DEPENDS on the
/// file); then HARRIER_EMBEDDED(name) is its bytes.
#define HARRIER_EMBED(name, path)       \
  __asm__(                              \
      ".section .rodata\n"              \
      ".global " #name                  \
      "_begin\n"                        \
      ".global " #name "_end\n" #name   \
      "_begin:\n"                       \
      ".incbin \"" path "\"\n" #name    \
      "_end:\n"                         \
      ".byte 0\n"                       \
      ".text\n");                       \
  extern "C" const char name##_begin[]; \
  extern "C" const char name##_end[]

#define HARRIER_EMBEDDED(name) \
  std::string_view(name##_begin, static_cast<std::size_t>(name##_end - name##_begin))
