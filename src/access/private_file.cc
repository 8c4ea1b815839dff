#include "access/private_file.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace harrier::access {

Result<std::optional<std::string>> ReadFile(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return Fail(ErrorCode::kIo, "cannot read '{}'", path);
  return text.str();
}

Status WritePrivateFile(const std::string& path, std::string_view text) {
  const std::string part = path + ".part";
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = file >= 0 && ::fchmod(file, 0600) == 0 &&
                       ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!written || std::rename(part.c_str(), path.c_str()) != 0)
    return Fail(ErrorCode::kIo, "cannot write '{}': {}", path, std::generic_category().message(errno));
  return Ok();
}

}  // namespace harrier::access
