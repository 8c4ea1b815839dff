#pragma once

#include <vector>

#include <boost/json/object.hpp>

#include "api/server/router.h"

namespace harrier::api::hunting {

/// The list of hunting queries as a page wants it: those of its rows that fulfil each of the request's
/// parameters `favourite`, `custom` (true, false), `source`, `dataSource`, `tactic`, `technique` (commas
/// between several; a technique stands for its sub-techniques too), `availability`, `status` (done, failed,
/// cancelled, notAvailable, notRun), `minResults`, `maxResults`, `minDelta`, `maxDelta`, `minDeltaPercent`,
/// `maxDeltaPercent` and `search`; in the order of `sort`, which names a member ("results", "-delta": the
/// greatest first; rows without it come last). With "tactics": how many of these rows have each tactic,
/// without regard to `tactic`. kInvalid tells what a parameter may be.
Result<boost::json::object> FilteredQueries(boost::json::array rows, const Request& request);

}  // namespace harrier::api::hunting
