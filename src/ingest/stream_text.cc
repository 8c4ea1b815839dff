#include "ingest/stream_text.h"

#include <cctype>

#include "base/ascii.h"
#include "ingest/formats/format.h"
#include "ingest/json_record.h"

namespace harrier::ingest {
namespace {

enum class Kind : uint8_t { kJson, kCells, kEscapedCells, kLines, kWhole, kParquet };

/// A stream format, and what stands between cells.
struct StreamFormat {
  std::string_view name;
  Kind kind;
  char separator = '\0';
};

constexpr StreamFormat kFormats[] = {
    {"csv", Kind::kCells, ','},          {"json", Kind::kJson},
    {"multijson", Kind::kJson},          {"parquet", Kind::kParquet},
    {"psv", Kind::kCells, '|'},          {"raw", Kind::kWhole},
    {"scsv", Kind::kCells, ';'},         {"singlejson", Kind::kJson},
    {"sohsv", Kind::kCells, '\x01'},     {"tsv", Kind::kCells, '\t'},
    {"tsve", Kind::kEscapedCells, '\t'}, {"txt", Kind::kLines},
};

Result<StreamFormat> FormatOf(std::string_view name) {
  const std::string wanted = AsciiLower(name.empty() ? "csv" : name);
  std::string known;
  for (const StreamFormat& each : kFormats) {
    if (each.name == wanted) return each;
    known += (known.empty() ? "" : ", ") + std::string(each.name);
  }
  return Fail(ErrorCode::kNotSupported, "not supported: the stream format '{}'; there are {}", name, known);
}

/// TSVe writes tabs and ends of lines inside of cells as \t and \n.
std::string_view Unescape(std::string_view cell, Scratch& scratch) {
  if (cell.find('\\') == std::string_view::npos) return cell;
  std::string& out = scratch.New();
  for (size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] != '\\' || i + 1 == cell.size()) {
      out += cell[i];
      continue;
    }
    const char next = cell[++i];
    out += next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
  }
  return out;
}

/// Values without names as the columns of a table, in order.
RowMap ByPosition(catalog::TablePtr table, bool escaped) {
  return [table = std::move(table), escaped](const Record& record, Row& row, Scratch& scratch) {
    for (size_t i = 0; i < record.fields.size(); ++i) {
      Field field = record.fields[i];
      if (field.is_null()) continue;
      if (i < table->columns.size()) field.name = table->columns[i].name;
      if (escaped) field.text = Unescape(field.text, scratch);
      row.fields.push_back(field);
    }
    return std::string_view();
  };
}

/// Leaves out the first record that it is given.
class SkipFirst final : public RecordSink {
 public:
  explicit SkipFirst(RecordSink& sink) : sink_(sink) {}
  Status Accept(const Record& record) override {
    return std::exchange(first_, false) ? Ok() : sink_.Accept(record);
  }
  Status Reject(uint64_t line, std::string_view reason, std::string_view text) override {
    return std::exchange(first_, false) ? Ok() : sink_.Reject(line, reason, text);
  }

 private:
  RecordSink& sink_;
  bool first_ = true;
};

Status ReadWhole(std::string_view text, RecordSink& sink) {
  std::string valid;
  AppendAsUtf8(valid, text);
  Record record;
  record.fields.push_back({kLineField, FieldKind::kString, valid});
  record.raw = text;
  record.line = 1;
  return sink.Accept(record);
}

Status Read(const StreamFormat& format, std::string_view bytes, RecordSink& sink) {
  MemorySource memory(bytes);
  PeekSource peek(memory);
  TextSource text(peek);
  switch (format.kind) {
    case Kind::kJson:
      return ReadJsonDocument(text, sink, Wrappers::kKept);
    case Kind::kCells:
    case Kind::kEscapedCells:
      return ReadCsv(text, format.separator, sink, CsvHead::kNone);
    case Kind::kLines:
      return ReadLines(text, sink);
    case Kind::kWhole:
      return ReadWhole(bytes, sink);
    case Kind::kParquet:
      return ReadParquet(peek, "", sink);
  }
  return Fail(ErrorCode::kInternal, "an unknown stream format");
}

}  // namespace

Result<RowsReport> TakeStreamText(engine::Storage& storage, const Clock& clock, const StreamText& stream,
                                  std::string_view text) {
  TRY(const StreamFormat format, FormatOf(stream.format));
  const bool named = format.kind == Kind::kJson || format.kind == Kind::kParquet;
  TablePolicy policy = stream.policy;
  // Values without names do not tell what columns a new table should have.
  policy.make = policy.make && named;
  TRY(const auto table, TableAppender::Open(storage, clock, stream.table, policy, stream.batch_prefix));
  RowMap map = KeepNames;
  if (stream.mapping) {
    map = [&mapping = *stream.mapping](const Record& record, Row& row, Scratch& scratch) {
      mapping.Apply(record, row, scratch);
      return std::string_view();
    };
  } else if (!named) {
    map = ByPosition(storage.catalog()->FindTable(stream.table), format.kind == Kind::kEscapedCells);
  }
  RowIngest rows(*table, std::move(map));
  if (stream.skip_first) {
    SkipFirst later(rows);
    TRY_OK(Read(format, text, later));
  } else {
    TRY_OK(Read(format, text, rows));
  }
  return rows.Finish();
}

}  // namespace harrier::ingest
