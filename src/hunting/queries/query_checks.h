#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "hunting/parameters/parameter.h"
#include "query/session.h"

namespace harrier::hunting {

/// What is known of a hunting query before it runs.
struct QueryCheck {
  std::set<std::string> tables;
  bool has_own_time = false;         // Checked::has_own_time
  std::vector<std::string> columns;  // of its result
  std::vector<DeclaredParameter> parameters;
  std::string error;  // with its place in the text; empty if it can run
};

/// Checks queries, and knows them until the tables or functions change. Safe for use by several threads.
class QueryChecks {
 public:
  /// `service` must outlive it.
  explicit QueryChecks(query::Service& service) : service_(service) {}

  std::shared_ptr<const QueryCheck> Of(const std::string& text, const query::ViewPtr& view);

 private:
  query::Service& service_;
  std::mutex mutex_;
  catalog::CatalogPtr catalog_;  // that the checks were made with
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const QueryCheck>> checks_;  // view, text
};

/// "message (line 2, column 9)".
std::string ErrorText(const Error& error, std::string_view text);

}  // namespace harrier::hunting
