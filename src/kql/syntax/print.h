#pragma once

#include <string>

#include "kql/syntax/statement.h"

namespace harrier::kql::syntax {

/// The tree as indented text, for `ast` goldens.
std::string Print(const Query& query);
std::string Print(const Expr& expr);

}  // namespace harrier::kql::syntax
