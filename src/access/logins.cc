#include "access/logins.h"

#include <algorithm>

#include "access/secret.h"
#include "base/sha256.h"
#include "base/ticks.h"

namespace harrier::access {
namespace {

constexpr int64_t kLongest = 12 * kTicksPerHour;
constexpr int64_t kUnused = 2 * kTicksPerHour;
/// Not every request is worth a write.
constexpr int64_t kNoted = kTicksPerMinute;

}  // namespace

std::string Logins::CsrfOf(std::string_view token) {
  return Base64Url(Hmac(token, "csrf"));
}

Result<std::string> Logins::Begin(std::string_view principal) {
  const int64_t now = clock_->Now();
  TRY_OK(store_->sessions().DeleteExpired(now));
  std::string token = NewSecret();
  TRY_OK(store_->sessions().Add(
      {Sha256Of(token), std::string(principal), Sha256Of(CsrfOf(token)), now, now + kUnused, now}));
  return token;
}

Result<std::optional<std::string>> Logins::Find(std::string_view token) {
  const int64_t now = clock_->Now();
  const std::string hash = Sha256Of(token);
  TRY(auto session, store_->sessions().Find(hash));
  if (!session || session->expires <= now) return std::nullopt;
  if (session->last_seen + kNoted <= now)
    TRY_OK(store_->sessions().Touch(hash, now, std::min(now + kUnused, session->created + kLongest)));
  return std::move(session->principal);
}

std::string Logins::ProofOf(std::string_view token) {
  return "login." + Sha256Of(token);
}

Result<bool> Logins::Holds(std::string_view principal, std::string_view proof) {
  constexpr std::string_view kPrefix = "login.";
  if (!proof.starts_with(kPrefix)) return false;
  TRY(const auto session, store_->sessions().Find(proof.substr(kPrefix.size())));
  return session && session->principal == principal && session->expires > clock_->Now();
}

Status Logins::End(std::string_view token) {
  TRY_OK(store_->sessions().Delete(Sha256Of(token)));
  return Ok();
}

}  // namespace harrier::access
