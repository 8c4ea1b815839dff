#pragma once

#include <string_view>

namespace harrier::catalog {

/// content/tables as one text, made at build time: a line `T\tname\tkind\tproducts\tdescription` for each
/// table, followed by a line `C\tname\ttype` for each of its columns.
std::string_view EmbeddedTables();

}  // namespace harrier::catalog
