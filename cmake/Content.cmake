# content/tables becomes one text, which the assembler puts into the catalogue's library as it is: no compiler has to
# read it. To be included after harrier_layer(catalog).
find_package(Python3 REQUIRED COMPONENTS Interpreter)
file(GLOB tables CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/content/tables/*.yaml)
set(tables_text ${CMAKE_BINARY_DIR}/content/tables.txt)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/content)
add_custom_command(
  OUTPUT ${tables_text}
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed_content.py ${tables_text} ${CMAKE_SOURCE_DIR}/content/tables
  DEPENDS ${tables} ${CMAKE_SOURCE_DIR}/tools/embed_content.py
  COMMENT "Gathering content/tables" VERBATIM)
target_sources(harrier_catalog PRIVATE ${tables_text})
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/catalog/embedded.cc PROPERTIES
  OBJECT_DEPENDS ${tables_text}
  COMPILE_DEFINITIONS "HARRIER_TABLES_TEXT=\"${tables_text}\""
  SKIP_PRECOMPILE_HEADERS ON)
