#include "base/json_text.h"
#include "query/writers/cell_text.h"
#include "query/writers/row_writer.h"

namespace harrier::query {
namespace {

class JsonWriter final : public RowWriter {
 public:
  JsonWriter(std::ostream& out, bool lines) : out_(out), lines_(lines) {}

  void Begin(const std::vector<plan::Column>& columns) override {
    for (const plan::Column& column : columns) {
      std::string key;
      AppendJsonString(key, column.name);
      keys_.push_back(key + ":");
    }
    if (!lines_) out_ << '[';
  }

  void Rows(const engine::Chunk& chunk) override {
    std::string text;
    for (size_t row = 0; row < chunk.rows; ++row) {
      if (!lines_) text += rows_ == 0 ? "\n" : ",\n";
      ++rows_;
      text += '{';
      for (size_t i = 0; i < chunk.columns.size(); ++i) {
        if (i > 0) text += ',';
        text += keys_[i];
        AppendJsonCell(text, chunk.columns[i], row);
      }
      text += '}';
      if (lines_) text += '\n';
    }
    out_ << text;
  }

  void End() override {
    if (!lines_) out_ << (rows_ == 0 ? "]\n" : "\n]\n");
    out_.flush();
  }

 private:
  std::ostream& out_;
  bool lines_;
  uint64_t rows_ = 0;
  std::vector<std::string> keys_;
};

}  // namespace

std::unique_ptr<RowWriter> MakeJsonWriter(std::ostream& out, bool lines) {
  return std::make_unique<JsonWriter>(out, lines);
}

}  // namespace harrier::query
