#include "hunting/bookmarks/evidence.h"

#include <boost/json.hpp>

#include "hunting/bookmarks/query_values.h"
#include "hunting/queries/window.h"
#include "hunting/shape/content_hash.h"
#include "hunting/shape/json.h"
#include "query/writers/cell_text.h"

namespace harrier::hunting {
namespace {

/// Whether a result's row has what was kept of it: the members that are columns still; pages add members of
/// their own
/// ("__entityMapping"), and a text may stand for the value that it is the text of.
bool IsRow(const engine::Chunk& chunk, size_t row, const std::vector<plan::Column>& columns,
           const json::object& kept) {
  size_t compared = 0;
  for (size_t i = 0; i < columns.size(); ++i) {
    const json::value* const wanted = kept.if_contains(columns[i].name);
    if (wanted == nullptr) continue;
    ++compared;
    std::string cell;
    query::AppendJsonCell(cell, chunk.columns[i], row);
    boost::system::error_code failure;
    const json::value value = ParseDeep(cell, failure);
    if (!failure && value == *wanted) continue;
    std::string text;
    query::AppendTextCell(text, chunk.columns[i], row);
    if (!wanted->is_string() || View(wanted->as_string()) != text) return false;
  }
  return compared > 0;
}

Result<Rerun> Search(query::Service& service, query::Request request, const json::object& kept) {
  TRY(const std::unique_ptr<query::Answer> answer, service.Run(std::move(request)));
  TRY(const std::optional<query::ResultTable> table, answer->NextTable());
  Rerun out{.verdict = Rerun::Verdict::kMissing};
  while (table) {
    TRY(const std::optional<engine::Chunk> chunk, table->rows->Next());
    if (!chunk) break;
    for (size_t row = 0; row < chunk->rows; ++row) {
      if (IsRow(*chunk, row, table->rows->columns(), kept)) out.verdict = Rerun::Verdict::kSame;
    }
    out.rows += chunk->rows;
  }
  return out;
}

}  // namespace

std::string EvidenceHash(const Bookmark& bookmark) {
  return ContentHash(ToJson(bookmark), kBookmarkEvidence);
}

Rerun RunAgain(query::Service& service, const Bookmark& bookmark, int64_t now, const query::ViewPtr& view,
               std::stop_token stop) {
  boost::system::error_code failure;
  const json::value kept = ParseDeep(bookmark.query_result, failure);
  if (failure || !kept.is_object()) return {.error = "the bookmark holds no row"};
  query::Request request;
  request.text = bookmark.query;
  request.view = view;
  if (bookmark.query_start_time && bookmark.query_end_time) {
    const HuntingWindow window{bookmark.query_end_time->ticks,
                               bookmark.query_end_time->ticks - bookmark.query_start_time->ticks};
    request = RequestOver(window, bookmark.query, service.Check(request).has_own_time, now);
    request.view = view;
  }
  request.stop = std::move(stop);
  Result<ParameterValues> values = ValuesIn(bookmark.query);
  if (!values) return {.error = values.error().message};
  request.parameters = std::move(values->literals);
  Result<Rerun> rerun = Search(service, std::move(request), kept.as_object());
  return rerun ? *rerun : Rerun{.error = rerun.error().message};
}

}  // namespace harrier::hunting
