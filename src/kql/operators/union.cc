#include "kql/operators/operator.h"

namespace harrier::kql {

namespace {

/// The tables of a list, wildcards spread out, with the name that withsource shows for each. Tables of a
/// wildcard that are known to hold no row come apart.
Result<std::vector<std::pair<std::string, Relation>>> Tables(Binder& binder,
                                                             const std::vector<syntax::ExprPtr>& list,
                                                             bool fuzzy,
                                                             std::vector<catalog::TablePtr>& without_rows) {
  std::vector<std::pair<std::string, Relation>> out;
  const auto& has_rows = binder.options().has_rows;
  for (const syntax::ExprPtr& item : list) {
    const auto* name = item->As<syntax::NameRef>();
    if (name != nullptr && !name->name.bracketed && name->name.text.find('*') != std::string::npos) {
      for (catalog::TablePtr& table : binder.MatchTables(name->name.text)) {
        if (has_rows && !has_rows(table->name))
          without_rows.push_back(std::move(table));
        else
          out.emplace_back(table->name, binder.ScanTable(*table));
      }
      TRY(auto views, binder.MatchViews(name->name.text));
      for (auto& view : views) out.push_back(std::move(view));
      continue;
    }
    Result<Relation> table = binder.BindTable(*item, RowScope{});
    if (!table) {
      // isfuzzy passes over what cannot be resolved, as long as something is left.
      if (fuzzy && table.error().code != ErrorCode::kNotSupported) continue;
      return tl::unexpected(std::move(table.error()));
    }
    std::string source = name != nullptr        ? name->name.text
                         : !table->name.empty() ? table->name
                                                : fmt::format("union_arg{}", out.size());
    out.emplace_back(std::move(source), std::move(*table));
  }
  return out;
}

bool IsTrue(const std::string& text) {
  return text == "true" || text == "1";
}

}  // namespace

// Kusto docs, union operator: as a source, and after a table, which then is the first of them.
Result<Relation> BindUnion(Binder& binder, const syntax::UnionOp& op, const syntax::Operator& whole,
                           Relation input) {
  const bool outer = ParameterText(whole, "kind") != "inner";
  std::string source = ParameterText(whole, "withsource");
  if (source.empty()) source = ParameterText(whole, "with_source");
  std::vector<Relation> inputs;
  std::vector<std::string> names;
  const bool piped = !(input.node->As<plan::Values>() != nullptr && input.columns().empty());
  if (piped) {
    const auto* scan = input.node->As<plan::Scan>();
    names.push_back(scan != nullptr ? scan->table : !input.name.empty() ? input.name : "union_arg0");
    inputs.push_back(std::move(input));
  }
  const bool fuzzy = IsTrue(ParameterText(whole, "isfuzzy"));
  std::vector<catalog::TablePtr> without_rows;
  TRY(auto tables, Tables(binder, op.tables, fuzzy, without_rows));
  for (auto& [name, table] : tables) {
    names.push_back(name);
    inputs.push_back(std::move(table));
  }
  if (inputs.empty() && without_rows.empty() && fuzzy) {
    inputs.push_back(binder.NoLog());
    inputs.back().open_schema = true;
    names.emplace_back();
  }
  if (inputs.empty() && without_rows.empty()) {
    return FailAt(whole.span, "KS204", ErrorCode::kSemantic, "union: none of the tables exists");
  }
  return binder.UnionOf(std::move(inputs), std::move(names), outer,
                        source.empty() ? std::nullopt : std::optional(source), without_rows);
}

}  // namespace harrier::kql
