#include "kql/operators/operator.h"

namespace harrier::kql {

namespace {

struct MvItem {
  syntax::ExprPtr expr;
  Type to_type = Type::kUnknown;
  Span span{};
};  // expr may be Named

struct MvExpandOp {
  std::vector<MvItem> items;
  syntax::ExprPtr limit;
};  // kind=, with_itemindex= in parameters

struct MvApplyOp {
  std::vector<MvItem> items;
  syntax::ExprPtr limit;
  std::optional<syntax::Name> context_id;
  std::vector<syntax::OperatorPtr> on;
};

MvItem ReadMvItem(Reader& in) {
  MvItem item;
  const uint32_t begin = in.Begin();
  item.expr = in.ReadNamed();
  if (in.At("to") && in.Peek(1).Is("typeof")) {
    in.Take();
    in.Take();
    in.Expect("(");
    Span span;
    item.to_type = in.ReadType(&span);
    in.Expect(")");
  }
  item.span = in.From(begin);
  return item;
}

void ReadMvExpand(Reader& in, syntax::Operator& op) {
  // `id = x` names a column here.
  if (!in.At("id")) op.parameters = in.ReadParameters();
  MvExpandOp expand;
  do {
    expand.items.push_back(ReadMvItem(in));
  } while (in.Accept(","));
  if (in.Accept("limit")) expand.limit = in.ReadExpression();
  op.node = std::move(expand);
}

void ReadMvApply(Reader& in, syntax::Operator& op) {
  if (!in.At("id")) op.parameters = in.ReadParameters();
  MvApplyOp apply;
  do {
    apply.items.push_back(ReadMvItem(in));
  } while (in.Accept(","));
  if (in.Accept("limit")) apply.limit = in.ReadExpression();
  if (in.Accept("id")) apply.context_id = in.ReadName("a name");
  in.Expect("on");
  in.Expect("(");
  apply.on = in.ReadSubPipeline(")");
  op.node = std::move(apply);
}

/// The items of mv-expand and mv-apply: what is expanded, and the columns that the elements become.
struct Expansion {
  plan::Unnest unnest;
  std::vector<std::string> names;
  std::vector<plan::Column> elements;  // dynamic, as Unnest gives them
  std::vector<Type> types;             // what they are converted to
};

Result<Expansion> BindExpansion(Binder& binder, const std::vector<MvItem>& items,
                                const syntax::ExprPtr& limit, const RowScope& scope) {
  Expansion out;
  for (const MvItem& item : items) {
    TRY(std::vector<NamedExpr> bound, binder.BindItem(*item.expr, scope));
    if (bound.size() != 1)
      return FailAt(item.span, "KS139", ErrorCode::kSemantic, "one array at a time is expanded");
    out.unnest.sources.push_back(binder.Convert(bound[0].expr, Type::kDynamic));
    out.names.push_back(bound[0].name.empty() ? fmt::format("Column{}", out.names.size() + 1)
                                              : bound[0].name);
    out.elements.push_back(binder.NewColumn(out.names.back(), Type::kDynamic));
    out.types.push_back(item.to_type == Type::kUnknown ? Type::kDynamic : item.to_type);
  }
  if (limit != nullptr) {
    TRY(out.unnest.limit, binder.BindRowCount(*limit));
  }
  return out;
}

plan::ExprPtr Element(Binder& binder, const Expansion& expansion, size_t i) {
  return binder.Convert(plan::Ref(expansion.elements[i]), expansion.types[i]);
}

// Kusto docs, mv-expand operator.
Result<Relation> BindMvExpand(Binder& binder, const MvExpandOp& op, const syntax::Operator& whole,
                              Relation input) {
  const RowScope scope{.row = &input};
  TRY(Expansion expansion, BindExpansion(binder, op.items, op.limit, scope));
  std::string kind = ParameterText(whole, "bagexpansion");
  if (kind.empty()) kind = ParameterText(whole, "kind");
  expansion.unnest.bag_as_array = kind == "array";
  const std::string index_name = ParameterText(whole, "with_itemindex");

  std::vector<plan::Column> columns = input.columns();
  columns.insert(columns.end(), expansion.elements.begin(), expansion.elements.end());
  plan::Column index;
  if (!index_name.empty()) {
    expansion.unnest.with_index = true;
    index = binder.NewColumn(index_name, Type::kLong);
    columns.push_back(index);
  }
  const Relation expanded =
      binder.WithNode(input, plan::MakeNode(expansion.unnest, {input.node}, std::move(columns)));
  std::vector<NamedExpr> items;
  for (const plan::Column& column : input.columns()) items.push_back({column.name, plan::Ref(column), {}});
  if (!index_name.empty()) items.push_back({index_name, plan::Ref(index), {}});
  for (size_t i = 0; i < expansion.names.size(); ++i) {
    const auto same = std::find_if(items.begin(), items.end(),
                                   [&](const NamedExpr& e) { return e.name == expansion.names[i]; });
    if (same != items.end())
      same->expr = Element(binder, expansion, i);
    else
      items.push_back({expansion.names[i], Element(binder, expansion, i), op.items[i].span});
  }
  return binder.Project(expanded, std::move(items));
}

// Kusto docs, mv-apply operator: the operators run on the expanded rows of each record by itself.
Result<Relation> BindMvApply(Binder& binder, const MvApplyOp& op, const syntax::Operator& whole,
                             Relation input) {
  const RowScope scope{.row = &input};
  TRY(Expansion expansion, BindExpansion(binder, op.items, op.limit, scope));
  Relation unit = binder.Unit();
  std::vector<plan::Column> given = expansion.elements;
  std::vector<NamedExpr> items;
  for (size_t i = 0; i < expansion.names.size(); ++i)
    items.push_back({expansion.names[i], Element(binder, expansion, i), op.items[i].span});
  const std::string index_name = ParameterText(whole, "with_itemindex");
  if (!index_name.empty()) {
    expansion.unnest.with_index = true;
    given.push_back(binder.NewColumn(index_name, Type::kLong));
    items.push_back({index_name, plan::Ref(given.back()), {}});
  }
  const Relation rows =
      binder.WithNode(unit, plan::MakeNode(expansion.unnest, {unit.node}, std::move(given)));
  Relation elements = binder.Project(rows, std::move(items));
  elements.ordered = true;

  // The record's own columns can be named inside.
  auto inner = std::make_shared<Environment>();
  inner->parent = binder.environment();
  for (const plan::Column& column : input.columns())
    inner->names.insert_or_assign(column.name, LetValue{plan::Ref(column), {}});
  EnvironmentPtr saved = std::exchange(binder.environment(), inner);
  Result<Relation> applied = binder.BindOperators(op.on, std::move(elements));
  binder.environment() = std::move(saved);
  if (!applied) return applied;

  std::vector<plan::Column> columns = input.columns();
  columns.insert(columns.end(), applied->columns().begin(), applied->columns().end());
  const Relation joined = binder.WithNode(
      input, plan::MakeNode(plan::Lateral{}, {input.node, applied->node}, std::move(columns)));
  std::vector<NamedExpr> out;
  for (const plan::Column& column : input.columns()) {
    // An array whose elements take its own name is gone, even if the operators drop them.
    const bool replaced =
        std::any_of(applied->columns().begin(), applied->columns().end(),
                    [&](const plan::Column& c) { return c.name == column.name; }) ||
        std::find(expansion.names.begin(), expansion.names.end(), column.name) != expansion.names.end();
    if (!replaced) out.push_back({column.name, plan::Ref(column), {}});
  }
  for (const plan::Column& column : applied->columns()) out.push_back({column.name, plan::Ref(column), {}});
  return binder.Project(joined, std::move(out));
}

}  // namespace

const OperatorDef kMvExpandOperator{
    {"mv-expand", "mvexpand"}, ReadMvExpand, BindNode<MvExpandOp, BindMvExpand>};
const OperatorDef kMvApplyOperator{{"mv-apply", "mvapply"}, ReadMvApply, BindNode<MvApplyOp, BindMvApply>};

}  // namespace harrier::kql
