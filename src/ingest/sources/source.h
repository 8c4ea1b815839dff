#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

#include "catalog/catalog.h"
#include "ingest/record.h"
#include "ingest/table_writer.h"

namespace harrier::ingest {

/// What a source may look at besides the event.
class SourceContext {
 public:
  explicit SourceContext(catalog::CatalogPtr catalog) : catalog_(std::move(catalog)) {}

  const catalog::Catalog& catalog() const { return *catalog_; }
  bool HasColumn(const std::string& table, std::string_view column);

  /// Of the file that the event is from: "a.zip/logs/b.json".
  std::string file;
  /// The table that the user asked for; may be empty.
  std::string wanted_table;
  /// In ticks; for logs that leave out the year.
  int64_t now = 0;

 private:
  catalog::CatalogPtr catalog_;
  std::map<std::string, std::unordered_set<std::string_view>> columns_;
};

/// One kind of logs: how to tell it, and how its events become rows.
struct Source {
  std::string_view name;
  /// Where its events go, for the documentation.
  std::string_view tables;
  /// Whether its tables (_CL) are made when they are not there.
  bool makes_tables = false;
  bool (*matches)(const Record& record, SourceContext& context) = nullptr;
  /// Writes the row; its texts may be the record's or made in `scratch`. Returns "" or why it cannot be one.
  std::string_view (*map)(const Record& record, SourceContext& context, Row& row, Scratch& scratch) = nullptr;
};

/// All sources, in the order in which they are tried.
std::span<const Source> Sources();

// One a file.
extern const Source kSentinelExport;
extern const Source kWindowsEvents;
extern const Source kCloudTrail;
extern const Source kSuricata;
extern const Source kZeek;
extern const Source kPlaso;
extern const Source kOffice;
extern const Source kAzureDiagnostics;
extern const Source kEntraGraph;
extern const Source kDefender;
extern const Source kS3Access;
extern const Source kVelociraptor;
extern const Source kKape;
extern const Source kAuditd;
extern const Source kSyslog;

/// The last part of a file's name, without folders.
std::string_view BaseName(std::string_view file);

/// A name for a table: letters, digits and '_', everything else made '_'.
std::string TableName(std::string_view prefix, std::string_view name, std::string_view suffix);

/// Adds a field with a text, unless it is empty.
inline void Put(Row& row, std::string_view name, std::string_view text) {
  if (!text.empty()) row.fields.push_back({name, FieldKind::kString, text});
}

/// Adds a field under another name, unless it is null.
inline void Put(Row& row, std::string_view name, const Field& field) {
  if (!field.is_null()) row.fields.push_back({name, field.kind, field.text});
}

}  // namespace harrier::ingest
