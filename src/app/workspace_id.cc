#include "app/workspace_id.h"

#include <fstream>

#include "api/server/http.h"
#include "runtime/value_text.h"

namespace harrier::app {

Result<std::string> WorkspaceId(const std::string& directory) {
  const std::string path = directory + "/workspace.id";
  std::string id;
  if (std::ifstream in(path); in >> id) {
    if (!runtime::ParseGuid(id))
      return Fail(ErrorCode::kInvalid, "'{}' holds '{}', which is no guid", path, id);
    return id;
  }
  id = api::NewGuid();
  std::ofstream out(path);
  out << id << '\n';
  out.close();
  if (!out) return Fail(ErrorCode::kIo, "cannot write '{}'", path);
  return id;
}

}  // namespace harrier::app
