#include "kql/operators/operator.h"

// Operators that order, limit and count rows (Kusto docs: sort, take, top, count, sample, sample-distinct,
// as, consume).
namespace harrier::kql {

namespace {

Result<plan::SortKey> BindKey(Binder& binder, const syntax::SortKey& key, Relation& input) {
  TRY(std::vector<NamedExpr> bound, binder.BindItems({key.expr}, input));
  plan::ExprPtr expr = bound.at(0).expr;
  if (expr->type == Type::kDynamic) expr = binder.ToText(std::move(expr));
  const bool ascending = key.ascending.value_or(false);
  return plan::SortKey{std::move(expr), ascending, key.nulls_first.value_or(ascending)};
}

}  // namespace

Result<Relation> BindSort(Binder& binder, const syntax::SortOp& op, const syntax::Operator&, Relation input) {
  const std::vector<plan::Column> visible = input.columns();
  plan::Sort sort;
  for (const syntax::SortKey& key : op.keys) {
    Result<plan::SortKey> bound = BindKey(binder, key, input);
    if (!bound)
      binder.Report(std::move(bound.error()));
    else if (!bound->expr->is_literal())
      sort.keys.push_back(std::move(*bound));
  }
  const std::vector<plan::SortKey> order = sort.keys;
  std::vector<plan::Column> columns = input.columns();
  if (sort.keys.empty()) return input;
  Relation out = binder.WithNode(input, plan::MakeNode(std::move(sort), {input.node}, columns));
  out.ordered = true;
  out.order = order;
  return columns.size() == visible.size() ? out : binder.Keep(out, visible);
}

Result<Relation> BindTop(Binder& binder, const syntax::TopOp& op, const syntax::Operator&, Relation input) {
  TRY(plan::ExprPtr count, binder.BindRowCount(*op.count));
  plan::Sort sort;
  TRY(plan::SortKey key, BindKey(binder, op.key, input));
  sort.keys.push_back(std::move(key));
  sort.limit = std::move(count);
  const std::vector<plan::SortKey> order = sort.keys;
  Relation out = binder.WithNode(input, plan::MakeNode(std::move(sort), {input.node}, input.columns()));
  out.ordered = true;
  out.order = order;
  return out;
}

Result<Relation> BindTake(Binder& binder, const syntax::TakeOp& op, const syntax::Operator&, Relation input) {
  TRY(plan::ExprPtr count, binder.BindRowCount(*op.count));
  plan::Limit limit{std::move(count)};
  return binder.WithNode(input, plan::MakeNode(std::move(limit), {input.node}, input.columns()));
}

Result<Relation> BindCount(Binder& binder, const syntax::CountOp&, const syntax::Operator& whole,
                           Relation input) {
  const std::string name = ParameterText(whole, "as");
  plan::AggCall count;
  count.op = plan::AggOp::kCount;
  count.outputs = {binder.NewColumn(name.empty() ? "Count" : name, Type::kLong)};
  std::vector<plan::Column> columns = count.outputs;
  Relation out;
  out.node = plan::MakeNode(plan::Aggregate{{}, {std::move(count)}}, {input.node}, std::move(columns));
  return out;
}

Result<Relation> BindSample(Binder& binder, const syntax::SampleOp& op, const syntax::Operator&,
                            Relation input) {
  TRY(plan::ExprPtr count, binder.BindRowCount(*op.count));
  plan::Sample sample{std::move(count)};
  return binder.WithNode(input, plan::MakeNode(std::move(sample), {input.node}, input.columns()));
}

Result<Relation> BindSampleDistinct(Binder& binder, const syntax::SampleDistinctOp& op,
                                    const syntax::Operator& whole, Relation input) {
  TRY(Relation distinct, BindDistinct(binder, syntax::DistinctOp{{op.of}}, whole, std::move(input)));
  return BindTake(binder, syntax::TakeOp{op.count}, whole, std::move(distinct));
}

Result<Relation> BindAs(Binder& binder, const syntax::AsOp& op, const syntax::Operator&, Relation input) {
  LetValue::Tabular shared{input, binder.ids().NextShared(), false};
  Relation out = binder.Reference(shared);
  out.name = op.name.text;
  binder.environment()->names.insert_or_assign(op.name.text, LetValue{std::move(shared), op.name.span});
  return out;
}

Result<Relation> BindConsume(Binder& binder, const syntax::ConsumeOp&, const syntax::Operator& whole,
                             Relation input) {
  TRY(Relation counted, BindCount(binder, syntax::CountOp{}, whole, std::move(input)));
  return binder.Filter(std::move(counted), plan::Lit(Value::Bool(false)));
}

Result<Relation> BindGetSchema(Binder& binder, const syntax::GetSchemaOp&, const syntax::Operator&,
                               Relation input) {
  constexpr auto kDataType = [](Type type) -> std::string_view {
    switch (type) {
      case Type::kBool:
        return "System.SByte";
      case Type::kInt:
        return "System.Int32";
      case Type::kLong:
        return "System.Int64";
      case Type::kReal:
        return "System.Double";
      case Type::kDecimal:
        return "System.Data.SqlTypes.SqlDecimal";
      case Type::kDatetime:
        return "System.DateTime";
      case Type::kTimespan:
        return "System.TimeSpan";
      case Type::kGuid:
        return "System.Guid";
      case Type::kDynamic:
        return "System.Object";
      default:
        return "System.String";
    }
  };
  plan::Values values;
  for (size_t i = 0; i < input.columns().size(); ++i) {
    const plan::Column& column = input.columns()[i];
    values.rows.push_back({plan::Lit(Value::String(column.name)),
                           plan::Lit(Value::Int(static_cast<int32_t>(i))),
                           plan::Lit(Value::String(std::string(kDataType(column.type)))),
                           plan::Lit(Value::String(std::string(TypeName(column.type))))});
  }
  Relation out;
  out.ordered = true;
  out.node = plan::MakeNode(
      std::move(values), {},
      {binder.NewColumn("ColumnName", Type::kString), binder.NewColumn("ColumnOrdinal", Type::kInt),
       binder.NewColumn("DataType", Type::kString), binder.NewColumn("ColumnType", Type::kString)});
  return out;
}

Result<Relation> BindRange(Binder& binder, const syntax::RangeOp& op, const syntax::Operator&, Relation) {
  TRY(plan::ExprPtr from, binder.BindConstant(*op.from));
  TRY(plan::ExprPtr to, binder.BindConstant(*op.to));
  TRY(plan::ExprPtr step, binder.BindConstant(*op.step));
  auto plain = [&](plan::ExprPtr& e) {
    if (e->type == Type::kDynamic) e = binder.Convert(std::move(e), Type::kLong);
  };
  plain(from);
  plain(to);
  plain(step);
  Type type = from->type;
  if (IsNumeric(type)) {
    const std::vector<Type> types{from->type, to->type, step->type};
    type = binder.CommonType(types);
    if (type == Type::kInt) type = Type::kLong;
    if (type == Type::kDecimal) type = Type::kReal;
    from = binder.Convert(std::move(from), type);
    to = binder.Convert(std::move(to), type);
    step = binder.Convert(std::move(step), type);
  } else if (type == Type::kDatetime || type == Type::kTimespan) {
    to = binder.Convert(std::move(to), type);
    if (IsInteger(step->type))
      step = plan::ApplyAs(Type::kTimespan, plan::Op::kWiden, {binder.Convert(std::move(step), Type::kLong)});
    step = binder.Convert(std::move(step), Type::kTimespan);
  } else {
    return FailAt(op.from->span, "KS138", ErrorCode::kSemantic,
                  "range works on numbers, datetimes and timespans, not on {}", TypeName(type));
  }
  Relation out;
  out.ordered = true;
  out.node = plan::MakeNode(plan::Range{std::move(from), std::move(to), std::move(step)}, {},
                            {binder.NewColumn(op.name.text, type)});
  return out;
}

Result<Relation> BindRender(Binder& binder, const syntax::RenderOp& op, const syntax::Operator&,
                            Relation input) {
  plan::Visualization drawn;
  drawn.kind = op.chart.text;
  for (const syntax::Parameter& property : op.properties) {
    Value value = Value::String("");
    if (property.value != nullptr) {
      if (const auto* literal = property.value->As<syntax::Literal>())
        value = literal->value;
      else if (const auto* name = property.value->As<syntax::NameRef>())
        value = Value::String(name->name.text);
      else if (const auto* list = property.value->As<syntax::Call>()) {
        std::string names;
        for (const syntax::ExprPtr& item : list->arguments)
          names += (names.empty() ? "" : ",") + binder.NameOf(*item);
        value = Value::String(std::move(names));
      }
    }
    drawn.properties.emplace_back(property.name.text, std::move(value));
  }
  input.visualization = std::move(drawn);
  return input;
}

}  // namespace harrier::kql
