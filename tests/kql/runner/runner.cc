#include "runner/runner.h"

#include "base/time_text.h"

namespace harrier::kqltest {
namespace {

std::string HeaderText(const Rows& rows) {
  std::string out;
  for (const auto& column : rows.columns) {
    if (!out.empty()) out += "  ";
    out += column.name + ":" + std::string(TypeName(column.type));
  }
  return out;
}

std::vector<std::string> RowTexts(const Rows& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows.values) {
    std::string& text = out.emplace_back();
    for (const Value& value : row) {
      if (!text.empty()) text += "  ";
      text += CellText(value);
    }
  }
  return out;
}

std::string Joined(const std::string& header, const std::vector<std::string>& rows) {
  std::string out = header;
  for (const std::string& row : rows) out += '\n' + row;
  return out;
}

std::string ErrorText(const Error& error) {
  if (error.diagnostics.empty())
    return fmt::format("{} at {}..{}: {}", error.id.empty() ? "error" : error.id, error.span.begin,
                       error.span.end, error.message);
  std::string out;
  for (const Diagnostic& d : error.diagnostics) {
    if (!out.empty()) out += '\n';
    out += fmt::format("{} at {}..{}: {}", d.id, d.span.begin, d.span.end, d.message);
  }
  return out;
}

std::vector<WantedError> ErrorsOf(const Error& error) {
  std::vector<WantedError> out;
  for (const Diagnostic& d : error.diagnostics) out.push_back({d.id, d.span.begin, d.span.end});
  if (out.empty()) out.push_back({error.id, error.span.begin, error.span.end});
  return out;
}

}  // namespace

Result<std::unique_ptr<Runner>> Runner::Make() {
  std::unique_ptr<Runner> runner(new Runner(*ParseDatetime("2026-01-01T00:00:00Z")));
  TRY(runner->database_,
      engine::duckdb::Database::Open({.directory = "", .threads = 2, .clock = &runner->clock_}));
  runner->service_ = query::MakeService({.engine = &runner->database_->engine(),
                                         .storage = &runner->database_->storage(),
                                         .clock = &runner->clock_});
  return runner;
}

std::optional<Failure> Runner::Run(const Section& section, std::string* golden) {
  if (section.kind == SectionKind::kTable) {
    if (const Status filled = Fill(section); !filled)
      return Failure{section.line, "a table", filled.error().message};
    return std::nullopt;
  }
  if (section.kind == SectionKind::kError) return CompareErrors(section);
  if (section.kind == SectionKind::kPlan || section.kind == SectionKind::kSql) {
    const Result<std::string> told = Explain(section);
    if (!told) return Failure{section.line, section.text, ErrorText(told.error())};
    *golden = *told;
    if (*told == section.text) return std::nullopt;
    return Failure{section.answer_line, section.text, *told};
  }
  Result<Rows> got = Ask(section.query);
  if (!got) return Failure{section.line, "rows", ErrorText(got.error())};
  return Compare(section, std::move(*got));
}

Status Runner::Fill(const Section& section) {
  catalog::Table table;
  table.name = section.name;
  table.columns = section.rows.columns;
  table.custom = true;
  engine::Storage& storage = database_->storage();
  TRY_OK(storage.CreateTable(table));
  runtime::Batch batch;
  batch.table = section.name;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    runtime::ColumnBuilder column(table.columns[i].type);
    for (const auto& row : section.rows.values) column.Append(row[i]);
    batch.columns.emplace_back(table.columns[i].name, std::move(column));
  }
  if (batch.rows() == 0) return Ok();
  TRY_OK(storage.Append(batch, fmt::format("batch {}", ++batches_), clock_.Now()));
  return Ok();
}

Result<Rows> Runner::Ask(const std::string& query) {
  query::Request request;
  request.text = query;
  TRY(const auto answer, service_->Run(std::move(request)));
  Rows rows;
  while (true) {
    TRY(auto table, answer->NextTable());
    if (!table) return rows;
    rows = {};
    for (const plan::Column& column : table->rows->columns())
      rows.columns.push_back({column.name, column.type});
    while (true) {
      TRY(const auto chunk, table->rows->Next());
      if (!chunk) break;
      for (size_t row = 0; row < chunk->rows; ++row) {
        auto& values = rows.values.emplace_back();
        for (const auto& column : chunk->columns) values.push_back(runtime::ValueAt(column, row));
      }
    }
  }
}

Result<std::string> Runner::Explain(const Section& section) {
  query::Request request;
  request.text = section.query;
  TRY(const std::string told, service_->Explain(request));
  // Plans and what the engine is told of them take turns.
  std::string out;
  bool wanted = section.kind == SectionKind::kPlan;
  for (size_t at = 0; at < told.size(); wanted = !wanted) {
    const size_t end = std::min(told.find("\n\n", at), told.size());
    if (wanted) {
      if (!out.empty()) out += '\n';
      out += told.substr(at, end - at);
    }
    at = end + 2;
  }
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

std::optional<Failure> Runner::Compare(const Section& section, Rows got) const {
  std::vector<std::string> wanted_rows = RowTexts(section.rows);
  std::vector<std::string> got_rows = RowTexts(got);
  if (section.kind == SectionKind::kUnorderedQuery) {
    std::sort(wanted_rows.begin(), wanted_rows.end());
    std::sort(got_rows.begin(), got_rows.end());
  }
  Failure failure{section.answer_line, Joined(HeaderText(section.rows), wanted_rows),
                  Joined(HeaderText(got), got_rows)};
  if (failure.wanted == failure.got) return std::nullopt;
  return failure;
}

std::optional<Failure> Runner::CompareErrors(const Section& section) {
  std::string wanted;
  for (const WantedError& error : section.errors) {
    if (!wanted.empty()) wanted += '\n';
    wanted += fmt::format("{} at {}..{}", error.id, error.begin, error.end);
  }
  const Result<Rows> got = Ask(section.query);
  if (!got) {
    const std::vector<WantedError> errors = ErrorsOf(got.error());
    const bool same = std::equal(errors.begin(), errors.end(), section.errors.begin(), section.errors.end(),
                                 [](const WantedError& a, const WantedError& b) {
                                   return a.id == b.id && a.begin == b.begin && a.end == b.end;
                                 });
    if (same) return std::nullopt;
  }
  return Failure{section.line, wanted,
                 got ? Joined(HeaderText(*got), RowTexts(*got)) : ErrorText(got.error())};
}

}  // namespace harrier::kqltest
