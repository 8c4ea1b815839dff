#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"

namespace harrier::app {

/// The words that begin with `prefix` and may stand at the end of `text`: commands after a dot, operators
/// after a pipe, tables at the start, else columns of the tables that the text names, functions and
/// operators. In order, none twice.
std::vector<std::string> CompleteQuery(const catalog::Catalog& names, std::string_view text,
                                       std::string_view prefix);

}  // namespace harrier::app
