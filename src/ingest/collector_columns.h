#pragma once

#include <map>
#include <string>
#include <string_view>

#include "catalog/catalog.h"
#include "ingest/record.h"
#include "ingest/table_writer.h"

namespace harrier::ingest {

/// Names columns as the HTTP Data Collector API does (Azure Monitor docs, Data Collector API, record type and
/// properties): a field's name with a suffix for its type: _s string, _d number, _b bool, _t time, _g guid.
class CollectorColumns {
 public:
  /// `table` null: there is none yet. `time_field` tells when an event happened; `resource` is its
  /// _ResourceId. Either may be empty.
  CollectorColumns(catalog::TablePtr table, std::string time_field, std::string resource)
      : table_(std::move(table)), time_field_(std::move(time_field)), resource_(std::move(resource)) {}

  void Apply(const Record& record, Row& row);

 private:
  /// A column that takes the field: of its own type, or one of another type that its value fits, or a new
  /// one.
  const catalog::TableColumn& ColumnFor(const Field& field);
  const catalog::TableColumn* Known(std::string_view name, std::string_view suffix) const;

  catalog::TablePtr table_;
  std::string time_field_;
  std::string resource_;
  /// Columns that this text has used or made, by name.
  std::map<std::string, catalog::TableColumn, std::less<>> used_;
};

}  // namespace harrier::ingest
