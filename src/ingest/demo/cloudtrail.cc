#include "ingest/demo/cloudtrail.h"

#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {

AwsCaller IamUser(const World& world, Random& random, std::string_view name, std::string_view ip,
                  std::string_view agent) {
  AwsCaller caller;
  caller.type = "IAMUser";
  caller.principal_id = "AIDA" + TextOf(random, kUpperAlphanumeric, 16);
  caller.arn = fmt::format("arn:aws:iam::{}:user/{}", world.aws_account, name);
  caller.user_name = name;
  caller.access_key = "AKIA" + TextOf(random, kUpperAlphanumeric, 16);
  caller.ip = ip;
  caller.user_agent = agent;
  return caller;
}

AwsCaller AssumedRole(const World& world, Random& random, std::string_view role, std::string_view session,
                      std::string_view ip, std::string_view agent) {
  AwsCaller caller;
  caller.type = "AssumedRole";
  caller.principal_id = fmt::format("AROA{}:{}", TextOf(random, kUpperAlphanumeric, 16), session);
  caller.arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", world.aws_account, role, session);
  caller.access_key = "ASIA" + TextOf(random, kUpperAlphanumeric, 16);
  caller.issuer_arn = fmt::format("arn:aws:iam::{}:role/{}", world.aws_account, role);
  caller.issuer_name = role;
  caller.ip = ip;
  caller.user_agent = agent;
  caller.mfa = !agent.starts_with("aws-internal");
  return caller;
}

void WriteCloudTrail(Logs& logs, Random& random, const World& world, int64_t time, const AwsCaller& caller,
                     const AwsCall& call) {
  LogRows& row = logs.Begin(LogTable::kAWSCloudTrail, time);
  row.Text("AwsEventId", GuidText(random))
      .Text("EventVersion", "1.10")
      .Text("EventSource", call.source)
      .Text("EventTypeName", call.name == "ConsoleLogin" ? "AwsConsoleSignIn" : "AwsApiCall")
      .Text("EventName", call.name)
      .Text("UserIdentityType", caller.type)
      .Text("UserIdentityPrincipalid", caller.principal_id)
      .Text("UserIdentityArn", caller.arn)
      .Text("UserIdentityAccountId", world.aws_account)
      .Text("UserIdentityUserName", caller.user_name)
      .Text("UserIdentityAccessKeyId", caller.access_key)
      .Text("RecipientAccountId", world.aws_account)
      .Text("AWSRegion", call.region)
      .Text("SourceIpAddress", caller.ip)
      .Text("UserAgent", caller.user_agent)
      .Text("ErrorCode", call.error_code)
      .Text("ErrorMessage", call.error_message)
      .Text("RequestParameters", call.parameters)
      .Text("ResponseElements", call.response)
      .Text("AdditionalEventData", call.additional)
      .Text("Resources", call.resources)
      .Text("AwsRequestId", TextOf(random, kUpperAlphanumeric, 16))
      .Bool("ReadOnly", call.read_only)
      .Bool("ManagementEvent", !call.data_event)
      .Text("Category", call.data_event ? "Data" : "Management")
      .Text("TlsVersion", "TLSv1.3")
      .Text("CipherSuite", "TLS_AES_128_GCM_SHA256")
      .Bool("SessionMfaAuthenticated", caller.mfa);
  if (!caller.issuer_arn.empty()) {
    row.Text("SessionIssuerType", "Role")
        .Text("SessionIssuerArn", caller.issuer_arn)
        .Text("SessionIssuerUserName", caller.issuer_name)
        .Text("SessionIssuerAccountId", world.aws_account)
        .Time("SessionCreationDate", DayStart(time));
  }
}

}  // namespace harrier::ingest::demo
