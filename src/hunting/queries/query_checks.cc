#include "hunting/queries/query_checks.h"

#include "base/text_position.h"

namespace harrier::hunting {

std::string ErrorText(const Error& error, std::string_view text) {
  if (error.span == Span{}) return error.message;
  const TextPosition at = PositionOf(text, error.span.begin);
  return fmt::format("{} (line {}, column {})", error.message, at.line, at.column + 1);
}

std::shared_ptr<const QueryCheck> QueryChecks::Of(const std::string& text, const query::ViewPtr& view) {
  constexpr size_t kMost = 20'000;
  const catalog::CatalogPtr catalog = service_.catalog();
  std::pair<std::string, std::string> key{view ? "seen by " + view->id() : "", text};
  {
    const std::lock_guard lock(mutex_);
    if (catalog_ != catalog || checks_.size() > kMost) checks_.clear();
    catalog_ = catalog;
    if (const auto known = checks_.find(key); known != checks_.end()) return known->second;
  }
  query::Request request;
  request.text = text;
  request.view = view;
  auto check = std::make_shared<QueryCheck>();
  check->parameters = DeclaredParameters(text);
  request.parameters = SampleValues(check->parameters);
  const query::Checked checked = service_.Check(request);
  check->tables = checked.tables;
  check->has_own_time = checked.has_own_time;
  if (!checked.results.empty()) {
    for (const plan::Column& column : checked.results.front().columns) check->columns.push_back(column.name);
  }
  if (checked.error) check->error = ErrorText(*checked.error, text);
  const std::lock_guard lock(mutex_);
  if (catalog_ == catalog) checks_.emplace(std::move(key), check);
  return check;
}

}  // namespace harrier::hunting
