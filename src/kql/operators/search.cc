#include "kql/operators/operator.h"

namespace harrier::kql {

namespace {

/// Binds a search predicate: bare texts look in every column (Kusto docs, search operator).
class SearchBinder {
 public:
  SearchBinder(Binder& binder, const Relation& row, bool case_sensitive)
      : binder_(binder), row_(row), case_sensitive_(case_sensitive) {}

  Result<plan::ExprPtr> Bind(const syntax::Expr& expr) {
    if (const auto* paren = expr.As<syntax::Paren>()) return Bind(*paren->inner);
    if (expr.As<syntax::Star>() != nullptr) return plan::Lit(Value::Bool(true), expr.span);
    if (const auto* literal = expr.As<syntax::Literal>()) {
      if (literal->value.type() == Type::kString) return Anywhere(literal->value.text(), expr.span);
    }
    if (const auto* call = expr.As<syntax::Call>();
        call != nullptr && call->function.text == "not" && call->arguments.size() == 1) {
      TRY(plan::ExprPtr inner, Bind(*call->arguments[0]));
      return plan::Apply(plan::Op::kNot, {std::move(inner)}, expr.span);
    }
    if (const auto* binary = expr.As<syntax::Binary>()) {
      if (binary->op == "and" || binary->op == "or") {
        TRY(plan::ExprPtr left, Bind(*binary->left));
        TRY(plan::ExprPtr right, Bind(*binary->right));
        return plan::Apply(binary->op == "and" ? plan::Op::kAnd : plan::Op::kOr,
                           {std::move(left), std::move(right)}, expr.span);
      }
      if (binary->op == ":" && binary->left->As<syntax::Star>() == nullptr) return Column(*binary, expr.span);
    }
    if (MissingColumn(expr)) return plan::Lit(Value::Bool(false), expr.span);
    return binder_.BindPredicate(expr, RowScope{.row = &row_});
  }

 private:
  /// column: "text".
  Result<plan::ExprPtr> Column(const syntax::Binary& binary, Span span) {
    TRY(const std::string text, binder_.BindConstantString(*binary.right, "the text to look for"));
    if (MissingColumn(*binary.left)) return plan::Lit(Value::Bool(false), span);
    TRY(plan::ExprPtr left, binder_.BindScalar(*binary.left, RowScope{.row = &row_}));
    return Term(std::move(left), text, span);
  }

  /// A table that lacks the column cannot match.
  bool MissingColumn(const syntax::Expr& expr) {
    if (const auto* name = expr.As<syntax::NameRef>()) {
      return std::none_of(row_.columns().begin(), row_.columns().end(),
                          [&](const plan::Column& c) { return c.name == name->name.text; }) &&
             binder_.environment()->Find(name->name.text) == nullptr;
    }
    if (const auto* binary = expr.As<syntax::Binary>())
      return MissingColumn(*binary->left) || MissingColumn(*binary->right);
    if (const auto* member = expr.As<syntax::Member>()) return MissingColumn(*member->base);
    if (const auto* in = expr.As<syntax::InList>()) return MissingColumn(*in->left);
    if (const auto* between = expr.As<syntax::Between>()) return MissingColumn(*between->left);
    return false;
  }

  Result<plan::ExprPtr> Anywhere(const std::string& text, Span span) {
    std::vector<plan::ExprPtr> any;
    for (const plan::Column& column : row_.columns()) {
      TRY(plan::ExprPtr hit, Term(plan::Ref(column, span), text, span));
      any.push_back(std::move(hit));
    }
    return any.empty() ? plan::Lit(Value::Bool(false), span)
                       : plan::Apply(plan::Op::kOr, std::move(any), span);
  }

