# Tables, ASIM's schemas and functions of content/ become one text, which the assembler puts into the catalogue's library
# as it is: no compiler has to read it. To be included after harrier_layer(catalog).
find_package(Python3 REQUIRED COMPONENTS Interpreter)
file(GLOB content CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/content/tables/*.yaml ${CMAKE_SOURCE_DIR}/content/asim/*.yaml
  ${CMAKE_SOURCE_DIR}/content/functions/*.kql)
set(content_text ${CMAKE_BINARY_DIR}/content/content.txt)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/content)
add_custom_command(
  OUTPUT ${content_text}
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed_content.py ${content_text} ${CMAKE_SOURCE_DIR}/content
  DEPENDS ${content} ${CMAKE_SOURCE_DIR}/tools/embed_content.py
  COMMENT "Gathering content" VERBATIM)
target_sources(harrier_catalog PRIVATE ${content_text})
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/catalog/embedded.cc PROPERTIES
  OBJECT_DEPENDS ${content_text}
  COMPILE_DEFINITIONS "HARRIER_CONTENT_TEXT=\"${content_text}\""
  SKIP_PRECOMPILE_HEADERS ON)
