#pragma once

#include <string>
#include <string_view>

#include "catalog/catalog.h"

namespace harrier::api::kusto {

/// "(n: long = 1) { T | take n }" as parameters and body, each with its brackets.
std::pair<std::string_view, std::string_view> SplitFunction(std::string_view text);

/// All names as `.show schema as json` has them, the form that Kusto's editors read.
std::string SchemaJson(const catalog::Catalog& names, std::string_view database);

}  // namespace harrier::api::kusto
