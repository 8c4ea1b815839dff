#include "access/json_object.h"
#include "access/oidc/id_token.h"
#include "access/oidc/metadata.h"
#include "access/oidc/person.h"

// What a provider of logins may send: its description, its keys, a token, and the claims of one. Nothing
// crashes, and no token is taken that was not signed.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace oidc = harrier::access::oidc;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  // A key of P-256, so that signatures are looked at too.
  static const auto known =
      oidc::ReadKeySet(
          R"({"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",)"
          R"("y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}]})")
          .value();
  HARRIER_CHECK(known.size() == 1);
  HARRIER_CHECK(!oidc::CheckIdToken(bytes, known, {"https://idp.example", "harrier", "n", 1'767'225'600}));
  if (const auto keys = oidc::ReadKeySet(bytes)) {
    for (const oidc::JsonWebKey& key : *keys) {
      for (const auto algorithm : {oidc::Algorithm::kRs256, oidc::Algorithm::kPs256, oidc::Algorithm::kEs256})
        (void)key.Verifies(algorithm, "text", bytes.substr(0, 512));
    }
  }
  (void)oidc::ReadMetadata(bytes, "https://idp.example", [](std::string_view) { return true; });
  oidc::Settings settings;
  settings.name_claim = "preferred_username";
  settings.roles_claim = "realm_access.roles";
  settings.roles = {{"hunters", "Contributor", ""}};
  if (harrier::access::JsonObject::Of(bytes)) (void)oidc::PersonOf({"s", std::string(bytes)}, settings);
  return 0;
}
