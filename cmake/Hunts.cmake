# The hunting queries of content/ as one text, which hunting/queries/built_in.cc takes in: "== id" before each file.
# To be included after harrier_layer(hunting).
file(GLOB_RECURSE hunts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/content/hunts/*.kql)
list(SORT hunts)
set(hunts_text ${CMAKE_BINARY_DIR}/content/hunts.txt)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/content)
add_custom_command(
  OUTPUT ${hunts_text}
  COMMAND ${CMAKE_COMMAND} -DOUT=${hunts_text} "-DFILES=${hunts}" -DROOT=${CMAKE_SOURCE_DIR}/content/hunts
    -P ${CMAKE_SOURCE_DIR}/cmake/GatherHunts.cmake
  DEPENDS ${hunts} ${CMAKE_SOURCE_DIR}/cmake/GatherHunts.cmake
  COMMENT "Gathering hunting queries" VERBATIM)
target_sources(harrier_hunting PRIVATE ${hunts_text})
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/hunting/queries/built_in.cc PROPERTIES
  OBJECT_DEPENDS ${hunts_text}
  COMPILE_DEFINITIONS "HARRIER_HUNTS_TEXT=\"${hunts_text}\""
  SKIP_PRECOMPILE_HEADERS ON)
