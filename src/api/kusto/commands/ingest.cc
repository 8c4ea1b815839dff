#include "api/kusto/commands/command.h"
#include "api/kusto/stream_mapping.h"
#include "api/server/http.h"
#include "ingest/stream_text.h"

namespace harrier::api::kusto {
namespace {

using query::FixedTable;

/// `.ingest inline into table T [with (format = "csv")] <| rows` (Kusto docs, ingest-inline).
CommandResult IngestInline(CommandContext& context, CommandReader& reader) {
  const Span span = reader.next().span;
  TRY(const std::string table, reader.Name("a table's name"));
  TRY(const auto properties, reader.Properties());
  ingest::StreamText stream;
  stream.table = table;
  std::string reference;
  for (const auto& [name, value] : properties) {
    if (name == "format") stream.format = value;
    if (name == "ignorefirstrecord") stream.skip_first = SameText(value, "true");
    if (name == "ingestionmapping") {
      TRY(stream.mapping, ingest::ColumnMapping::Parse(value));
    }
    if (name == "ingestionmappingreference") reference = value;
  }
  if (!reference.empty()) {
    TRY(stream.mapping, FindMapping(context.mappings, table, stream.format, reference));
  }
  // What follows is data, not KQL: it is found in the text.
  const std::string_view rest = reader.Rest();
  if (!rest.starts_with("<|")) return reader.Unexpected("'<|' and the rows");
  std::string_view rows = rest.substr(2);
  while (!rows.empty() && (rows.front() == ' ' || rows.front() == '\r' || rows.front() == '\n'))
    rows.remove_prefix(1);
  reader.SkipToEnd();
  auto report = ingest::TakeStreamText(*context.storage, *context.clock, stream, rows);
  if (!report && report.error().code == ErrorCode::kNotFound) {
    return FailAt(span, "KS142", ErrorCode::kSemantic, "{}", report.error().message);
  }
  if (!report) return tl::unexpected(report.error());
  if (report->rejected > 0) {
    return Fail(ErrorCode::kInvalid, "{} rows went in and {} did not: {}", report->rows, report->rejected,
                report->first_reason);
  }
  FixedTable out({{"ExtentId", Type::kString},
                  {"ItemLoaded", Type::kString},
                  {"Duration", Type::kTimespan},
                  {"HasErrors", Type::kBool},
                  {"OperationId", Type::kString},
                  {"RowCount", Type::kLong}});
  out.AddRow({Value::String(""), Value::String("inline"), Value::Null(Type::kTimespan), Value::Bool(false),
              Value::String(NewGuid()), Value::Long(static_cast<int64_t>(report->rows))});
  std::vector<FixedTable> tables;
  tables.push_back(std::move(out));
  return tables;
}

}  // namespace

std::span<const Command> IngestCommands() {
  static constexpr Command kCommands[] = {{"ingest inline into table", IngestInline, access::kWriteRows}};
  return kCommands;
}

}  // namespace harrier::api::kusto
