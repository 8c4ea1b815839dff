#include "ingest/sources/source.h"

#include <array>

namespace harrier::ingest {

std::span<const Source> Sources() {
  static const auto* const sources = new std::array<Source, 15>{
      kSentinelExport, kWindowsEvents, kCloudTrail, kSuricata,     kZeek, kPlaso,  kOffice, kAzureDiagnostics,
      kEntraGraph,     kDefender,      kS3Access,   kVelociraptor, kKape, kAuditd, kSyslog};
  return *sources;
}

bool SourceContext::HasColumn(const std::string& table, std::string_view column) {
  const auto [found, fresh] = columns_.try_emplace(table);
  if (fresh) {
    if (const catalog::TablePtr known = catalog_->FindTable(table)) {
      for (const catalog::TableColumn& c : known->columns) found->second.insert(c.name);
    }
  }
  return found->second.contains(column);
}

std::string_view BaseName(std::string_view file) {
  return file.substr(file.rfind('/') + 1);
}

std::string TableName(std::string_view prefix, std::string_view name, std::string_view suffix) {
  std::string out(prefix);
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out += plain ? c : '_';
  }
  return out.append(suffix);
}

}  // namespace harrier::ingest
