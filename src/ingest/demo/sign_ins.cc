#include "ingest/demo/sign_ins.h"

#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

std::string_view ResultText(int result) {
  switch (result) {
    case 0:
      return "";
    case 50126:
      return "Invalid username or password or Invalid on-premise username or password.";
    case 50074:
      return "Strong Authentication is required.";
    case 50053:
      return "Account is locked because user tried to sign in too many times with an incorrect user ID or "
             "password.";
    case 500121:
      return "Authentication failed during strong authentication request.";
    default:
      return "Other";
  }
}

std::string DeviceJson(const SignIn& s) {
  if (s.device == nullptr) {
    return fmt::format(R"({{"deviceId":"","operatingSystem":"{}","browser":"{}"}})", s.operating_system,
                       s.browser);
  }
  return fmt::format(
      R"({{"deviceId":"{}","displayName":"{}","operatingSystem":"{}","browser":"{}","isCompliant":true,)"
      R"("isManaged":true,"trustType":"Hybrid Azure AD joined"}})",
      s.device->aad_device_id, s.device->name, s.operating_system, s.browser);
}

std::string LocationJson(const Place& p) {
  return fmt::format(
      R"({{"city":"{}","state":"{}","countryOrRegion":"{}","geoCoordinates":{{"latitude":{},"longitude":{}}}}})",
      p.city, p.state, p.country, p.latitude, p.longitude);
}

std::string PoliciesJson(const SignIn& s) {
  const std::string_view result = s.result == 0 ? "success" : s.result == 50126 ? "notApplied" : "failure";
  return fmt::format(
      R"([{{"id":"4f5c1c1b-6f1a-4b62-8f0e-0b9a4d5f6c11","displayName":"Require MFA for all users",)"
      R"("enforcedGrantControls":["Mfa"],"enforcedSessionControls":[],"result":"{}"}},)"
      R"({{"id":"a1f0a7be-7f7d-4c8f-9a49-2f6f6f0ad8b2","displayName":"Block legacy authentication",)"
      R"("enforcedGrantControls":["Block"],"enforcedSessionControls":[],"result":"notApplied"}}])",
      result);
}

std::string AuthenticationJson(const SignIn& s, const std::string& when) {
  const char* second = s.person->authenticator ? "Mobile app notification" : "Text message";
  std::string steps = fmt::format(
      R"([{{"authenticationStepDateTime":"{}","authenticationMethod":"{}","succeeded":{},"authenticationStepRequirement":"Primary authentication"}})",
      when, s.fresh_mfa || s.result != 0 ? "Password" : "Previously satisfied",
      s.result == 50126 ? "false" : "true");
  if (s.fresh_mfa) {
    steps += fmt::format(
        R"(,{{"authenticationStepDateTime":"{}","authenticationMethod":"{}","succeeded":{},"authenticationStepRequirement":"Multifactor authentication"}})",
        when, second, s.result == 0 ? "true" : "false");
  }
  return steps + "]";
}

LogRows& Common(Logs& logs, Random& random, const World& world, const SignIn& s, LogTable table,
                bool interactive) {
  const Person& p = *s.person;
  const std::string description(ResultText(s.result));
  return logs.Begin(table, s.time)
      .Text("OperationName", "Sign-in activity")
      .Text("Category", interactive ? "SignInLogs" : "NonInteractiveUserSignInLogs")
      .Text("ResultType", std::to_string(s.result))
      .Text("ResultSignature", s.result == 0 ? "SUCCESS" : "FAILURE")
      .Text("ResultDescription", description)
      .Text("CorrelationId", GuidText(random))
      .Text("Id", GuidText(random))
      .Text("Identity", p.account.display)
      .Text("Location", s.from.country)
      .Text("AADTenantId", world.tenant_id)
      .Text("ResourceTenantId", world.tenant_id)
      .Text("HomeTenantId", world.tenant_id)
      .Text("AppDisplayName", s.app->name)
      .Text("AppId", s.app->id)
      .Text("ResourceDisplayName", s.app->resource)
      .Text("ResourceIdentity", s.app->resource_id)
      .Text("AuthenticationRequirement", "multiFactorAuthentication")
      .Text("AuthenticationDetails", AuthenticationJson(s, IsoTime(s.time)))
      .Text("ClientAppUsed", s.client)
      .Text("ConditionalAccessStatus", s.result == 0       ? "success"
                                       : s.result == 50126 ? "notApplied"
                                                           : "failure")
      .Time("CreatedDateTime", s.time)
      .Bool("IsInteractive", interactive)
      .Text("IPAddress", s.from.ip)
      .Text("AutonomousSystemNumber", std::to_string(s.from.asn))
      .Text("UserAgent", s.user_agent)
      .Text("UserDisplayName", p.account.display)
      .Text("UserId", p.account.object_id)
      .Text("UserPrincipalName", p.account.upn)
      .Text("UserType", "Member")
      .Text("SessionId", s.session_id)
      .Text("UniqueTokenIdentifier", TextOf(random, kLowerAlphanumeric, 22))
      .Text("RiskLevelDuringSignIn", s.risk)
      .Text("RiskLevelAggregated", s.risk)
      .Text("RiskState", s.risk == "none" ? "none" : "atRisk")
      .Text("RiskDetail", "none")
      .Text("RiskEventTypes", s.risk_events)
      .Text("RiskEventTypes_V2", s.risk_events)
      .Text("TokenIssuerType", "AzureAD")
      .Text("CrossTenantAccessType", "none")
      .Text("IncomingTokenType", interactive ? "none" : "refreshToken")
      .Text("AuthenticationProtocol", "none");
}

}  // namespace

void WriteSignIn(Logs& logs, Random& random, const World& world, const SignIn& s) {
  const std::string detail = s.result != 0 ? ""
                             : s.fresh_mfa ? "MFA completed in Azure AD"
                                           : "MFA requirement satisfied by claim in the token";
  LogRows& row = Common(logs, random, world, s, LogTable::kSigninLogs, true);
  row.Json("ConditionalAccessPolicies", PoliciesJson(s))
      .Json("DeviceDetail", DeviceJson(s))
      .Json("LocationDetails", LocationJson(s.from))
      .Json("MfaDetail",
            s.fresh_mfa ? fmt::format(R"({{"authMethod":"{}","authDetail":""}})",
                                      s.person->authenticator ? "Mobile app notification" : "Text message")
                        : std::string("{}"))
      .Json("Status", fmt::format(R"({{"errorCode":{},"failureReason":"{}","additionalDetails":"{}"}})",
                                  s.result, s.result == 0 ? "Other." : ResultText(s.result), detail))
      .Bool("IsRisky", s.risk != "none")
      .Text("ProcessingTimeInMilliseconds", std::to_string(random.Between(60, 900)));
}

void WriteTokenUse(Logs& logs, Random& random, const World& world, const SignIn& s) {
  Common(logs, random, world, s, LogTable::kAADNonInteractiveUserSignInLogs, false)
      .Text("ConditionalAccessPolicies", PoliciesJson(s))
      .Text("DeviceDetail", DeviceJson(s))
      .Text("LocationDetails", LocationJson(s.from))
      .Text("Status", fmt::format(R"({{"errorCode":{}}})", s.result))
      .Text("ProcessingTimeInMs", std::to_string(random.Between(30, 400)));
}

}  // namespace harrier::ingest::demo
