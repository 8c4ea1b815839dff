#pragma once

#include <string_view>

#include "catalog/catalog.h"

namespace harrier::query {

/// Whether a text may ask for the moment at which it runs: now() and ago() occur in it, or in a stored
/// function that it names. A name that only looks so counts as well.
bool MayUseClock(std::string_view text, const catalog::Catalog& catalog);

}  // namespace harrier::query
