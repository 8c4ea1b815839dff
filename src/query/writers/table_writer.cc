#include <algorithm>

#include "query/writers/cell_text.h"
#include "query/writers/display_text.h"
#include "query/writers/row_writer.h"

namespace harrier::query {
namespace {

/// Rows that are kept back to find out how wide the columns are.
constexpr size_t kSample = 1000;
constexpr size_t kGap = 2;
/// Columns are not squeezed below this; what then does not fit is left out.
constexpr size_t kNarrowest = 8;
/// Wide enough for any text, even where the terminal is wider.
constexpr size_t kWidest = 2000;

class TableWriter final : public RowWriter {
 public:
  TableWriter(std::ostream& out, TableStyle style) : out_(out), style_(style) {}

  void Begin(const std::vector<plan::Column>& columns) override {
    for (const plan::Column& column : columns) {
      names_.push_back(DisplayText(column.name));
      right_.push_back(IsNumeric(column.type) || column.type == Type::kTimespan);
    }
  }

  void Rows(const engine::Chunk& chunk) override {
    std::string cell;
    for (size_t row = 0; row < chunk.rows; ++row) {
      std::vector<std::string> cells;
      cells.reserve(chunk.columns.size());
      for (const runtime::ColumnView& column : chunk.columns) {
        cell.clear();
        AppendTextCell(cell, column, row);
        cells.push_back(DisplayText(cell));
      }
      if (settled_) {
        WriteRow(cells);
      } else {
        sample_.push_back(std::move(cells));
        if (sample_.size() == kSample) Settle();
      }
    }
  }

  void End() override {
    if (!settled_) Settle();
    if (hidden_ > 0)
      out_ << fmt::format("… and {} more column{} to the right\n", hidden_, hidden_ == 1 ? "" : "s");
    out_.flush();
  }

 private:
  void Settle() {
    settled_ = true;
    for (size_t i = 0; i < names_.size(); ++i) {
      size_t width = DisplayWidth(names_[i]);
      for (const auto& cells : sample_) width = std::max(width, DisplayWidth(cells[i]));
      widths_.push_back(std::min(width, kWidest));
    }
    if (style_.width > 0) Squeeze();
    std::string line = style_.color ? "\x1b[1m" : "";
    AppendRow(line, names_);
    if (style_.color) line += "\x1b[0m";
    line += '\n';
    if (style_.color) line += "\x1b[2m";
    for (size_t i = 0; i < widths_.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      for (size_t k = 0; k < widths_[i]; ++k) line += "─";
    }
    if (style_.color) line += "\x1b[0m";
    out_ << line << '\n';
    for (const auto& cells : sample_) WriteRow(cells);
    sample_.clear();
  }

  /// Takes from the widest columns first, then leaves out the last ones.
  void Squeeze() {
    const auto total = [&] {
      size_t sum = widths_.empty() ? 0 : kGap * (widths_.size() - 1);
      for (const size_t width : widths_) sum += width;
      return sum;
    };
    while (total() > style_.width) {
      const auto widest = std::max_element(widths_.begin(), widths_.end());
      if (*widest > kNarrowest) {
        --*widest;
      } else if (widths_.size() > 1) {
        widths_.pop_back();
        ++hidden_;
      } else {
        break;
      }
    }
    if (hidden_ == 0) return;
    // What leaving out set free goes to the columns that are there.
    for (size_t i = 0; i < widths_.size() && total() < style_.width; ++i) {
      size_t wanted = DisplayWidth(names_[i]);
      for (const auto& cells : sample_) wanted = std::max(wanted, DisplayWidth(cells[i]));
      widths_[i] += std::min(style_.width - total(), wanted > widths_[i] ? wanted - widths_[i] : 0);
    }
  }

  void AppendRow(std::string& line, const std::vector<std::string>& cells) const {
    for (size_t i = 0; i < widths_.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      const std::string text = Truncated(cells[i], widths_[i]);
      const size_t fill = widths_[i] - DisplayWidth(text);
      if (right_[i]) line.append(fill, ' ');
      line += text;
      if (!right_[i] && i + 1 < widths_.size()) line.append(fill, ' ');
    }
  }

  void WriteRow(const std::vector<std::string>& cells) {
    std::string line;
    AppendRow(line, cells);
    out_ << line << '\n';
  }

  std::ostream& out_;
  TableStyle style_;
  std::vector<std::string> names_;
  std::vector<bool> right_;
  std::vector<size_t> widths_;
  size_t hidden_ = 0;
  bool settled_ = false;
  std::vector<std::vector<std::string>> sample_;
};

}  // namespace

std::unique_ptr<RowWriter> MakeTableWriter(std::ostream& out, TableStyle style) {
  return std::make_unique<TableWriter>(out, style);
}

}  // namespace harrier::query
