#include "query/fixed_answer.h"

namespace harrier::query {
namespace {

/// The rows of one table, in one chunk.
class FixedStream final : public engine::ResultStream {
 public:
  FixedStream(FixedTable table, std::optional<Error> failure)
      : table_(std::make_shared<FixedTable>(std::move(table))), failure_(std::move(failure)) {}

  const std::vector<plan::Column>& columns() const override { return table_->columns; }
  Result<std::optional<engine::Chunk>> Next() override {
    if (!sent_ && table_->rows() > 0) {
      sent_ = true;
      engine::Chunk chunk;
      chunk.rows = table_->rows();
      for (const runtime::ColumnBuilder& column : table_->cells) chunk.columns.push_back(column.View());
      chunk.owner = table_;
      return chunk;
    }
    if (failure_) return tl::unexpected(*failure_);
    return std::nullopt;
  }
  double progress() const override { return sent_ ? 1 : 0; }

 private:
  std::shared_ptr<FixedTable> table_;
  std::optional<Error> failure_;
  bool sent_ = false;
};

class FixedAnswer final : public Answer {
 public:
  FixedAnswer(std::vector<FixedTable> tables, std::optional<Error> failure)
      : tables_(std::move(tables)), failure_(std::move(failure)) {}

  Result<std::optional<ResultTable>> NextTable() override {
    if (next_ == tables_.size()) return std::nullopt;
    FixedTable& table = tables_[next_++];
    ResultTable result;
    result.name = table.name;
    result.visualization = table.visualization;
    const bool last = next_ == tables_.size();
    result.rows = std::make_unique<FixedStream>(std::move(table), last ? failure_ : std::nullopt);
    return result;
  }

 private:
  std::vector<FixedTable> tables_;
  std::optional<Error> failure_;
  size_t next_ = 0;
};

}  // namespace

FixedTable::FixedTable(const std::vector<std::pair<std::string, Type>>& schema) {
  for (const auto& [name_of, type] : schema) {
    columns.push_back({static_cast<plan::ColumnId>(columns.size()), name_of, type});
    cells.emplace_back(type);
  }
}

void FixedTable::AddRow(const std::vector<Value>& row) {
  HARRIER_CHECK(row.size() == cells.size());
  for (size_t i = 0; i < row.size(); ++i) cells[i].Append(row[i]);
}

std::unique_ptr<Answer> AnswerOf(std::vector<FixedTable> tables, std::optional<Error> failure) {
  return std::make_unique<FixedAnswer>(std::move(tables), std::move(failure));
}

}  // namespace harrier::query
