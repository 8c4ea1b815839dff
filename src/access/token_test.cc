#include "access/token.h"

#include <gtest/gtest.h>

#include "access/password.h"
#include "access/secret.h"
#include "base/sha256.h"
#include "runtime/base64.h"

namespace harrier::access {
namespace {

constexpr int64_t kNow = 1'767'225'600;

const SigningKey& TheKey() {
  static const SigningKey key = SigningKey::Make().value();
  return key;
}

Claims Ann() {
  return {.issuer = "https://localhost:8443/t/v2.0",
          .audience = "https://localhost:8443",
          .tenant = "t",
          .object_id = "o-1",
          .app_id = "a-1",
          .name = "ann \"the\" hunter",
          .roles = {"Reader", "Contributor"},
          .proof = "c.1.0",
          .issued = kNow,
          .not_before = kNow,
          .expires = kNow + 3600};
}

TEST(Token, ComesBackAsItWasMinted) {
  const std::string token = MintToken(TheKey(), Ann()).value();
  const Claims claims = VerifyToken(TheKey(), token, kNow + 10).value();
  EXPECT_EQ(claims.issuer, Ann().issuer);
  EXPECT_EQ(claims.audience, Ann().audience);
  EXPECT_EQ(claims.tenant, "t");
  EXPECT_EQ(claims.object_id, "o-1");
  EXPECT_EQ(claims.app_id, "a-1");
  EXPECT_EQ(claims.name, Ann().name);
  EXPECT_EQ(claims.roles, Ann().roles);
  EXPECT_EQ(claims.proof, "c.1.0");
  EXPECT_EQ(claims.expires, kNow + 3600);
}

TEST(Token, HoldsForItsTime) {
  const std::string token = MintToken(TheKey(), Ann()).value();
  EXPECT_TRUE(VerifyToken(TheKey(), token, kNow - 299));
  EXPECT_FALSE(VerifyToken(TheKey(), token, kNow - 301));
  EXPECT_TRUE(VerifyToken(TheKey(), token, kNow + 3899));
  const auto late = VerifyToken(TheKey(), token, kNow + 3900);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().message, "the token has expired");
}

TEST(Token, OfOthersIsRefused) {
  const std::string token = MintToken(TheKey(), Ann()).value();
  EXPECT_FALSE(VerifyToken(SigningKey::Make().value(), token, kNow));
  const auto part = [&](int n) {
    const size_t first = token.find('.');
    const size_t last = token.rfind('.');
    return n == 0   ? token.substr(0, first)
           : n == 1 ? token.substr(first + 1, last - first - 1)
                    : token.substr(last + 1);
  };
  // Another algorithm, another payload, no signature.
  std::string none = *runtime::DecodeBase64(part(0));
  none.replace(none.find("RS256"), 5, "none");
  EXPECT_FALSE(VerifyToken(TheKey(), Base64Url(none) + "." + part(1) + ".", kNow));
  EXPECT_FALSE(VerifyToken(TheKey(), Base64Url(none) + "." + part(1) + "." + part(2), kNow));
  std::string payload = *runtime::DecodeBase64(part(1));
  payload.replace(payload.find("o-1"), 3, "o-2");
  EXPECT_FALSE(VerifyToken(TheKey(), part(0) + "." + Base64Url(payload) + "." + part(2), kNow));
  EXPECT_FALSE(VerifyToken(TheKey(), part(0) + "." + part(1) + ".", kNow));
  for (const char* text : {"", ".", "..", "...", "a.b.c", "garbage", "e30.e30.e30", "e30.e30.e30.e30"}) {
    EXPECT_FALSE(VerifyToken(TheKey(), text, kNow)) << text;
  }
}

TEST(SigningKey, SurvivesItsFile) {
  const std::string pem = TheKey().ToPem().value();
  const SigningKey read = SigningKey::FromPem(pem).value();
  EXPECT_EQ(read.id(), TheKey().id());
  EXPECT_EQ(read.jwk(), TheKey().jwk());
  EXPECT_TRUE(VerifyToken(read, MintToken(TheKey(), Ann()).value(), kNow));
  EXPECT_NE(read.jwk().find("\"n\":\""), std::string::npos);
  EXPECT_EQ(read.jwk().find("\"d\""), std::string::npos);
  EXPECT_FALSE(SigningKey::FromPem("nothing"));
}

TEST(Password, VerifiesItselfOnly) {
  const std::string hash = HashPassword("correct horse").value();
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_NE(hash, HashPassword("correct horse").value());
  EXPECT_TRUE(VerifyPassword("correct horse", hash));
  EXPECT_FALSE(VerifyPassword("correct horse ", hash));
  EXPECT_FALSE(VerifyPassword("", hash));
  EXPECT_FALSE(VerifyPassword("correct horse", ""));
  EXPECT_FALSE(VerifyPassword("correct horse", "$argon2id$"));
  EXPECT_FALSE(RefusePassword("short").empty());
  EXPECT_TRUE(RefusePassword("twelve chars").empty());
}

TEST(Secret, IsSealedForItsKey) {
  const std::string key = RandomBytes(32);
  const std::string sealed = Seal(key, "the workspace's key").value();
  EXPECT_EQ(Unseal(key, sealed).value(), "the workspace's key");
  EXPECT_NE(sealed, Seal(key, "the workspace's key").value());
  EXPECT_FALSE(Unseal(RandomBytes(32), sealed));
  std::string broken = sealed;
  broken[sealed.size() / 2] = broken[sealed.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(Unseal(key, broken));
  EXPECT_FALSE(Unseal(key, "short"));
  EXPECT_EQ(Unseal(key, Seal(key, "").value()).value(), "");
}

TEST(Secret, Digests) {
  EXPECT_EQ(Sha256Of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Base64Url(Hmac("key", "The quick brown fox jumps over the lazy dog")),
            "97yD9DBThCSxMpjmqm-xQ-9NWaFJRhdZl0edvC0aPNg");
  EXPECT_TRUE(SameSecret("ab", "ab"));
  EXPECT_FALSE(SameSecret("ab", "abc"));
  EXPECT_FALSE(SameSecret("ab", "ac"));
  EXPECT_GE(NewSecret().size(), 43U);
}

}  // namespace
}  // namespace harrier::access
