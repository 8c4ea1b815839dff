#include "hunting/queries/result_keeper.h"

#include <boost/json.hpp>

#include "base/sha256.h"
#include "base/ticks.h"
#include "hunting/queries/query_entities.h"
#include "query/writers/cell_text.h"

namespace harrier::hunting {
namespace {

constexpr int64_t kRemembered = 35 * kTicksPerDay;

/// The places of the columns that are mapped to entities.
std::vector<size_t> KeysOf(const std::vector<ColumnMapping>& mappings,
                           const std::vector<std::string>& names) {
  std::vector<size_t> keys;
  for (const ColumnMapping& mapping : mappings) {
    for (const ColumnIdentifier& identifier : mapping.identifiers) {
      const auto at = std::find(names.begin(), names.end(), identifier.column);
      if (at != names.end()) keys.push_back(static_cast<size_t>(at - names.begin()));
    }
  }
  return keys;
}

std::string ColumnsJson(const std::vector<plan::Column>& columns) {
  boost::json::array out;
  for (const plan::Column& column : columns)
    out.push_back(boost::json::object{{"name", column.name}, {"type", Text(TypeName(column.type))}});
  return boost::json::serialize(out);
}

std::vector<size_t> All(size_t count) {
  std::vector<size_t> out(count);
  for (size_t i = 0; i < count; ++i) out[i] = i;
  return out;
}

}  // namespace

Result<std::optional<store::HuntingResult>> ResultKeeper::Before(const HuntingQuery& query,
                                                                 const ResultTerms& terms) {
  if (terms.before) {
    if (terms.before->empty()) return std::nullopt;
    return store_.hunting_results().Find(terms.workspace, *terms.before);
  }
  TRY(std::vector<store::HuntingResult> earlier, store_.hunting_results().OfQuery(terms.workspace, query.id));
  // What others saw is not for whoever sees only some of the tables.
  if (terms.view)
    std::erase_if(earlier, [&](const store::HuntingResult& one) { return one.user != terms.user.id; });
  return earlier.empty() ? std::nullopt : std::optional(earlier.front());
}

Status ResultKeeper::Compare(const HuntingQuery& query, KeptResult& kept) {
  const std::vector<std::string> names = ColumnNames(kept.result.columns);
  const std::vector<ColumnMapping> mappings = MappingsFor(query, names);
  kept.entities = EntitiesOfResult(mappings, names, kept.rows);
  if (!kept.before) {
    kept.diff.added = All(kept.rows.size());
    return Ok();
  }
  TRY(const auto before, store_.hunting_results().RowsOf(kept.before->id));
  kept.diff = DiffOf(before, kept.rows, KeysOf(mappings, names));
  const std::vector<std::string> names_before = ColumnNames(kept.before->columns);
  MarkNew(kept.entities, EntitiesOfResult(MappingsFor(query, names_before), names_before, before));
  return Ok();
}

Result<KeptResult> ResultKeeper::Read(const HuntingQuery& query, const HuntingWindow& window,
                                      const ResultTerms& terms, uint64_t rows) {
  const int64_t now = clock_.Now();
  const auto check = checks_.Of(query.query, terms.view);
  if (!check->error.empty()) return Fail(ErrorCode::kSemantic, "{}", check->error);
  query::Request request = RequestOver(window, query.query, check->has_own_time, now);
  TRY(ParameterValues values, ValuesFor(check->parameters, query.parameters, terms.parameters));
  request.parameters = std::move(values.literals);
  request.view = terms.view;
  request.stop = terms.stop;
  // One more than is kept, to know whether there are more.
  request.take_rows = rows + 1;
  std::unique_ptr<query::Service> logged;
  if (log_ != nullptr) logged = query::LoggedBy(service_, *log_, clock_, terms.asker);
  TRY(const std::unique_ptr<query::Answer> answer, (logged ? *logged : service_).Run(std::move(request)));
  TRY(const std::optional<query::ResultTable> table, answer->NextTable());
  KeptResult out;
  out.result = {.id = ids_.Ordered(now),
                .workspace = terms.workspace,
                .query = query.id,
                .query_version = query.version,
                .window_from = window.from(),
                .window_to = window.to,
                .columns = table ? ColumnsJson(table->rows->columns()) : "[]",
                .user = terms.user.id,
                .started = now,
                .parameters = values.text()};
  while (table && out.result.complete) {
    TRY(const std::optional<engine::Chunk> chunk, table->rows->Next());
    if (!chunk) break;
    for (size_t row = 0; row < chunk->rows; ++row) {
      if (out.rows.size() == rows) {
        out.result.complete = false;
        break;
      }
      store::HuntingResultRow& kept = out.rows.emplace_back();
      query::AppendJsonRow(kept.text, *chunk, row);
      kept.hash = Sha256Of(kept.text);
    }
  }
  out.result.rows = static_cast<int64_t>(out.rows.size());
  return out;
}

Result<KeptResult> ResultKeeper::Preview(const HuntingQuery& query, const HuntingWindow& window,
                                         const ResultTerms& terms, uint64_t rows) {
  TRY(KeptResult out, Read(query, window, terms, std::min(rows, kMostRows)));
  TRY_OK(Compare(query, out));
  return out;
}

Result<KeptResult> ResultKeeper::Run(const HuntingQuery& query, const HuntingWindow& window,
                                     const ResultTerms& terms) {
  TRY(KeptResult out, Read(query, window, terms, kMostRows));
  TRY(out.before, Before(query, terms));
  TRY_OK(Compare(query, out));
  TRY_OK(store_.hunting_results().Add(out.result, out.rows));
  TRY_OK(store_.hunting_results().Prune(clock_.Now() - kRemembered));
  return out;
}

Result<store::HuntingResult> ResultKeeper::Head(std::string_view workspace, std::string_view id) {
  TRY(std::optional<store::HuntingResult> found, store_.hunting_results().Find(workspace, id));
  if (!found) return Fail(ErrorCode::kNotFound, "there is no result '{}'; results are kept for 35 days", id);
  return *std::move(found);
}

Result<KeptResult> ResultKeeper::Compared(KeptResult kept) {
  TRY(kept.rows, store_.hunting_results().RowsOf(kept.result.id));
  TRY(const std::optional<HuntingQuery> query,
      FindHuntingQuery(store_, kept.result.workspace, kept.result.query));
  TRY_OK(Compare(query.value_or(HuntingQuery()), kept));
  return kept;
}

Result<KeptResult> ResultKeeper::Find(std::string_view workspace, std::string_view id) {
  KeptResult out;
  TRY(out.result, Head(workspace, id));
  return Compared(std::move(out));
}

Result<KeptResult> ResultKeeper::Compare(std::string_view workspace, std::string_view id,
                                         std::string_view with) {
  KeptResult out;
  TRY(out.result, Head(workspace, id));
  TRY(out.before, Head(workspace, with));
  if (out.before->query != out.result.query)
    return Fail(ErrorCode::kInvalid, "the two results are of different queries, '{}' and '{}'",
                out.before->query, out.result.query);
  return Compared(std::move(out));
}

}  // namespace harrier::hunting
