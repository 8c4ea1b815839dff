#include "kql/operators/operator.h"
#include "plan/rewrites/rewrite.h"
#include "plan/visit.h"

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

/// Does a subquery keep state from row to row, so that it cannot run for each outer row by itself?
bool KeepsState(const plan::Node& node) {
  const auto* window = node.As<plan::Window>();
  const bool session = window != nullptr &&
                       std::any_of(window->calls.begin(), window->calls.end(), [](const plan::WindowCall& c) {
                         return c.op == plan::WindowOp::kSession;
                       });
  return session || node.As<plan::StepScan>() != nullptr ||
         std::any_of(node.inputs.begin(), node.inputs.end(),
                     [](const plan::NodePtr& input) { return KeepsState(*input); });
}

/// Records and what the operators make of their elements, where those run for all records at once, with the
/// record's number as a partition. Nullopt where they name the record's columns or cannot be divided so.
std::optional<Relation> ApplyAtOnce(Binder& binder, const Relation& input, const plan::Unnest& unnest,
                                    const plan::NodePtr& elements, const Relation& applied) {
  plan::WindowCall number;
  number.op = plan::WindowOp::kRowNumber;
  number.output = binder.NewColumn("$record", Type::kLong);
  std::vector<plan::Column> numbered = input.columns();
  numbered.push_back(number.output);
  LetValue::Tabular records{
      binder.WithNode(input, plan::MakeNode(plan::Window{{std::move(number)}}, {input.node}, numbered)),
      binder.ids().NextShared(), true};

  // The elements of all records, beside the columns that they are read from.
  const Relation source = binder.Reference(records);
  const plan::Column record = binder.NewColumn("$record", Type::kLong);
  std::vector<plan::Column> columns = input.columns();
  columns.push_back(record);
  plan::Project same_names, taken = *elements->As<plan::Project>();
  for (const plan::Column& column : source.columns()) same_names.exprs.push_back(plan::Ref(column));
  plan::NodePtr rows = plan::MakeNode(std::move(same_names), {source.node}, columns);
  const std::vector<plan::Column>& given = elements->inputs[0]->columns;
  columns.insert(columns.end(), given.begin(), given.end());
  rows = plan::MakeNode(unnest, {std::move(rows)}, std::move(columns));
  columns = elements->columns;
  columns.push_back(record);
  taken.exprs.push_back(plan::Ref(record));
  rows = plan::MakeNode(std::move(taken), {std::move(rows)}, std::move(columns));

  plan::NodePtr at_once = plan::ByPartition(applied.node, {elements, record, rows, record}, binder.ids());
  if (at_once == nullptr || !plan::OuterColumns(*at_once).empty()) return std::nullopt;
  const Relation left = binder.Reference(records);
  columns = left.columns();
  columns.insert(columns.end(), at_once->columns.begin(), at_once->columns.end());
  plan::NodePtr joined = plan::MakeNode(
      plan::Join{plan::JoinKind::kInner, {{plan::Ref(left.columns().back()), plan::Ref(record)}}},
      {left.node, std::move(at_once)}, std::move(columns));
  return binder.WithNode(input, std::move(joined));
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
  const plan::NodePtr leaf = elements.node;

  // The record's own columns can be named inside.
  auto inner = std::make_shared<Environment>();
  inner->parent = binder.environment();
  for (const plan::Column& column : input.columns())
    inner->names.insert_or_assign(column.name, LetValue{plan::Ref(column), {}});
  EnvironmentPtr saved = std::exchange(binder.environment(), inner);
  Result<Relation> applied = binder.BindOperators(op.on, std::move(elements));
  binder.environment() = std::move(saved);
  if (!applied) return applied;

  std::optional<Relation> joined;
  if (KeepsState(*applied->node)) joined = ApplyAtOnce(binder, input, expansion.unnest, leaf, *applied);
  if (!joined) {
    std::vector<plan::Column> columns = input.columns();
    columns.insert(columns.end(), applied->columns().begin(), applied->columns().end());
    joined = binder.WithNode(
        input, plan::MakeNode(plan::Lateral{}, {input.node, applied->node}, std::move(columns)));
  }
  std::vector<NamedExpr> out;
  for (size_t i = 0; i < input.columns().size(); ++i) {
    const plan::Column& column = joined->columns()[i];
    // An array whose elements take its own name is gone, even if the operators drop them.
    const bool replaced =
        std::any_of(applied->columns().begin(), applied->columns().end(),
                    [&](const plan::Column& c) { return c.name == column.name; }) ||
        std::find(expansion.names.begin(), expansion.names.end(), column.name) != expansion.names.end();
    if (!replaced) out.push_back({column.name, plan::Ref(column), {}});
  }
  for (const plan::Column& column : applied->columns()) out.push_back({column.name, plan::Ref(column), {}});
  return binder.Project(*joined, std::move(out));
}

}  // namespace

const OperatorDef kMvExpandOperator{
    {"mv-expand", "mvexpand"}, ReadMvExpand, BindNode<MvExpandOp, BindMvExpand>};
const OperatorDef kMvApplyOperator{{"mv-apply", "mvapply"}, ReadMvApply, BindNode<MvApplyOp, BindMvApply>};

}  // namespace harrier::kql
