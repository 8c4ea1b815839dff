#include "access/password.h"

#include <argon2.h>

#include "access/secret.h"

namespace harrier::access {
namespace {

constexpr uint32_t kKibibytes = 19 * 1024;
constexpr uint32_t kPasses = 2;
constexpr uint32_t kLanes = 1;
constexpr size_t kSalt = 16;
constexpr size_t kHash = 32;
constexpr size_t kLongest = 1024;

}  // namespace

Result<std::string> HashPassword(std::string_view password) {
  const std::string salt = RandomBytes(kSalt);
  std::string encoded(argon2_encodedlen(kPasses, kKibibytes, kLanes, kSalt, kHash, Argon2_id), '\0');
  const int failure = argon2id_hash_encoded(kPasses, kKibibytes, kLanes, password.data(), password.size(),
                                            salt.data(), salt.size(), kHash, encoded.data(), encoded.size());
  if (failure != ARGON2_OK)
    return Fail(ErrorCode::kInternal, "a password cannot be hashed: {}", argon2_error_message(failure));
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool VerifyPassword(std::string_view password, const std::string& hash) {
  if (password.size() > kLongest) return false;
  return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

std::string RefusePassword(std::string_view password) {
  if (password.size() < 12) return "a password needs 12 characters at least";
  if (password.size() > kLongest) return "a password has 1,024 bytes at most";
  return "";
}

}  // namespace harrier::access
