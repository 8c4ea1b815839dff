# The rules of uap-core become one text, which the assembler puts into the runtime's library as it is. To be included
# after harrier_layer(runtime).
find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_file(UAP_CORE_RULES regexes.yaml PATHS /usr/share/uap-core NO_DEFAULT_PATH REQUIRED)
set(user_agents_text ${CMAKE_BINARY_DIR}/content/user_agents.txt)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/content)
add_custom_command(
  OUTPUT ${user_agents_text}
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed_user_agents.py ${user_agents_text} ${UAP_CORE_RULES}
  DEPENDS ${UAP_CORE_RULES} ${CMAKE_SOURCE_DIR}/tools/embed_user_agents.py
  COMMENT "Gathering the rules of user agents" VERBATIM)
target_sources(harrier_runtime PRIVATE ${user_agents_text})
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/runtime/user_agent_rules.cc PROPERTIES
  OBJECT_DEPENDS ${user_agents_text}
  COMPILE_DEFINITIONS "HARRIER_USER_AGENTS_TEXT=\"${user_agents_text}\""
  SKIP_PRECOMPILE_HEADERS ON)
