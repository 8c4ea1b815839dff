# Writes FILES (a list of .EXTENSION below ROOT) into OUT, each after a line "== folder.name". Copied line by line as bytes:
# file(READ) would take brackets and semicolons for lists.
file(WRITE ${OUT} "")
foreach(path IN LISTS FILES)
  file(RELATIVE_PATH id ${ROOT} ${path})
  string(REGEX REPLACE "\\.${EXTENSION}$" "" id ${id})
  string(REPLACE "/" "." id ${id})
  file(APPEND ${OUT} "== ${id}\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -E cat ${path} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  file(APPEND ${OUT} "${text}")
endforeach()
