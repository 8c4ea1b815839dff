#pragma once

#include <string>

#include "base/error.h"
#include "hunting/shape/json.h"

namespace harrier::hunting {

/// A YAML text as JSON: quoted scalars are texts, plain ones true, false, null, numbers or texts as JSON has
/// them. kInvalid, with line and column, if it is no YAML.
Result<json::value> ParseYaml(const std::string& text);

}  // namespace harrier::hunting
