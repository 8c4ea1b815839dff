#include "query/file_identity.h"

#include <fmt/format.h>
#include <sys/stat.h>

namespace harrier::query {

std::string IdentityOf(const std::vector<std::string>& paths) {
  std::string identity;
  for (const std::string& path : paths) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) {
      identity += "none;";
      continue;
    }
    identity += fmt::format("{}.{}.{}.{}.{};", found.st_dev, found.st_ino, found.st_size,
                            found.st_mtim.tv_sec, found.st_mtim.tv_nsec);
  }
  return identity;
}

}  // namespace harrier::query
