#include "hunting/sweeps/report_view.h"

#include <boost/json.hpp>

#include "hunting/queries/hidden_queries.h"
#include "hunting/shape/json.h"

namespace harrier::hunting {

namespace json = boost::json;

json::object ReportFor(store::Transaction& transaction, std::string_view workspace, std::string_view sweep,
                       json::object report, const ReportReader& reader) {
  const auto object = transaction.Get({std::string(workspace), "sweeps", "", std::string(sweep)});
  if (object && *object && (*object)->created_by.id == reader.user) return report;
  // What cannot be told stays hidden.
  const auto is_hidden = [&](const json::value& entry) {
    if (!entry.is_object()) return false;
    if (!reader.sees_all_tables) return true;
    return IsHiddenQuery(transaction, workspace, TextMember(entry.as_object(), "query"), reader.user)
        .value_or(true);
  };
  int64_t hidden = 0;
  for (const std::string_view member : {"ran", "failed"}) {
    json::value* const list = report.if_contains(member);
    if (list == nullptr || !list->is_array()) continue;
    json::array kept;
    for (json::value& entry : list->as_array()) {
      if (is_hidden(entry)) {
        ++hidden;
      } else {
        kept.push_back(std::move(entry));
      }
    }
    *list = std::move(kept);
  }
  if (hidden > 0) report["hidden"] = hidden;
  return report;
}

}  // namespace harrier::hunting
