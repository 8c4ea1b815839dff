#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ingest/record.h"
#include "ingest/table_writer.h"

namespace harrier::ingest {

/// How the user wants fields to become columns (--map), from YAML or JSON:
///   table: Firewall_CL
///   fields: { ts: TimeGenerated, src.ip: SourceIp, debug: null }    null: left out
///   constants: { Vendor: Acme }
/// Fields that it does not name keep their names. A dot leads into nested objects.
class FieldMap {
 public:
  static Result<FieldMap> Parse(const std::string& text);
  static Result<FieldMap> Load(const std::string& path);

  const std::string& table() const { return table_; }
  /// Fills row.fields.
  void Apply(const Record& record, Row& row, Scratch& scratch) const;

 private:
  struct Rule {
    std::string from;
    std::string to;  // empty: left out
  };

  const Rule* Find(std::string_view from) const;
  void Descend(const std::string& prefix, const Field& field, Row& row, Scratch& scratch) const;

  std::string table_;
  std::vector<Rule> rules_;
  std::vector<std::pair<std::string, std::string>> constants_;
};

}  // namespace harrier::ingest