  /// A term, with stars at its ends meaning prefix, suffix or anywhere.
  Result<plan::ExprPtr> Term(plan::ExprPtr column, std::string text, Span span) {
    const bool open_left = text.starts_with("*"), open_right = text.size() > 1 && text.ends_with("*");
    if (text == "*")
      return plan::Apply(plan::Op::kNot, {binder_.CallNamed("isempty", {std::move(column)}, span).value()},
                         span);
    if (open_left) text.erase(0, 1);
    if (open_right) text.pop_back();
    std::string op = open_left && open_right ? "contains"
                     : open_left             ? "hassuffix"
                     : open_right            ? "hasprefix"
                                             : "has";
    if (text.find('*') != std::string::npos) {
      std::string pattern = case_sensitive_ ? "" : "(?i)";
      for (const char c : text) {
        if (c == '*')
          pattern += ".*";
        else if (std::isalnum(static_cast<unsigned char>(c)) || (c & 0x80) != 0)
          pattern += c;
        else
          pattern += std::string("\\") + c;
      }
      return binder_.CallTextOperator("matches regex", std::move(column), plan::Lit(Value::String(pattern)),
                                      span);
    }
    if (case_sensitive_) op += "_cs";
    return binder_.CallTextOperator(op, std::move(column), plan::Lit(Value::String(text)), span);
  }

