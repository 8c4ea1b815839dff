# harrier_layer(NAME DEPS lower layers LIBS libraries): one static library from src/NAME, and NAME_tests from the
# *_test.cc files beside the sources. Files are found by pattern, so that adding one touches no list. Tests that match
# the pattern TOGETHER run in one process, for what they share is slow to make.
find_package(GTest REQUIRED)
include(GoogleTest)

function(harrier_layer name)
  cmake_parse_arguments(L "" "TOGETHER" "DEPS;LIBS;PRIVATE_LIBS;TEST_LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  add_library(harrier_${name} STATIC ${sources})
  target_include_directories(harrier_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(harrier_${name} PUBLIC harrier_options fmt::fmt ${L_LIBS} PRIVATE ${L_PRIVATE_LIBS})
  foreach(dep IN LISTS L_DEPS)
    target_link_libraries(harrier_${name} PUBLIC harrier_${dep})
  endforeach()
  if(name STREQUAL "base")
    target_precompile_headers(harrier_base PRIVATE ${CMAKE_SOURCE_DIR}/src/base/pch.h)
  else()
    target_precompile_headers(harrier_${name} REUSE_FROM harrier_base)
  endif()

  if(tests)
    add_executable(${name}_tests ${tests})
    target_link_libraries(${name}_tests PRIVATE harrier_${name} ${L_TEST_LIBS} ${L_PRIVATE_LIBS} GTest::gtest GTest::gmock GTest::gtest_main)
    target_precompile_headers(${name}_tests REUSE_FROM harrier_base)
    # Long enough for a sanitizer on a busy machine.
    if(L_TOGETHER)
      gtest_discover_tests(${name}_tests DISCOVERY_MODE PRE_TEST TEST_FILTER "-${L_TOGETHER}" PROPERTIES TIMEOUT 600)
      add_test(NAME ${name}_tests_together COMMAND ${name}_tests --gtest_filter=${L_TOGETHER})
      set_tests_properties(${name}_tests_together PROPERTIES TIMEOUT 600 SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
    else()
      gtest_discover_tests(${name}_tests DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 600)
    endif()
  endif()
endfunction()
