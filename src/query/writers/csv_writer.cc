#include "query/writers/cell_text.h"
#include "query/writers/row_writer.h"

namespace harrier::query {
namespace {

class CsvWriter final : public RowWriter {
 public:
  explicit CsvWriter(std::ostream& out) : out_(out) {}

  void Begin(const std::vector<plan::Column>& columns) override {
    std::string line;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) line += ',';
      AppendField(line, columns[i].name);
    }
    out_ << line << "\r\n";
  }

  void Rows(const engine::Chunk& chunk) override {
    std::string text;
    std::string cell;
    for (size_t row = 0; row < chunk.rows; ++row) {
      for (size_t i = 0; i < chunk.columns.size(); ++i) {
        if (i > 0) text += ',';
        cell.clear();
        AppendTextCell(cell, chunk.columns[i], row);
        AppendField(text, cell);
      }
      text += "\r\n";
    }
    out_ << text;
  }

  void End() override { out_.flush(); }

 private:
  static void AppendField(std::string& line, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
      line += text;
      return;
    }
    line += '"';
    for (const char c : text) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }

  std::ostream& out_;
};

}  // namespace

std::unique_ptr<RowWriter> MakeCsvWriter(std::ostream& out) {
  return std::make_unique<CsvWriter>(out);
}

}  // namespace harrier::query
