#include <map>

#include "ingest/formats/format.h"
#include "ingest/json_record.h"
#include "ingest/line_reader.h"

namespace harrier::ingest {
namespace {

/// Rows of RFC 4180: quoted cells may hold separators, quotes (doubled) and ends of lines.
class CsvRows {
 public:
  CsvRows(ByteSource& text, char separator) : lines_(text), separator_(separator) {}

  /// The cells of the next row, good until the next call; false at the end. Blank lines are no rows.
  Result<bool> Next() {
    row_.clear();
    while (row_.empty()) {
      TRY(const auto line, lines_.Next());
      if (!line) return false;
      row_.assign(*line);
    }
    line_ = lines_.line();
    if (separator_ == 0) separator_ = SeparatorOf(row_);
    while (!Split()) {
      constexpr size_t kLongestRow = 16 * 1024 * 1024;
      const auto more = lines_.Next();
      if (!more) return tl::unexpected(more.error());
      open_quote_ = !*more || row_.size() > kLongestRow;
      if (open_quote_) return true;
      row_ += '\n';
      row_ += **more;
    }
    open_quote_ = false;
    return true;
  }

  const std::vector<std::string_view>& cells() const { return cells_; }
  std::string_view row() const { return row_; }
  uint64_t line() const { return line_; }
  /// Whether the row ended inside of quotes.
  bool open_quote() const { return open_quote_; }

 private:
  static char SeparatorOf(std::string_view line) {
    char best = ',';
    ptrdiff_t most = 0;
    for (const char c : {',', ';', '\t', '|'}) {
      const ptrdiff_t n = std::count(line.begin(), line.end(), c);
      if (n > most) {
        most = n;
        best = c;
      }
    }
    return best;
  }

  /// Splits row_; false if a quote is still open.
  bool Split() {
    cells_.clear();
    unquoted_.Clear();
    const std::string_view row = row_;
    for (size_t at = 0;;) {
      if (at < row.size() && row[at] == '"') {
        std::string& cell = unquoted_.New();
        for (++at;; ++at) {
          if (at >= row.size()) return false;
          if (row[at] != '"') {
            cell += row[at];
          } else if (at + 1 < row.size() && row[at + 1] == '"') {
            cell += row[at++];
          } else {
            break;
          }
        }
        // What stands between the quote and the separator belongs to the cell, as spreadsheets have it.
        const size_t end = std::min(row.find(separator_, ++at), row.size());
        cell += row.substr(at, end - at);
        cells_.push_back(cell);
        at = end;
      } else {
        const size_t end = std::min(row.find(separator_, at), row.size());
        cells_.push_back(row.substr(at, end - at));
        at = end;
      }
      if (at >= row.size()) return true;
      ++at;
    }
  }

  LineReader lines_;
  char separator_;
  std::string row_;
  std::vector<std::string_view> cells_;
  Scratch unquoted_;
  uint64_t line_ = 0;
  bool open_quote_ = false;
};

std::vector<std::string> HeaderNames(const std::vector<std::string_view>& cells) {
  std::vector<std::string> names;
  std::map<std::string, int> seen;
  for (const std::string_view cell : cells) {
    std::string name;
    AppendAsUtf8(name, cell);
    const size_t begin = name.find_first_not_of(" \t");
    name = begin == std::string::npos ? "" : name.substr(begin, name.find_last_not_of(" \t") - begin + 1);
    if (name.empty()) name = fmt::format("Column{}", names.size() + 1);
    const int count = ++seen[name];
    names.push_back(count == 1 ? name : fmt::format("{}_{}", name, count));
  }
  return names;
}

}  // namespace

Status ReadCsv(ByteSource& text, char separator, RecordSink& sink, CsvHead head) {
  CsvRows rows(text, separator);
  std::vector<std::string> names;
  if (head == CsvHead::kNames) {
    TRY(const bool any, rows.Next());
    if (!any) return Ok();
    names = HeaderNames(rows.cells());
  }
  Record record;
  Scratch scratch;
  while (true) {
    TRY(const bool more, rows.Next());
    if (!more) return Ok();
    if (rows.open_quote()) {
      TRY_OK(sink.Reject(rows.line(), "a quoted value has no end", rows.row()));
      continue;
    }
    const auto& cells = rows.cells();
    if (head == CsvHead::kNone && cells.size() > names.size())
      names = HeaderNames(std::vector<std::string_view>(cells.size()));
    if (cells.size() > names.size()) {
      TRY_OK(
          sink.Reject(rows.line(),
                      fmt::format("{} values, but the head of the file names {}", cells.size(), names.size()),
                      rows.row()));
      continue;
    }
    record.fields.clear();
    scratch.Clear();
    for (size_t i = 0; i < cells.size(); ++i) {
      Field field{names[i], cells[i].empty() ? FieldKind::kNull : FieldKind::kText, cells[i]};
      const bool ascii = std::all_of(cells[i].begin(), cells[i].end(), [](char c) { return c >= 0; });
      if (!ascii) {
        std::string& valid = scratch.New();
        AppendAsUtf8(valid, cells[i]);
        field.text = valid;
      }
      record.fields.push_back(field);
    }
    record.raw = rows.row();
    record.line = rows.line();
    TRY_OK(sink.Accept(record));
  }
}

}  // namespace harrier::ingest
