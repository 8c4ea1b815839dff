#pragma once

#include <string>
#include <string_view>

#include "hunting/parameters/parameter.h"

namespace harrier::hunting {

/// The text of a query behind a remark that tells the values of its parameters (a JSON object), so that what
/// it found can be found again. Without values the text as it is.
std::string WithValues(std::string_view query, std::string_view values);

/// The values that such a remark tells, for the parameters that the text declares; those without one have
/// their defaults. kInvalid as of ValuesFor.
Result<ParameterValues> ValuesIn(std::string_view query);

}  // namespace harrier::hunting
