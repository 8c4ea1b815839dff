#include <array>
#include <unordered_map>

#include "ingest/sources/source.h"

// Exports of advanced hunting in Microsoft Defender XDR. Rows do not name their table, and exports of a union
// have the columns of all: the table that has the most of the columns that hold something is theirs.
namespace harrier::ingest {
namespace {

/// In order of preference where two tables fit alike.
constexpr std::array<std::string_view, 20> kTables = {"DeviceProcessEvents",
                                                      "DeviceNetworkEvents",
                                                      "DeviceFileEvents",
                                                      "DeviceRegistryEvents",
                                                      "DeviceLogonEvents",
                                                      "DeviceImageLoadEvents",
                                                      "DeviceEvents",
                                                      "DeviceInfo",
                                                      "DeviceNetworkInfo",
                                                      "DeviceFileCertificateInfo",
                                                      "IdentityQueryEvents",
                                                      "IdentityLogonEvents",
                                                      "IdentityDirectoryEvents",
                                                      "CloudAppEvents",
                                                      "EmailEvents",
                                                      "EmailAttachmentInfo",
                                                      "EmailUrlInfo",
                                                      "EmailPostDeliveryEvents",
                                                      "AlertEvidence",
                                                      "AlertInfo"};

/// For each column the tables that have it, a bit each.
using Columns = std::unordered_map<std::string_view, uint32_t>;

const Columns& AllColumns() {
  static const auto* const columns = [] {
    auto* const made = new Columns;
    // Kept for good: the names point into it.
    static const auto* const built_in = new catalog::Catalog(catalog::Catalog::BuiltIn());
    for (size_t i = 0; i < kTables.size(); ++i) {
      const catalog::TablePtr table = built_in->FindTable(kTables[i]);
      if (table == nullptr) continue;
      for (const catalog::TableColumn& column : table->columns) (*made)[column.name] |= 1U << i;
    }
    return made;
  }();
  return *columns;
}

std::string_view Plain(std::string_view name) {
  for (const std::string_view suffix : {"_string", "_dynamic", "_long", "_int", "_real", "_bool"}) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

/// Tables that events of an action go to, where columns alone do not tell.
std::string_view TableOfAction(const Record& record) {
  const std::string_view action = record.Text("ActionType");
  const bool device = !record.Text("DeviceId").empty();
  if (device && action == "ProcessCreated") return "DeviceProcessEvents";
  if (device && (action == "ConnectionSuccess" || action == "ConnectionFailed" ||
                 action == "ListeningConnectionCreated" || action == "InboundConnectionAccepted"))
    return "DeviceNetworkEvents";
  if (device && (action == "FileCreated" || action == "FileModified" || action == "FileDeleted" ||
                 action == "FileRenamed"))
    return "DeviceFileEvents";
  if (device && action.starts_with("Registry")) return "DeviceRegistryEvents";
  if (device && (action == "LogonSuccess" || action == "LogonFailed" || action == "LogonAttempted"))
    return "DeviceLogonEvents";
  if (device && action == "ImageLoaded") return "DeviceImageLoadEvents";
  if (device && !action.empty()) return "DeviceEvents";
  return {};
}

bool Matches(const Record& record, SourceContext&) {
  if (!record.Has("Timestamp")) return false;
  const bool acts = record.Has("ActionType") &&
                    (record.Has("DeviceId") || record.Has("AccountObjectId") || record.Has("AccountUpn"));
  return acts || (record.Has("NetworkMessageId") && record.Has("ReportId")) ||
         (record.Has("DeviceId") && record.Has("ReportId")) ||
         (record.Has("AlertId") && record.Has("ServiceSource"));
}

std::string_view Map(const Record& record, SourceContext& context, Row& row, Scratch&) {
  row.table = TableOfAction(record);
  if (row.table.empty()) {
    std::array<size_t, kTables.size()> score{};
    for (const Field& field : record.fields) {
      if (field.is_null() || field.text.empty()) continue;
      const auto found = AllColumns().find(Plain(field.name));
      if (found == AllColumns().end()) continue;
      for (size_t i = 0; i < kTables.size(); ++i) score[i] += found->second >> i & 1;
    }
    row.table = kTables[static_cast<size_t>(std::max_element(score.begin(), score.end()) - score.begin())];
  }
  for (const Field& field : record.fields) {
    if (field.is_null()) continue;
    std::string_view name = field.name;
    if (!context.HasColumn(row.table, name)) {
      const std::string_view plain = Plain(name);
      if (context.HasColumn(row.table, plain) && record.Text(plain).empty()) name = plain;
    }
    // Exports fill the columns of other tables with nothing.
    if (field.text.empty() && !context.HasColumn(row.table, name)) continue;
    Put(row, name, field);
  }
  return {};
}

}  // namespace

const Source kDefender{"defender", "Device*, Identity*, Email*, Alert* tables and CloudAppEvents", false,
                       Matches, Map};

}  // namespace harrier::ingest
