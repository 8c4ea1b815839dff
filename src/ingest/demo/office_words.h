#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "ingest/demo/world.h"

namespace harrier::ingest::demo {

/// A file name as people of the department give them; its ending fits `program` ("excel"), if one is given.
std::string DocumentName(Random& random, Department department, const std::vector<std::string>& projects,
                         std::string_view program = {});
/// A mail's subject.
std::string Subject(Random& random, const std::vector<std::string>& projects);

/// A program of someone's trade with the command line it is started with; {…} are filled in.
struct ToolUse {
  Department department;
  int weight;
  std::string_view program, command;
  std::string_view parent, parent_command;  // started first, if any
  std::string_view site;                    // contacted
  std::string_view folder, file;            // written
};
const ToolUse& PickTool(Random& random, Department department);

}  // namespace harrier::ingest::demo
