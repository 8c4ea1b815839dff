#include "access/keyring.h"

#include <filesystem>

#include <sys/stat.h>

#include "access/private_file.h"
#include "access/secret.h"

namespace harrier::access {
namespace {

/// Reads a file, or makes its text and writes it.
template <typename Make>
Result<std::string> ReadOrMake(const std::string& path, Make make) {
  TRY(auto text, ReadFile(path));
  if (text) return *std::move(text);
  TRY(std::string made, make());
  TRY_OK(WritePrivateFile(path, made));
  return made;
}

}  // namespace

Result<Keyring> Keyring::Open(const std::string& directory, const std::vector<std::string>& names,
                              int64_t now) {
  const std::string folder = directory + "/keys/";
  std::error_code failure;
  std::filesystem::create_directory(folder, failure);
  if (failure || ::chmod(folder.c_str(), 0700) != 0)
    return Fail(ErrorCode::kIo, "cannot make '{}' for its owner only", folder);

  Keyring keyring;
  TRY(const std::string signing, ReadOrMake(folder + "signing.pem", []() -> Result<std::string> {
        TRY(const SigningKey key, SigningKey::Make());
        return key.ToPem();
      }));
  TRY(SigningKey key, SigningKey::FromPem(signing));
  keyring.signing_ = std::make_shared<const SigningKey>(std::move(key));
  TRY(keyring.seal_,
      ReadOrMake(folder + "seal.key", []() -> Result<std::string> { return RandomBytes(32); }));
  if (keyring.seal_.size() != 32) return Fail(ErrorCode::kInvalid, "'{}seal.key' must have 32 bytes", folder);

  // Keys go first: a certificate is not looked at without its key.
  keyring.authority_path_ = folder + "ca.pem";
  TRY(const auto authority, ReadFile(keyring.authority_path_));
  TRY(const auto authority_key, ReadFile(folder + "ca.key"));
  if (authority && authority_key) {
    keyring.authority_ = {*authority, *authority_key};
  } else {
    TRY(keyring.authority_, MakeAuthority("Harrier CA " + NewSecret().substr(0, 8), now));
    TRY_OK(WritePrivateFile(folder + "ca.key", keyring.authority_.key));
    TRY_OK(WritePrivateFile(keyring.authority_path_, keyring.authority_.certificate));
  }
  TRY(const auto server, ReadFile(folder + "server.pem"));
  TRY(const auto server_key, ReadFile(folder + "server.key"));
  if (server && server_key && !NeedsRenewal(*server, keyring.authority_.certificate, names, now)) {
    keyring.server_ = {*server, *server_key};
  } else {
    TRY(keyring.server_, MakeServerCertificate(keyring.authority_, names, now));
    TRY_OK(WritePrivateFile(folder + "server.key", keyring.server_.key));
    TRY_OK(WritePrivateFile(folder + "server.pem", keyring.server_.certificate));
  }
  return keyring;
}

}  // namespace harrier::access
