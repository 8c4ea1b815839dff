#include "base/wildcard.h"
#include "kql/binder/binder.h"

namespace harrier::kql {

bool MatchesName(std::string_view pattern, std::string_view name) {
  return MatchesWildcard(pattern, name, LetterCase::kSensitive);
}

namespace {

/// Makes names unique as Kusto does: a, a1, a2….
class Names {
 public:
  std::string Take(std::string name) {
    if (taken_.insert(name).second) return name;
    for (int n = 1;; ++n) {
      std::string next = fmt::format("{}{}", name, n);
      if (taken_.insert(next).second) return next;
    }
  }
  bool Has(const std::string& name) const { return taken_.contains(name); }

 private:
  std::unordered_set<std::string> taken_;
};

/// The first of Column1, Column2… that no other column has.
std::string UnnamedColumn(const std::unordered_set<std::string>& named, int& next) {
  while (true) {
    std::string name = fmt::format("Column{}", next++);
    if (!named.contains(name)) return name;
  }
}

bool IsRef(const plan::Expr& expr) {
  return expr.kind == plan::Expr::Kind::kColumn;
}

}  // namespace

plan::Column Binder::NewColumn(std::string name, Type type) {
  return {ids_.NextColumn(), std::move(name), type};
}

Relation Binder::WithNode(const Relation& like, plan::NodePtr node) const {
  Relation out = like;
  out.node = std::move(node);
  out.visualization.reset();
  return out;
}

Relation Binder::Filter(Relation input, plan::ExprPtr predicate) {
  std::vector<plan::Column> columns = input.columns();
  return WithNode(input,
                  plan::MakeNode(plan::Filter{std::move(predicate)}, {input.node}, std::move(columns)));
}

Relation Binder::Project(const Relation& input, std::vector<NamedExpr> items) {
  std::unordered_set<std::string> named;
  for (const NamedExpr& item : items) named.insert(item.name);
  Names names;
  int next = 1;
  std::vector<plan::Column> columns;
  std::vector<plan::ExprPtr> exprs;
  std::unordered_set<plan::ColumnId> own;
  for (const plan::Column& column : input.columns()) own.insert(column.id);
  for (NamedExpr& item : items) {
    std::string name = names.Take(item.name.empty() ? UnnamedColumn(named, next) : item.name);
    plan::ExprPtr expr = std::move(item.expr);
    if (expr->type == Type::kUnknown) expr = plan::Lit(Value::String(""), expr->span);
    // A column that is only handed on keeps its id, unless it appears twice or belongs to a row outside.
    const bool keeps = IsRef(*expr) && own.erase(expr->column) > 0;
    columns.push_back(keeps ? plan::Column{expr->column, std::move(name), expr->type}
                            : NewColumn(std::move(name), expr->type));
    exprs.push_back(std::move(expr));
  }
  return WithNode(input, plan::MakeNode(plan::Project{std::move(exprs)}, {input.node}, std::move(columns)));
}

Relation Binder::Extend(const Relation& input, std::vector<NamedExpr> items) {
  std::vector<NamedExpr> all;
  std::unordered_map<std::string, size_t> at;
  for (const plan::Column& column : input.columns()) {
    at.emplace(column.name, all.size());
    all.push_back({column.name, plan::Ref(column), {}});
  }
  std::unordered_set<std::string> named;
  for (const auto& [name, i] : at) named.insert(name);
  for (const NamedExpr& item : items) named.insert(item.name);
  int next = 1;
  for (NamedExpr& item : items) {
    if (item.name.empty()) item.name = UnnamedColumn(named, next);
    const auto existing = at.find(item.name);
    if (existing != at.end()) {
      all[existing->second].expr = std::move(item.expr);
    } else {
      at.emplace(item.name, all.size());
      all.push_back(std::move(item));
    }
  }
  return Project(input, std::move(all));
}

Relation Binder::Keep(const Relation& input, const std::vector<plan::Column>& columns) {
  std::vector<NamedExpr> items;
  for (const plan::Column& column : columns) items.push_back({column.name, plan::Ref(column), {}});
  return Project(input, std::move(items));
}

Relation Binder::Unit() {
  return Relation{plan::MakeNode(plan::Values{{{}}}, {}, {})};
}

Relation Binder::NoLog() {
  std::vector<plan::Column> columns;
  for (const catalog::TableColumn& column : catalog::StandardColumns())
    columns.push_back(NewColumn(column.name, column.type));
  return Relation{plan::MakeNode(plan::Values{}, {}, std::move(columns))};
}

Relation Binder::Reference(LetValue::Tabular& shared) {
  if (std::exchange(shared.direct, false)) return shared.relation;
  std::vector<plan::Column> columns;
  for (const plan::Column& column : shared.relation.columns())
    columns.push_back(NewColumn(column.name, column.type));
  return WithNode(shared.relation,
                  plan::MakeNode(plan::Shared{shared.shared_id, shared.relation.node, shared.materialize}, {},
                                 std::move(columns)));
}

Result<plan::Column> Binder::FindColumn(const Relation& input, const syntax::Name& name) {
  for (const plan::Column& column : input.columns()) {
    if (column.name == name.text) return column;
  }
  std::string hint;
  for (const plan::Column& column : input.columns()) {
    if (column.name.size() == name.text.size() &&
        std::equal(column.name.begin(), column.name.end(), name.text.begin(),
                   [](char a, char b) { return std::tolower(a) == std::tolower(b); })) {
      hint = fmt::format("; did you mean '{}'? names are case-sensitive", column.name);
    }
  }
  return FailAt(name.span, "KS142", ErrorCode::kSemantic,
                "the name '{}' does not refer to any known column{}", name.text, hint);
}

plan::ExprPtr Binder::OpenValue(const Relation& input, const syntax::Name& name) {
  for (const plan::Column& column : input.columns()) {
    if (column.name != catalog::kOverflowColumn || column.type != Type::kDynamic) continue;
    const plan::ExprPtr key =
        plan::Fold(plan::CallKernel("string_to_dynamic", {plan::Lit(Value::String(name.text))}));
    return ToText(plan::CallKernel(
        "dyn_path", {plan::Ref(column), plan::Lit(Value::Dynamic("[" + key->value.text() + "]"))},
        name.span));
  }
  return plan::Lit(Value::String(""), name.span);
}

Result<plan::Column> Binder::FindColumnOrOpen(Relation& input, const syntax::Name& name) {
  Result<plan::Column> found = FindColumn(input, name);
  if (found || !input.open_schema) return found;
  input = Extend(input, {{name.text, OpenValue(input, name), name.span}});
  return input.columns().back();
}

Result<std::vector<plan::Column>> Binder::FindColumns(const Relation& input, const syntax::Expr& pattern) {
  const auto* name = pattern.As<syntax::NameRef>();
  if (pattern.As<syntax::Star>() != nullptr) return input.columns();
  if (name == nullptr) {
    return FailAt(pattern.span, "KS109", ErrorCode::kSemantic, "a column name is wanted here");
  }
  if (name->name.bracketed || name->name.text.find('*') == std::string::npos) {
    TRY(plan::Column column, FindColumn(input, name->name));
    return std::vector<plan::Column>{std::move(column)};
  }
  std::vector<plan::Column> found;
  for (const plan::Column& column : input.columns()) {
    if (MatchesName(name->name.text, column.name)) found.push_back(column);
  }
  return found;
}

std::vector<catalog::TablePtr> Binder::MatchTables(std::string_view pattern) const {
  std::vector<catalog::TablePtr> found;
  for (catalog::TablePtr& table : catalog().tables()) {
    if (MatchesName(pattern, table->name) && IsVisible(table->name)) found.push_back(std::move(table));
  }
  return found;
}

Result<std::vector<std::pair<std::string, Relation>>> Binder::MatchViews(std::string_view pattern) {
  // An inner name hides an outer one.
  std::vector<syntax::Name> names;
  for (const Environment* e = environment_.get(); e != nullptr; e = e->parent.get()) {
    for (const auto& [name, let] : e->names) {
      const auto* function = std::get_if<LetValue::Function>(&let.value);
      if (function == nullptr || !function->literal->view || function->open) continue;
      if (!function->literal->parameters.empty()) continue;
      if (MatchesName(pattern, name)) names.push_back({name, let.span, false});
    }
  }
  std::vector<std::pair<std::string, Relation>> views;
  std::unordered_set<std::string> seen;
  for (const syntax::Name& name : names) {
    if (!seen.insert(name.text).second) continue;
    TRY(std::optional<Bound> bound, FindNamed(name));
    if (bound && std::holds_alternative<Relation>(*bound))
      views.emplace_back(name.text, std::get<Relation>(std::move(*bound)));
  }
  return views;
}

Result<Relation> Binder::UnionOf(std::vector<Relation> inputs, std::vector<std::string> source_names,
                                 bool outer, const std::optional<std::string>& with_source,
                                 const std::vector<catalog::TablePtr>& without_rows) {
  // Output columns: by name; one name with several types becomes name_type each (Kusto docs, union operator).
  struct Slot {
    std::string name;
    Type type;
    size_t inputs = 0;
  };
  std::vector<Slot> slots;
  std::unordered_map<std::string, std::vector<size_t>> by_name;
  for (const Relation& input : inputs) {
    for (const plan::Column& column : input.columns()) {
      std::vector<size_t>& known = by_name[column.name];
      const auto same =
          std::find_if(known.begin(), known.end(), [&](size_t i) { return slots[i].type == column.type; });
      if (same != known.end()) {
        ++slots[*same].inputs;
      } else {
        known.push_back(slots.size());
        slots.push_back({column.name, column.type, 1});
      }
    }
  }
  // Columns of one name stand side by side, where the first of them stands.
  std::vector<Slot> ordered;
  for (const Slot& slot : slots) {
    const std::vector<size_t>& same_name = by_name[slot.name];
    if (&slot != &slots[same_name.front()]) continue;
    for (const size_t i : same_name) ordered.push_back(slots[i]);
  }
  slots = std::move(ordered);
  if (!outer) std::erase_if(slots, [&](const Slot& slot) { return slot.inputs < inputs.size(); });

  Names names;
  std::vector<plan::Column> columns;
  if (with_source) columns.push_back(NewColumn(names.Take(*with_source), Type::kString));
  for (const Slot& slot : slots) {
    const bool ambiguous = outer && by_name[slot.name].size() > 1;
    columns.push_back(NewColumn(
        names.Take(ambiguous ? fmt::format("{}_{}", slot.name, TypeName(slot.type)) : slot.name), slot.type));
  }

  std::vector<plan::NodePtr> branches;
  bool open_schema = false, from_data = false;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const Relation& input = inputs[i];
    open_schema = open_schema || input.open_schema;
    from_data = from_data || input.schema_from_data;
    std::vector<plan::ExprPtr> exprs;
    std::vector<plan::Column> branch_columns;
    if (with_source) {
      exprs.push_back(plan::Lit(Value::String(source_names[i])));
      branch_columns.push_back(NewColumn(*with_source, Type::kString));
    }
    for (const Slot& slot : slots) {
      plan::ExprPtr expr = plan::Lit(Value::Null(slot.type));
      for (const plan::Column& column : input.columns()) {
        if (column.name == slot.name && column.type == slot.type) expr = plan::Ref(column);
      }
      branch_columns.push_back(NewColumn(slot.name, slot.type));
      exprs.push_back(std::move(expr));
    }
    branches.push_back(
        plan::MakeNode(plan::Project{std::move(exprs)}, {input.node}, std::move(branch_columns)));
  }
  Relation out;
  out.node = branches.empty() ? plan::MakeNode(plan::Values{}, {}, std::move(columns))
                              : plan::MakeNode(plan::Union{}, std::move(branches), std::move(columns));
  out.open_schema = open_schema;
  out.schema_from_data = from_data;
  if (!outer) return out;
  std::unordered_set<std::string> known;
  for (const auto& [name, alike] : by_name) known.insert(name);
  return AddColumnsOf(std::move(out), without_rows, std::move(known));
}

Relation Binder::AddColumnsOf(Relation input, const std::vector<catalog::TablePtr>& tables,
                              std::unordered_set<std::string> known) {
  if (tables.empty()) return input;
  std::vector<NamedExpr> items;
  for (const plan::Column& column : input.columns()) items.push_back({column.name, plan::Ref(column), {}});
  for (const catalog::TablePtr& table : tables) {
    for (const catalog::TableColumn& column : table->columns) {
      if (known.insert(column.name).second)
        items.push_back({column.name, plan::Lit(Value::Null(column.type)), {}});
    }
  }
  return Project(input, std::move(items));
}

}  // namespace harrier::kql
