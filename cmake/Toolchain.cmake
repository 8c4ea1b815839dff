# Warnings as errors, mold, and the one precompiled header that every layer reuses.
find_package(Threads REQUIRED)

add_library(harrier_options INTERFACE)
# Here, so that every user of the precompiled header is compiled alike.
target_compile_options(harrier_options INTERFACE -pthread)
target_link_options(harrier_options INTERFACE -pthread)
target_compile_options(harrier_options INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -Winvalid-pch -Werror -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(harrier_options INTERFACE -Wpedantic)
  # Precompiled headers that ccache may share between checkouts.
  target_compile_options(harrier_options INTERFACE -fpch-instantiate-templates)
  target_compile_options(harrier_options INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
else()
  # No -Wpedantic: g++ takes __int128 for a breach of it.
  # g++ 12 warns falsely inside libstdc++ at -O2 (GCC bugs 105329, 105651).
  target_compile_options(harrier_options INTERFACE
    # What a lambda inside of an expression declares, g++ takes to shadow what the expression's macro declares.
    -Wno-shadow
    -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-missing-field-initializers)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Paths relative to the checkout, so that every clone and worktree shares one cache.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime,locale ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

set(HARRIER_SANITIZE "" CACHE STRING "Comma-separated sanitizers, e.g. address,undefined")
if(HARRIER_SANITIZE)
  add_compile_options(-fsanitize=${HARRIER_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${HARRIER_SANITIZE})
endif()
if(HARRIER_FUZZ)
  # Coverage for the fuzzer's guidance; the programs themselves add its main.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
