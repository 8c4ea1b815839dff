#include "app/query_run.h"

#include <chrono>

#include "app/progress.h"
#include "engine/duckdb/parquet_writer.h"
#include "query/writers/row_writer.h"

namespace harrier::app {
namespace {

constexpr std::string_view kFormats[] = {"table", "json", "ndjson", "csv", "parquet"};

std::unique_ptr<query::RowWriter> MakeWriter(const OutputOptions& output, std::ostream& out) {
  if (output.format == "csv") return query::MakeCsvWriter(out);
  if (output.format == "table") {
    return query::MakeTableWriter(out, {.width = output.terminal.width, .color = output.terminal.color});
  }
  return query::MakeJsonWriter(out, output.format == "ndjson");
}

Result<uint64_t> WriteParquet(query::ResultTable& table, const std::string& file) {
  TRY(const auto writer, engine::duckdb::ParquetWriter::Create(file, table.rows->columns()));
  uint64_t rows = 0;
  while (true) {
    TRY(const auto chunk, table.rows->Next());
    if (!chunk) break;
    rows += chunk->rows;
    TRY_OK(writer->Write(*chunk));
  }
  TRY_OK(writer->Finish());
  return rows;
}

Result<uint64_t> WriteText(query::ResultTable& table, const OutputOptions& output, std::ostream& out) {
  const auto writer = MakeWriter(output, out);
  writer->Begin(table.rows->columns());
  uint64_t rows = 0;
  while (true) {
    TRY(const auto chunk, table.rows->Next());
    if (!chunk) break;
    rows += chunk->rows;
    writer->Rows(*chunk);
    if (!out)
      return Fail(ErrorCode::kIo, "cannot write the result: the disk is full, or the reader has gone");
  }
  writer->End();
  if (!out) return Fail(ErrorCode::kIo, "cannot write the result: the disk is full, or the reader has gone");
  return rows;
}

}  // namespace

bool IsFormat(std::string_view format) {
  return std::find(std::begin(kFormats), std::end(kFormats), format) != std::end(kFormats);
}

Status WriteResults(query::Service& service, query::Request request, const OutputOptions& output,
                    std::ostream& out) {
  const auto begin = std::chrono::steady_clock::now();
  TRY(const auto answer, service.Run(std::move(request)));
  for (size_t number = 0;; ++number) {
    TRY(auto table, answer->NextTable());
    if (!table) return Ok();
    if (number > 0 && output.format == "parquet") {
      return Fail(ErrorCode::kInvalid, "the query has several results, and a Parquet file holds one");
    }
    if (number > 0) out << "\n";
    TRY(const uint64_t rows,
        output.format == "parquet" ? WriteParquet(*table, output.file) : WriteText(*table, output, out));
    if (output.format != "table" && !(output.format == "parquet" && output.terminal.is_terminal)) continue;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    if (output.terminal.color) out << "\x1b[2m";
    out << fmt::format("{} row{} in {:.2f} s", Grouped(rows), rows == 1 ? "" : "s", took.count());
    if (table->visualization) out << fmt::format(" (to be drawn as {})", table->visualization->kind);
    if (output.terminal.color) out << "\x1b[0m";
    out << std::endl;
  }
}

}  // namespace harrier::app
