# libduckdb is a pinned binary that scripts/fetch_duckdb.sh brings; its header is vendored.
set(HARRIER_DUCKDB "${CMAKE_SOURCE_DIR}/.cache/duckdb" CACHE PATH "Folder that holds libduckdb.so")
if(NOT EXISTS "${HARRIER_DUCKDB}/libduckdb.so")
  message(FATAL_ERROR "no libduckdb.so in ${HARRIER_DUCKDB}: run scripts/fetch_duckdb.sh, or pass -DHARRIER_DUCKDB=DIR")
endif()
add_library(duckdb SHARED IMPORTED GLOBAL)
set_target_properties(duckdb PROPERTIES
  IMPORTED_LOCATION "${HARRIER_DUCKDB}/libduckdb.so"
  IMPORTED_NO_SONAME ON
  INTERFACE_INCLUDE_DIRECTORIES "${CMAKE_SOURCE_DIR}/third_party/duckdb")
set(CMAKE_BUILD_RPATH "${HARRIER_DUCKDB}")
