#pragma once

#include <string_view>

namespace harrier::catalog {

/// Tables, schemas and functions of content/ as one text, made at build time: a line
/// `T\tname\tkind\tproducts\tdescription` for each table, followed by a line `C\tname\ttype` for each of its
/// columns; then a line `F\tname\tfolder\tflags\tdescription\ttext` for each function.
std::string_view EmbeddedContent();

}  // namespace harrier::catalog
