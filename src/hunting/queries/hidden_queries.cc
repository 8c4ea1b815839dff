#include "hunting/queries/hidden_queries.h"

#include "hunting/queries/hunting_query.h"

namespace harrier::hunting {

bool IsHiddenQuery(const std::vector<store::Change>& changes, std::string_view user) {
  const auto query = HuntingQueryOf(store::LastOf(changes));
  return query && query->is_hidden_from(user);
}

Result<bool> IsHiddenQuery(store::Transaction& transaction, std::string_view workspace, std::string_view id,
                           std::string_view user) {
  TRY(const auto changes,
      transaction.History({std::string(workspace), "savedSearches", "", std::string(id)}));
  return !changes.empty() && IsHiddenQuery(changes, user);
}

}  // namespace harrier::hunting
