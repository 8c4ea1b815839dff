#pragma once

#include "kql/parser/parser.h"
#include "query/session.h"

namespace harrier::query {

/// A request property that a query's answer depends on, as a client's options or a `set` statement name it
/// (Kusto docs, request properties). An unset value is that of `set notruncation;`. Unknown names are
/// ignored, since most of them steer a cluster; a value of a wrong kind is kInvalid.
Status ApplyOption(std::string_view name, const std::optional<Value>& value, Request& request);

/// The properties that the text's own `set` statements name; they win over those of the request.
Status ApplySetStatements(const kql::ParsedQuery& parsed, Request& request);

/// The longest time that a query may ask for.
inline constexpr int64_t kLongestTimeoutNs = int64_t{3600} * 1'000'000'000;

/// "0:04:00", "1 day, 0:00:00", "00:01:00.000", "1.00:00:00", "30s": nanoseconds, more than 0 and at most
/// kLongestTimeoutNs.
std::optional<int64_t> ParseTimeout(std::string_view text);

}  // namespace harrier::query
