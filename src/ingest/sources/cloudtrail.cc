#include <unordered_map>

#include "ingest/json_record.h"
#include "ingest/sources/source.h"

// AWS documentation, CloudTrail record contents.
namespace harrier::ingest {
namespace {

const std::unordered_map<std::string_view, std::string_view>& Names() {
  static const auto* const names = new std::unordered_map<std::string_view, std::string_view>{
      {"eventTime", "TimeGenerated"},
      {"eventID", "AwsEventId"},
      {"eventVersion", "EventVersion"},
      {"eventSource", "EventSource"},
      {"eventType", "EventTypeName"},
      {"eventName", "EventName"},
      {"awsRegion", "AWSRegion"},
      {"sourceIPAddress", "SourceIpAddress"},
      {"userAgent", "UserAgent"},
      {"errorCode", "ErrorCode"},
      {"errorMessage", "ErrorMessage"},
      {"requestParameters", "RequestParameters"},
      {"responseElements", "ResponseElements"},
      {"additionalEventData", "AdditionalEventData"},
      {"requestID", "AwsRequestId"},
      {"resources", "Resources"},
      {"apiVersion", "APIVersion"},
      {"readOnly", "ReadOnly"},
      {"recipientAccountId", "RecipientAccountId"},
      {"serviceEventDetails", "ServiceEventDetails"},
      {"sharedEventID", "SharedEventId"},
      {"vpcEndpointId", "VpcEndpointId"},
      {"managementEvent", "ManagementEvent"},
      {"eventCategory", "Category"},
  };
  return *names;
}

const std::unordered_map<std::string_view, std::string_view>& IdentityNames() {
  static const auto* const names = new std::unordered_map<std::string_view, std::string_view>{
      {"type", "UserIdentityType"},
      {"principalId", "UserIdentityPrincipalid"},
      {"arn", "UserIdentityArn"},
      {"accountId", "UserIdentityAccountId"},
      {"invokedBy", "UserIdentityInvokedBy"},
      {"accessKeyId", "UserIdentityAccessKeyId"},
      {"userName", "UserIdentityUserName"},
  };
  return *names;
}

bool Matches(const Record& record, SourceContext&) {
  return record.Has("eventSource") && record.Has("eventName") &&
         (record.Has("awsRegion") || record.Has("eventVersion"));
}

void MapSession(std::string_view json, Row& row, Scratch& scratch) {
  std::vector<Field> session;
  ReadObject(json, session, scratch);
  for (const Field& part : session) {
    std::vector<Field> inner;
    if (part.kind != FieldKind::kJson || !ReadObject(part.text, inner, scratch)) continue;
    for (const Field& field : inner) {
      if (field.name == "mfaAuthenticated") Put(row, "SessionMfaAuthenticated", field);
      if (field.name == "creationDate") Put(row, "SessionCreationDate", field);
      if (part.name != "sessionIssuer") continue;
      if (field.name == "type") Put(row, "SessionIssuerType", field);
      if (field.name == "principalId") Put(row, "SessionIssuerPrincipalId", field);
      if (field.name == "arn") Put(row, "SessionIssuerArn", field);
      if (field.name == "accountId") Put(row, "SessionIssuerAccountId", field);
      if (field.name == "userName") Put(row, "SessionIssuerUserName", field);
    }
  }
}

void MapTls(std::string_view json, Row& row, Scratch& scratch) {
  std::vector<Field> fields;
  ReadObject(json, fields, scratch);
  for (const Field& field : fields) {
    if (field.name == "tlsVersion") Put(row, "TlsVersion", field);
    if (field.name == "cipherSuite") Put(row, "CipherSuite", field);
    if (field.name == "clientProvidedHostHeader") Put(row, "ClientProvidedHostHeader", field);
  }
}

std::string_view Map(const Record& record, SourceContext&, Row& row, Scratch& scratch) {
  row.table = "AWSCloudTrail";
  if (!record.Has("eventTime") && record.Has("@timestamp"))
    Put(row, "TimeGenerated", *record.Find("@timestamp"));
  for (const Field& field : record.fields) {
    if (field.is_null()) continue;
    std::vector<Field> identity;
    const auto name = Names().find(field.name);
    if (name != Names().end()) {
      Put(row, name->second, field);
    } else if (field.name == "userIdentity" && ReadObject(field.text, identity, scratch)) {
      for (const Field& part : identity) {
        const auto known = IdentityNames().find(part.name);
        if (known != IdentityNames().end()) Put(row, known->second, part);
        if (part.name == "sessionContext" && !part.is_null()) MapSession(part.text, row, scratch);
      }
    } else if (field.name == "tlsDetails" && field.kind == FieldKind::kJson) {
      MapTls(field.text, row, scratch);
    } else {
      Put(row, field.name, field);
    }
  }
  return {};
}

}  // namespace

const Source kCloudTrail{"cloudtrail", "AWSCloudTrail", false, Matches, Map};

}  // namespace harrier::ingest
