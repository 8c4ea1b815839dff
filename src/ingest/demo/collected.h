#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/batch_sink.h"

namespace harrier::ingest::demo {

/// Generated rows kept in memory, for tests to look at.
class Collected final : public BatchSink {
 public:
  Status Accept(runtime::Batch batch) override;

  const std::vector<std::string>& tables() const { return order_; }
  size_t rows(std::string_view table) const;
  size_t all_rows() const;
  const std::vector<runtime::Batch>& batches(std::string_view table) const {
    return tables_.find(table)->second;
  }

  /// Calls `see(cell)` for each row; `cell(column)` gives a string column's text, "" where the batch lacks
  /// it.
  template <typename See>
  void Each(std::string_view table, const std::vector<std::string>& columns, See see) const {
    for (const runtime::Batch& batch : batches(table)) {
      const std::vector<const runtime::ColumnBuilder*> cells = Find(batch, columns);
      std::vector<std::string> row(columns.size());
      for (size_t i = 0; i < batch.rows(); ++i) {
        for (size_t c = 0; c < columns.size(); ++c)
          row[c] = cells[c] == nullptr ? std::string() : Text(*cells[c], i);
        see(row);
      }
    }
  }

 private:
  static std::vector<const runtime::ColumnBuilder*> Find(const runtime::Batch& batch,
                                                         const std::vector<std::string>& columns);
  static std::string Text(const runtime::ColumnBuilder& cells, size_t row);

  std::map<std::string, std::vector<runtime::Batch>, std::less<>> tables_;
  std::vector<std::string> order_;
};

}  // namespace harrier::ingest::demo