  Binder& binder_;
  const Relation& row_;
  bool case_sensitive_;
};

/// The tables of `in (…)`, or all that have rows.
Result<std::vector<std::pair<std::string, Relation>>> SearchTables(Binder& binder,
                                                                   const std::vector<syntax::ExprPtr>& list) {
  std::vector<std::pair<std::string, Relation>> out;
  if (list.empty()) {
    for (const catalog::TablePtr& table : binder.MatchTables("*")) {
      if (binder.options().has_rows && !binder.options().has_rows(table->name)) continue;
      out.emplace_back(table->name, binder.ScanTable(*table));
    }
    TRY(auto views, binder.MatchViews("*"));
    for (auto& view : views) out.push_back(std::move(view));
    return out;
  }
  for (const syntax::ExprPtr& item : list) {
    const auto* name = item->As<syntax::NameRef>();
    if (name != nullptr && name->name.text.find('*') != std::string::npos) {
      for (const catalog::TablePtr& table : binder.MatchTables(name->name.text))
        out.emplace_back(table->name, binder.ScanTable(*table));
      TRY(auto views, binder.MatchViews(name->name.text));
      for (auto& view : views) out.push_back(std::move(view));
      continue;
    }
    TRY(Relation table, binder.BindTable(*item, RowScope{}));
    std::string source = name != nullptr       ? name->name.text
                         : !table.name.empty() ? table.name
                                               : fmt::format("arg{}", out.size());
    out.emplace_back(std::move(source), std::move(table));
  }
  return out;
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

}  // namespace

Result<Relation> BindSearch(Binder& binder, const syntax::SearchOp& op, const syntax::Operator& whole,
                            Relation input) {
  const bool case_sensitive = ParameterText(whole, "kind") == "case_sensitive";
  std::vector<std::pair<std::string, Relation>> tables;
  const bool piped = !(input.node->As<plan::Values>() != nullptr && input.columns().empty());
  if (piped) {
    const auto* scan = input.node->As<plan::Scan>();
    const std::string source = scan != nullptr ? scan->table : input.name;
    tables.emplace_back(source, std::move(input));
  } else {
    TRY(tables, SearchTables(binder, op.tables));
  }
  std::vector<Relation> found;
  std::vector<std::string> names;
  for (auto& [name, table] : tables) {
    TRY(plan::ExprPtr predicate, SearchBinder(binder, table, case_sensitive).Bind(*op.predicate));
    found.push_back(binder.Filter(std::move(table), std::move(predicate)));
    names.push_back(name);
  }
  if (found.empty()) {
    found.push_back(binder.NoLog());  // no table holds a row yet
    found.back().open_schema = true;
    names.emplace_back();
  }
  if (found.size() < kManyTables || !binder.evaluate())
    return binder.UnionOf(std::move(found), std::move(names), true, "$table");
  TRY(const std::vector<size_t> hits, TablesWithHits(binder, found));
  TRY(const Relation all, binder.UnionOf(std::move(found), std::move(names), true, "$table"));
  return KeepBranches(binder, all, hits);
}

/// Names in a predicate, in order; some may be of columns.
void CollectNames(const syntax::Expr& expr, std::vector<std::string>& out) {
  auto all = [&](const std::vector<syntax::ExprPtr>& exprs) {
    for (const syntax::ExprPtr& one : exprs) CollectNames(*one, out);
  };
  if (const auto* name = expr.As<syntax::NameRef>()) out.push_back(name->name.text);
  if (const auto* paren = expr.As<syntax::Paren>()) CollectNames(*paren->inner, out);
  if (const auto* unary = expr.As<syntax::Unary>()) CollectNames(*unary->operand, out);
  if (const auto* call = expr.As<syntax::Call>()) all(call->arguments);
  if (const auto* member = expr.As<syntax::Member>()) CollectNames(*member->base, out);
  if (const auto* index = expr.As<syntax::Index>()) CollectNames(*index->base, out);
  if (const auto* binary = expr.As<syntax::Binary>()) all({binary->left, binary->right});
  if (const auto* between = expr.As<syntax::Between>()) all({between->left, between->low, between->high});
  if (const auto* in = expr.As<syntax::InList>()) {
    CollectNames(*in->left, out);
    all(in->items);
  }
}

// Kusto docs, find operator: rows of several tables that match, with the columns asked for, or those that all
// tables have and the predicate names; the rest of a row is packed.
Result<Relation> BindFind(Binder& binder, const syntax::FindOp& op, const syntax::Operator& whole, Relation) {
  TRY(auto tables, SearchTables(binder, op.tables));
  std::string source = ParameterText(whole, "withsource");
  if (source.empty()) source = "source_";
  std::vector<Relation> found;
  std::vector<std::string> names;
  // Columns that every table has keep their place; then come those that the predicate names.
  std::map<std::string, size_t> seen;
  std::map<std::string, Type> types;
  for (const auto& [name, table] : tables) {
    for (const plan::Column& column : table.columns()) {
      ++seen[column.name];
      types.emplace(column.name, column.type);
    }
  }
  std::vector<std::string> named;
  CollectNames(*op.predicate, named);
  std::erase_if(named, [&](const std::string& name) {
    const auto at = seen.find(name);
    return at == seen.end() || at->second == tables.size();
  });
  for (auto& [name, table] : tables) {
    TRY(plan::ExprPtr predicate, SearchBinder(binder, table, false).Bind(*op.predicate));
    const Relation rows = binder.Filter(std::move(table), std::move(predicate));
    std::vector<NamedExpr> items;
    std::unordered_set<std::string> taken;
    if (!op.project.empty() || op.pack_all) {
      for (const syntax::ColumnDecl& wanted : op.project) {
        plan::ExprPtr value;
        for (const plan::Column& column : rows.columns()) {
          if (column.name == wanted.name.text) value = plan::Ref(column);
        }
        const Type type = wanted.type == Type::kUnknown ? (value ? value->type : Type::kString) : wanted.type;
        value = value ? binder.Convert(std::move(value), type) : plan::Lit(Value::Null(type));
        items.push_back({wanted.name.text, std::move(value), wanted.name.span});
        taken.insert(wanted.name.text);
      }
    } else {
      for (const plan::Column& column : rows.columns()) {
        if (seen[column.name] != tables.size()) continue;
        items.push_back({column.name, plan::Ref(column), {}});
        taken.insert(column.name);
      }
      for (const std::string& wanted : named) {
        if (!taken.insert(wanted).second) continue;
        plan::ExprPtr value = plan::Lit(Value::Null(types.at(wanted)));
        for (const plan::Column& column : rows.columns()) {
          if (column.name == wanted) value = plan::Ref(column);
        }
        items.push_back({wanted, std::move(value), {}});
      }
    }
    if (op.project.empty() || op.pack_all) {
      std::vector<plan::ExprPtr> rest;
      for (const plan::Column& column : rows.columns()) {
        if (taken.contains(column.name)) continue;
        rest.push_back(plan::Lit(Value::String(column.name)));
        rest.push_back(plan::Ref(column));
      }
      plan::ExprPtr bag = plan::Lit(Value::Dynamic("{}"));
      if (!rest.empty()) {
        TRY(bag, binder.CallNamed("bag_pack", std::move(rest), whole.span));
      }
      items.push_back({"pack_", std::move(bag), whole.span});
    }
    found.push_back(binder.Project(rows, std::move(items)));
    names.push_back(name);
  }
  if (found.empty())
    return FailAt(whole.span, "KS204", ErrorCode::kSemantic, "find: none of the tables holds a row");
  return binder.UnionOf(std::move(found), std::move(names), true, source);
}

}  // namespace harrier::kql
