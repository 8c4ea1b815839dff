#include "kql/operators/operator.h"
#include "kql/operators/search_terms.h"

namespace harrier::kql {

namespace {

struct SearchOp {
  std::vector<syntax::ExprPtr> tables;
  syntax::ExprPtr predicate;
};  // in (tables); kind= in parameters

void ReadSearch(Reader& in, syntax::Operator& op) {
  SearchOp search;
  op.parameters = in.ReadParameters();
  if (in.At("in") && in.Peek(1).Is("(")) {
    in.Take();
    search.tables = in.ReadTableList();
  }
  for (syntax::Parameter& p : in.ReadParameters()) op.parameters.push_back(std::move(p));
  search.predicate = in.ReadExpression();
  op.node = std::move(search);
}

/// Which of the tables hold a row that matches, by number; each is read no further than its first.
Result<std::vector<size_t>> TablesWithHits(Binder& binder, const std::vector<Relation>& tables) {
  std::vector<plan::NodePtr> branches;
  for (size_t i = 0; i < tables.size(); ++i) {
    const plan::NodePtr first =
        plan::MakeNode(plan::Limit{plan::Lit(Value::Long(1))}, {tables[i].node}, tables[i].columns());
    branches.push_back(plan::MakeNode(plan::Project{{plan::Lit(Value::Long(static_cast<int64_t>(i)))}},
                                      {first}, {binder.NewColumn("table", Type::kLong)}));
  }
  const plan::NodePtr all =
      plan::MakeNode(plan::Union{}, std::move(branches), {binder.NewColumn("table", Type::kLong)});
  TRY(const auto rows, binder.evaluate()(*all));
  std::vector<size_t> hits;
  for (const auto& row : rows) hits.push_back(static_cast<size_t>(row.at(0).integer()));
  std::sort(hits.begin(), hits.end());
  return hits;
}

/// A union of many tables with all but some branches taken out. The columns stay; those that only the others
/// had become constants above the union, which hundreds of tables would fill with thousands of nulls each.
Relation KeepBranches(Binder& binder, const Relation& all, const std::vector<size_t>& kept) {
  const std::vector<plan::Column>& columns = all.columns();
  std::vector<const plan::Node*> branches;
  for (const size_t i : kept) branches.push_back(all.node->inputs[i].get());
  std::vector<size_t> live;
  for (size_t c = 0; c < columns.size(); ++c) {
    const bool any = std::any_of(branches.begin(), branches.end(), [&](const plan::Node* branch) {
      const plan::Expr& expr = *branch->As<plan::Project>()->exprs[c];
      return !(expr.is_literal() && expr.value == Value::Null(columns[c].type));
    });
    if (any) live.push_back(c);
  }
  Relation out = all;
  if (live.empty()) {
    out.node = plan::MakeNode(plan::Values{}, {}, columns);
    return out;
  }
  std::vector<plan::NodePtr> narrow;
  for (const plan::Node* branch : branches) {
    std::vector<plan::ExprPtr> exprs;
    std::vector<plan::Column> branch_columns;
    for (const size_t c : live) {
      exprs.push_back(branch->As<plan::Project>()->exprs[c]);
      branch_columns.push_back(branch->columns[c]);
    }
    narrow.push_back(
        plan::MakeNode(plan::Project{std::move(exprs)}, branch->inputs, std::move(branch_columns)));
  }
  std::vector<plan::Column> union_columns;
  std::vector<plan::ExprPtr> exprs;
  for (const plan::Column& column : columns) exprs.push_back(plan::Lit(Value::Null(column.type)));
  for (const size_t c : live) {
    union_columns.push_back(binder.NewColumn(columns[c].name, columns[c].type));
    exprs[c] = plan::Ref(union_columns.back());
  }
  plan::NodePtr rows = plan::MakeNode(plan::Union{}, std::move(narrow), std::move(union_columns));
  out.node = plan::MakeNode(plan::Project{std::move(exprs)}, {std::move(rows)}, columns);
  return out;
}

/// From how many tables on it pays to ask first which of them match.
constexpr size_t kManyTables = 16;

// Kusto docs, search operator.
Result<Relation> BindSearch(Binder& binder, const SearchOp& op, const syntax::Operator& whole,
                            Relation input) {
  const std::string kind = ParameterText(whole, "kind");
  const bool case_sensitive = kind == "case_sensitive";
  if (!kind.empty() && !case_sensitive && kind != "case_insensitive" && kind != "default") {
    return FailAt(whole.keyword_span, "KS005", ErrorCode::kSemantic,
                  "the kind of a search is default, case_insensitive or case_sensitive, not '{}'", kind);
  }
  Sources sources;
  if (std::optional<Source> piped = PipedSource(std::move(input))) {
    sources.found.push_back(std::move(*piped));
  } else {
    TRY(sources, FindSources(binder, op.tables, false));
  }
  const ColumnTypes known = TypesOf(binder, sources, NamesIn(*op.predicate));
  std::vector<Relation> found;
  std::vector<std::string> names;
  for (auto& [name, table] : sources.found) {
    TRY(plan::ExprPtr predicate, SearchBinder(binder, table, known, case_sensitive).Bind(*op.predicate));
    found.push_back(binder.Filter(std::move(table), std::move(predicate)));
    names.push_back(std::move(name));
  }
  // Of tables that a list names the columns are there even without rows; of all tables they would be too
  // many.
  if (op.tables.empty()) sources.without_rows.clear();
  if (found.empty() && sources.without_rows.empty()) {
    found.push_back(binder.NoLog());
    found.back().open_schema = true;
    names.emplace_back();
  }
  if (found.size() < kManyTables || !binder.evaluate())
    return binder.UnionOf(std::move(found), std::move(names), true, "$table", sources.without_rows);
  TRY(const std::vector<size_t> hits, TablesWithHits(binder, found));
  std::unordered_set<std::string> columns;
  for (const Relation& table : found)
    for (const plan::Column& column : table.columns()) columns.insert(column.name);
  TRY(const Relation all, binder.UnionOf(std::move(found), std::move(names), true, "$table"));
  return binder.AddColumnsOf(KeepBranches(binder, all, hits), sources.without_rows, std::move(columns));
}

}  // namespace

const OperatorDef kSearchOperator{{"search"}, ReadSearch, BindNode<SearchOp, BindSearch>};

}  // namespace harrier::kql
