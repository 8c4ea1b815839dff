#include "query/clock_use.h"

#include <set>

#include "kql/lexer/lexer.h"

namespace harrier::query {
namespace {

bool Look(std::string_view text, const catalog::Catalog& catalog, std::set<std::string, std::less<>>& seen) {
  std::vector<Diagnostic> ignored;
  for (const kql::Token& token : kql::Lex(text, ignored)) {
    if (token.kind != kql::TokenKind::kName) continue;
    const std::string_view name = token.text;
    if (name == "now" || name == "ago") return true;
    if (seen.contains(name)) continue;
    const catalog::StoredFunctionPtr function = catalog.FindFunction(name);
    if (function == nullptr) continue;
    seen.emplace(name);
    if (Look(function->text, catalog, seen)) return true;
  }
  return false;
}

}  // namespace

bool MayUseClock(std::string_view text, const catalog::Catalog& catalog) {
  std::set<std::string, std::less<>> seen;
  return Look(text, catalog, seen);
}

}  // namespace harrier::query
