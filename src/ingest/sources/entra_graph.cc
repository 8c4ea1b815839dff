#include <unordered_map>

#include "ingest/json_record.h"
#include "ingest/sources/source.h"

// Microsoft Graph documentation, signIn and directoryAudit resource types; and exports of AuditLogs whose
// column Type was overwritten.
namespace harrier::ingest {
namespace {

bool IsAudit(const Record& record) {
  return (record.Has("activityDisplayName") &&
          (record.Has("targetResources") || record.Has("initiatedBy"))) ||
         (record.Has("ActivityDisplayName") && record.Has("LoggedByService") &&
          record.Has("TargetResources"));
}

bool IsSignIn(const Record& record) {
  return record.Has("createdDateTime") && record.Has("appDisplayName") &&
         (record.Has("userPrincipalName") || record.Has("servicePrincipalName"));
}

bool Matches(const Record& record, SourceContext&) {
  return IsAudit(record) || IsSignIn(record);
}

void MapSignIn(const Record& record, Row& row, Scratch& scratch) {
  row.table = record.Text("userPrincipalName").empty() ? "AADServicePrincipalSignInLogs" : "SigninLogs";
  for (const Field& field : record.fields) {
    std::vector<Field> inner;
    if (field.name == "createdDateTime") {
      Put(row, "TimeGenerated", field);
      Put(row, "CreatedDateTime", field);
    } else if (field.name == "location" && ReadObject(field.text, inner, scratch)) {
      Put(row, "LocationDetails", field);
      for (const Field& part : inner) {
        if (part.name == "countryOrRegion") Put(row, "Location", part);
      }
    } else if (field.name == "status" && ReadObject(field.text, inner, scratch)) {
      Put(row, "Status", field);
      for (const Field& part : inner) {
        if (part.name == "errorCode") Put(row, "ResultType", part);
        if (part.name == "failureReason") Put(row, "ResultDescription", part);
      }
    } else if (field.name == "ipAddress") {
      Put(row, "IPAddress", field);
    } else {
      Put(row, field.name, field);
    }
  }
}

void MapAudit(const Record& record, Row& row) {
  row.table = "AuditLogs";
  if (record.Text("TimeGenerated").empty()) {
    if (const Field* time = record.Find("activityDateTime")) Put(row, "TimeGenerated", *time);
  }
  for (const Field& field : record.fields) {
    if (field.name == "operationType") {
      Put(row, "AADOperationType", field);
    } else if (field.name == "activityDisplayName") {
      Put(row, "ActivityDisplayName", field);
      Put(row, "OperationName", field);
    } else {
      Put(row, field.name, field);
    }
  }
}

std::string_view Map(const Record& record, SourceContext&, Row& row, Scratch& scratch) {
  row.any_case = true;
  if (IsSignIn(record)) {
    MapSignIn(record, row, scratch);
  } else {
    MapAudit(record, row);
  }
  return {};
}

}  // namespace

const Source kEntraGraph{"entra_graph", "SigninLogs, AADServicePrincipalSignInLogs, AuditLogs", false,
                         Matches, Map};

}  // namespace harrier::ingest
