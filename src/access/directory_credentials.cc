#include <algorithm>

#include "access/directory.h"
#include "access/directory_objects.h"
#include "access/password.h"
#include "access/secret.h"
#include "base/ascii.h"
#include "base/sha256.h"
#include "base/ticks.h"
#include "runtime/base64.h"

namespace harrier::access {
namespace {

constexpr std::string_view kPassword = "password";
constexpr std::string_view kClientSecret = "client-secret";
constexpr std::string_view kWorkspaceKey = "workspace-key";

/// Names a credential as it is now, and the principal's state: a new password has a new salt, so that no two
/// proofs of one principal are the same.
std::string ProofOf(const Principal& principal, const store::Credential& credential) {
  return fmt::format("{}.{}.{}", credential.id, Sha256Of(credential.hash).substr(0, 16),
                     principal.generation);
}

bool HasExpired(const store::Credential& credential, int64_t now) {
  return credential.expires && *credential.expires <= now;
}

}  // namespace

Result<Principal> Directory::AddUser(const store::Actor& actor, Principal user, std::string_view password) {
  if (user.name.empty() || user.name.size() > 200)
    return Fail(ErrorCode::kInvalid, "a user needs a login name of 200 bytes at most");
  if (const std::string refusal = RefusePassword(password); !refusal.empty())
    return Fail(ErrorCode::kInvalid, "{}", refusal);
  TRY(const std::string hash, HashPassword(password));
  user.kind = Principal::Kind::kUser;
  user.id = ids_->Random();
  if (user.display_name.empty()) user.display_name = user.name;
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const auto others, ListIn(transaction));
    for (const Principal& other : others) {
      if (SameAscii(other.name, user.name))
        return Fail(ErrorCode::kConflict, "there is a user '{}' already", other.name);
    }
    TRY_OK(transaction.Put(KeyOf(kUsers, user.id), ToJson(user), {.etag = {}, .must_be_new = true}));
    return Ok();
  }));
  TRY_OK(store_->credentials().Put(
      {user.id, ids_->Random(), std::string(kPassword), hash, clock_->Now(), std::nullopt}));
  return user;
}

Status Directory::Note(const store::Actor& actor, const Principal& principal, std::string reason) {
  return store_->Change(
      actor,
      [&](store::Transaction& transaction) -> Status {
        TRY(const auto now, FindIn(transaction, principal.id));
        if (!now) return Fail(ErrorCode::kNotFound, "there is no principal {}", principal.id);
        TRY_OK(transaction.Put(KeyOf(KindName(now->kind), now->id), ToJson(*now)));
        return Ok();
      },
      std::move(reason));
}

Status Directory::SetPassword(const store::Actor& actor, std::string_view user, std::string_view password) {
  if (const std::string refusal = RefusePassword(password); !refusal.empty())
    return Fail(ErrorCode::kInvalid, "{}", refusal);
  TRY(const auto found, Find(user));
  if (!found || found->kind != Principal::Kind::kUser)
    return Fail(ErrorCode::kNotFound, "there is no user {}", user);
  if (!found->issuer.empty())
    return Fail(ErrorCode::kInvalid, "'{}' logs in at {} and has no password here", found->name,
                found->issuer);
  TRY(const std::string hash, HashPassword(password));
  TRY(const auto old, store_->credentials().List(user, kPassword));
  TRY_OK(store_->credentials().Put({found->id, old.empty() ? ids_->Random() : old.front().id,
                                    std::string(kPassword), hash, clock_->Now(), std::nullopt}));
  TRY_OK(store_->sessions().DeleteOf(found->id));
  return Note(actor, *found, "the password was set");
}

Result<SecretInfo> Directory::AddSecret(const store::Actor& actor, std::string_view service) {
  TRY(const auto found, Find(service));
  if (!found || found->kind != Principal::Kind::kService)
    return Fail(ErrorCode::kNotFound, "there is no service principal {}", service);
  SecretInfo secret{ids_->Random(), clock_->Now(), NewSecret()};
  TRY(const std::string hash, HashPassword(secret.text));
  TRY_OK(Note(actor, *found, fmt::format("a secret was added: {}", secret.id)));
  TRY_OK(store_->credentials().Put(
      {found->id, secret.id, std::string(kClientSecret), hash, secret.created, std::nullopt}));
  return secret;
}

