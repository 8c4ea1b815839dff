# The C library H3, vendored (third_party/h3): hexagonal cells for geo_h3cell_*(). Not ours to warn about.
file(GLOB h3_sources ${CMAKE_SOURCE_DIR}/third_party/h3/*.c)
add_library(h3 STATIC ${h3_sources})
target_include_directories(h3 SYSTEM PUBLIC ${CMAKE_SOURCE_DIR}/third_party/h3)
target_compile_options(h3 PRIVATE -w)
target_link_libraries(h3 PUBLIC m)
