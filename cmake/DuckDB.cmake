# libduckdb is a pinned binary that scripts/fetch_duckdb.sh brings into a cache outside the checkout; its header is vendored.
if(DEFINED ENV{HARRIER_CACHE})
  set(duckdb_cache "$ENV{HARRIER_CACHE}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(duckdb_cache "$ENV{XDG_CACHE_HOME}/harrier")
else()
  set(duckdb_cache "$ENV{HOME}/.cache/harrier")
endif()
set(duckdb_default "${CMAKE_SOURCE_DIR}/.cache/duckdb")
if(NOT EXISTS "${duckdb_default}/libduckdb.so")
  file(STRINGS "${CMAKE_SOURCE_DIR}/third_party/pins.tsv" pin REGEX "^npm-lib\t@duckdb/")
  string(REGEX REPLACE "^[^\t]*\t[^\t]*\t([0-9.]*)-.*" "\\1" duckdb_version "${pin}")
  set(duckdb_default "${duckdb_cache}/duckdb-${duckdb_version}")
endif()
set(HARRIER_DUCKDB "${duckdb_default}" CACHE PATH "Folder that holds libduckdb.so")
if(NOT EXISTS "${HARRIER_DUCKDB}/libduckdb.so")
  message(FATAL_ERROR "no libduckdb.so in ${HARRIER_DUCKDB}: run scripts/fetch_duckdb.sh, or pass -DHARRIER_DUCKDB=DIR")
endif()
add_library(duckdb SHARED IMPORTED GLOBAL)
set_target_properties(duckdb PROPERTIES
  IMPORTED_LOCATION "${HARRIER_DUCKDB}/libduckdb.so"
  IMPORTED_NO_SONAME ON
  INTERFACE_INCLUDE_DIRECTORIES "${CMAKE_SOURCE_DIR}/third_party/duckdb")
# An installed program finds its library in ../lib (scripts/package.sh), one in the build tree in the cache.
set(CMAKE_BUILD_RPATH "$ORIGIN/../lib" "${HARRIER_DUCKDB}")
