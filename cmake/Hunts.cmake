# The hunting queries and hunt templates of content/ as one text each, which hunting/ takes in: "== id" before each file.
# To be included after harrier_layer(hunting).
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/content)
function(harrier_gather FOLDER EXTENSION DEFINITION SOURCE)
  set(folder ${CMAKE_SOURCE_DIR}/content/${FOLDER})
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*.${EXTENSION})
  list(SORT files)
  set(text ${CMAKE_BINARY_DIR}/content/${FOLDER}.txt)
  add_custom_command(
    OUTPUT ${text}
    COMMAND ${CMAKE_COMMAND} -DOUT=${text} "-DFILES=${files}" -DROOT=${folder} -DEXTENSION=${EXTENSION}
      -P ${CMAKE_SOURCE_DIR}/cmake/GatherHunts.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/GatherHunts.cmake
    COMMENT "Gathering content/${FOLDER}" VERBATIM)
  target_sources(harrier_hunting PRIVATE ${text})
  set_source_files_properties(${CMAKE_SOURCE_DIR}/src/hunting/${SOURCE} PROPERTIES
    OBJECT_DEPENDS ${text}
    COMPILE_DEFINITIONS "${DEFINITION}=\"${text}\""
    SKIP_PRECOMPILE_HEADERS ON)
endfunction()
harrier_gather(hunts kql HARRIER_HUNTS_TEXT queries/built_in.cc)
harrier_gather(hunt_templates yaml HARRIER_HUNT_TEMPLATES_TEXT templates/built_in_templates.cc)