Result<std::vector<SecretInfo>> Directory::Secrets(std::string_view service) {
  TRY(const auto credentials, store_->credentials().List(service, kClientSecret));
  std::vector<SecretInfo> secrets;
  for (const store::Credential& each : credentials) secrets.push_back({each.id, each.created});
  return secrets;
}

Result<bool> Directory::RemoveSecret(const store::Actor& actor, std::string_view service,
                                     std::string_view id) {
  TRY(const auto found, Find(service));
  if (!found || found->kind != Principal::Kind::kService)
    return Fail(ErrorCode::kNotFound, "there is no service principal {}", service);
  TRY(const auto secrets, Secrets(found->id));
  const bool known =
      std::any_of(secrets.begin(), secrets.end(), [&](const SecretInfo& each) { return each.id == id; });
  if (!known) return false;
  TRY_OK(store_->credentials().Delete(id));
  TRY_OK(Note(actor, *found, fmt::format("a secret was removed: {}", id)));
  return true;
}

Result<std::string> Directory::WorkspaceKey(std::string_view workspace) {
  TRY(const auto keys, store_->credentials().List(workspace, kWorkspaceKey));
  if (!keys.empty()) return Unseal(seal_, keys.front().hash);
  std::string key;
  runtime::AppendBase64(key, RandomBytes(64));
  TRY(const std::string sealed, Seal(seal_, key));
  TRY_OK(store_->credentials().Put({std::string(workspace), ids_->Random(), std::string(kWorkspaceKey),
                                    sealed, clock_->Now(), std::nullopt}));
  return key;
}

Result<Proven> Directory::CheckAny(const std::vector<Principal>& candidates, std::string_view kind,
                                   std::string_view secret, std::string_view name, std::string_view address) {
  const std::string by_name = fmt::format("{}\n{}", address, name);
  const int64_t now = clock_->Now();
  const int64_t wait = std::max(names_.Wait(by_name, now), addresses_.Wait(address, now));
  if (wait > 0)
    return Fail(ErrorCode::kBusy, "too many attempts failed: try again in {} s", wait / kTicksPerSecond + 1);
  const auto verify = [&](const std::string& hash) {
    hashing_.acquire();
    const bool same = VerifyPassword(secret, hash);
    hashing_.release();
    return same;
  };
  bool tried = false;
  for (const Principal& candidate : candidates) {
    TRY(const auto credentials, store_->credentials().List(candidate.id, kind));
    for (const store::Credential& credential : credentials) {
      if (candidate.disabled || HasExpired(credential, now)) continue;
      tried = true;
      if (!verify(credential.hash)) continue;
      names_.Succeeded(by_name);
      addresses_.Succeeded(address);
      return Proven{candidate, ProofOf(candidate, credential)};
    }
  }
  // The time that an answer takes does not tell whether the name is known.
  if (!tried) TRY_OK(HashPassword(secret.substr(0, 256)));
  names_.Failed(by_name, now);
  addresses_.Failed(address, now);
  return Fail(ErrorCode::kForbidden, "the name or the secret is wrong");
}

Result<Proven> Directory::CheckPassword(std::string_view login, std::string_view password,
                                        std::string_view address) {
  TRY(auto principals, List());
  std::erase_if(principals, [&](const Principal& each) {
    return each.kind != Principal::Kind::kUser || !SameAscii(each.name, login);
  });
  return CheckAny(principals, kPassword, password, login, address);
}

Result<Proven> Directory::CheckSecret(std::string_view client_id, std::string_view secret,
                                      std::string_view address) {
  TRY(auto principals, List());
  std::erase_if(principals, [&](const Principal& each) {
    return each.kind != Principal::Kind::kService || (!client_id.empty() && !SameAscii(each.name, client_id));
  });
  return CheckAny(principals, kClientSecret, secret, client_id, address);
}

Result<bool> Directory::Holds(const Principal& principal, std::string_view proof) {
  if (principal.disabled) return false;
  TRY(const auto credentials, store_->credentials().List(principal.id));
  const int64_t now = clock_->Now();
  return std::any_of(credentials.begin(), credentials.end(), [&](const store::Credential& each) {
    return !HasExpired(each, now) && SameSecret(ProofOf(principal, each), proof);
  });
}

}  // namespace harrier::access
