#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "api/hunting/endpoint.h"
#include "hunting/incidents/case_file.h"

namespace harrier::api::hunting {

/// The workspace's incidents and bookmarks, in a transaction.
harrier::hunting::Cases CasesOf(const Endpoint& endpoint, store::Transaction& transaction);

/// kForbidden unless the caller may do this in Microsoft.SecurityInsights: "incidents/write".
Status Require(const Request& request, std::string_view action);

/// A body's list of names; none if it has no such member.
Result<std::vector<std::string>> NamesIn(const boost::json::object& body, std::string_view member);

/// 400, 403 or 404 with all that is wrong: nothing was changed.
struct Finding {
  std::string target;
  Error error;
};
Response FindingsAnswer(const std::vector<Finding>& findings);

}  // namespace harrier::api::hunting
