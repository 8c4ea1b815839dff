#pragma once

#include <vector>

#include <boost/json/value.hpp>

#include "api/arm/endpoint.h"

namespace harrier::api::arm {

/// The answer to a list: what is left of `resources` after $filter and $search, in the order of $orderby, one
/// page of it ($top, $skip, $skipToken), with nextLink if there is more, and $count. `page` 0: all in one.
Result<boost::json::object> ListAnswer(const Context& context, std::vector<boost::json::value> resources,
                                       size_t page);

/// The address of the list's next page: the request's own, with another $skipToken.
std::string NextLink(const Context& context, std::string_view token);

}  // namespace harrier::api::arm
