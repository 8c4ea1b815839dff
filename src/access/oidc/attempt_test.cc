#include "access/oidc/attempt.h"

#include <gtest/gtest.h>

#include "access/oidc/metadata.h"
#include "access/oidc/person.h"
#include "access/oidc/spent.h"
#include "access/secret.h"

namespace harrier::access::oidc {
namespace {

constexpr int64_t kNow = 1'767'225'600;

Settings Usual() {
  Settings settings;
  settings.issuer = "https://idp.example";
  settings.client_id = "harrier & more";
  settings.scopes = {"openid", "profile"};
  settings.name_claim = "preferred_username";
  settings.roles_claim = "groups";
  return settings;
}

TEST(Attempt, StaysInItsBrowserForTenMinutes) {
  const std::string key = RandomBytes(32);
  const Attempt attempt = NewAttempt("https://localhost/cb", "/hunts?x=1#y", kNow);
  const std::string sealed = SealAttempt(key, attempt).value();
  const Attempt again = UnsealAttempt(key, sealed, kNow + 599).value();
  EXPECT_EQ(again.state, attempt.state);
  EXPECT_EQ(again.nonce, attempt.nonce);
  EXPECT_EQ(again.verifier, attempt.verifier);
  EXPECT_EQ(again.redirect, "https://localhost/cb");
  EXPECT_EQ(again.return_to, "/hunts?x=1#y");
  EXPECT_FALSE(UnsealAttempt(key, sealed, kNow + 600));
  EXPECT_FALSE(UnsealAttempt(RandomBytes(32), sealed, kNow));
  EXPECT_FALSE(UnsealAttempt(key, "", kNow));
  // What the same key sealed for another use.
  EXPECT_FALSE(UnsealAttempt(key, Seal(key, R"({"state":"x","until":99999999999})").value(), kNow));
  EXPECT_EQ(sealed.find(attempt.state), std::string::npos);
  EXPECT_NE(NewAttempt("", "", kNow).state, attempt.state);
}

TEST(Attempt, IsAskedWithAllThatBindsIt) {
  Attempt attempt{"st", "no", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "https://localhost:8443/cb",
                  "/",  0};
  // The challenge is that of RFC 7636, appendix B.
  EXPECT_EQ(
      AuthorizationUrl("https://idp.example/auth", Usual(), attempt),
      "https://idp.example/auth?response_type=code&client_id=harrier%20%26%20more&redirect_uri=https%3A%2F%2F"
      "localhost%3A8443%2Fcb&scope=openid%20profile&state=st&nonce=no&code_challenge="
      "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
  EXPECT_TRUE(AuthorizationUrl("https://idp.example/auth?p=1", Usual(), attempt)
                  .starts_with("https://idp.example/auth?p=1&response_type=code&"));
  EXPECT_EQ(
      TokenForm("c&d", Usual(), attempt),
      "grant_type=authorization_code&code=c%26d&redirect_uri=https%3A%2F%2Flocalhost%3A8443%2Fcb&client_id="
      "harrier%20%26%20more&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

TEST(SafeReturn, LeadsNowhereElse) {
  for (const char* path : {"/", "/hunts/1?x=%2F#part", "/a//b"}) EXPECT_EQ(SafeReturn(path), path);
  for (const char* path : {"", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example",
                           "https://evil.example", "evil.example", "javascript:alert(1)", "/\t/evil.example",
                           "/a\r\nSet-Cookie: x", " /a", "/\xc3\xa9", "@evil.example"}) {
    EXPECT_EQ(SafeReturn(path), "/") << path;
  }
  EXPECT_EQ(SafeReturn("/" + std::string(2000, 'a')), "/");
}

TEST(Spent, IsTakenOnce) {
  Spent spent;
  EXPECT_TRUE(spent.Take("a", kNow + 10, kNow));
  EXPECT_FALSE(spent.Take("a", kNow + 10, kNow + 9));
  EXPECT_TRUE(spent.Take("b", kNow + 10, kNow));
  for (int i = 0; i < 20'000; ++i) (void)spent.Take(std::to_string(i), kNow + 10, kNow);
  EXPECT_FALSE(spent.Take("more", kNow + 10, kNow));
  EXPECT_TRUE(spent.Take("more", kNow + 20, kNow + 10));
}

TEST(Metadata, IsOfTheIssuerAndOfAllowedHosts) {
  const auto read = [](const std::string& token_endpoint, const std::string& more = "",
                       const std::string& issuer = "https://idp.example") {
    return ReadMetadata(
        R"({"issuer":")" + issuer +
            R"(","authorization_endpoint":"https://idp.example/a","jwks_uri":"https://idp.example/k",)" +
            R"("token_endpoint":")" + token_endpoint + "\"" + more + "}",
        "https://idp.example",
        [](std::string_view url) { return url.find("idp.example") != std::string_view::npos; });
  };
  const Metadata metadata = read("https://idp.example/t").value();
  EXPECT_EQ(metadata.token_endpoint, "https://idp.example/t");
  EXPECT_FALSE(metadata.secret_in_body);
  EXPECT_FALSE(metadata.names_itself);
  EXPECT_TRUE(
      read("https://idp.example/t", R"(,"token_endpoint_auth_methods_supported":["client_secret_post"])")
          ->secret_in_body);
  EXPECT_TRUE(read("https://idp.example/t", R"(,"authorization_response_iss_parameter_supported":true)")
                  ->names_itself);
  EXPECT_FALSE(read("http://idp.example/t"));
  EXPECT_FALSE(read(""));
  EXPECT_NE(read("https://tokens.example/t?a=b").error().message.find("oidc.hosts"), std::string::npos);
  EXPECT_NE(read("https://idp.example/t", "", "https://idp.example/").error().message.find("oidc.issuer"),
            std::string::npos);
  EXPECT_FALSE(ReadMetadata("<html>", "https://idp.example", [](std::string_view) { return true; }));
  EXPECT_EQ(DiscoveryUrl("https://idp.example/realms/a/"),
            "https://idp.example/realms/a/.well-known/openid-configuration");
}

TEST(Person, IsMadeOfClaims) {
  Settings settings = Usual();
  settings.roles = {{"hunters", "Contributor", ""}, {"cn=soc,dc=x", "Reader", "w1"}};
  const Person person =
      PersonOf(
          {"s-1", R"({"preferred_username":"ann","name":"Ann A","email":"a@x","groups":["else","hunters"]})"},
          settings)
          .value();
  EXPECT_EQ(person.issuer, "https://idp.example");
  EXPECT_EQ(person.subject, "s-1");
  EXPECT_EQ(person.name, "ann");
  EXPECT_EQ(person.display_name, "Ann A");
  EXPECT_EQ(person.email, "a@x");
  EXPECT_EQ(person.roles, (std::vector<GivenRole>{{"Contributor", ""}}));
  settings.default_role = "Reader";
  EXPECT_EQ(
      PersonOf(
          {"s",
           R"({"preferred_username":"a","groups":"cn=soc,dc=x","email":"a@x","email_verified":"false"})"},
          settings)
          ->roles,
      (std::vector<GivenRole>{{"Reader", ""}, {"Reader", "w1"}}));
  EXPECT_EQ(
      PersonOf({"s", R"({"preferred_username":"a","email":"a@x","email_verified":false})"}, settings)->email,
      "");
  settings.roles_claim = "realm_access.roles";
  EXPECT_EQ(PersonOf({"s", R"({"preferred_username":"a","realm_access":{"roles":["hunters"]}})"}, settings)
                ->roles.size(),
            2U);
  // Groups that merely begin so, or are no texts, are none.
  EXPECT_EQ(
      PersonOf(
          {"s",
           R"({"preferred_username":"a","realm_access":{"roles":["hunters2",["hunters"],{"a":"hunters"}]}})"},
          settings)
          ->roles.size(),
      1U);
}

TEST(Person, IsRefusedWithTheSettingThatMayBeWrong) {
  Settings settings = Usual();
  const auto why = [&](const char* claims) {
    const auto person = PersonOf({"s", claims}, settings);
    return person ? std::string() : person.error().message;
  };
  EXPECT_NE(why("{}").find("oidc.claim"), std::string::npos);
  EXPECT_NE(why(R"({"preferred_username":"a\u0000b"})").find("oidc.claim"), std::string::npos);
  EXPECT_NE(why(R"({"preferred_username":7})").find("oidc.claim"), std::string::npos);
  settings.roles = {{"hunters", "Contributor", ""}};
  EXPECT_NE(why(R"({"preferred_username":"a","_claim_names":{"groups":"src1"}})").find("too long"),
            std::string::npos);
  EXPECT_EQ(why(R"({"preferred_username":"a"})"), "");
  settings.name_claim = "email";
  EXPECT_NE(why(R"({"email":"a@x","email_verified":false})").find("verified"), std::string::npos);
}

}  // namespace
}  // namespace harrier::access::oidc
