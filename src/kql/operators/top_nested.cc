#include "kql/operators/operator.h"

namespace harrier::kql {

namespace {

struct TopNestedClause {
  syntax::ExprPtr count;
  syntax::ExprPtr of;
  syntax::ExprPtr others;
  syntax::ExprPtr by;
  std::optional<bool> ascending;
};

struct TopNestedOp {
  std::vector<TopNestedClause> clauses;
};

void ReadTopNested(Reader& in, syntax::Operator& op) {
  TopNestedOp nested;
  while (true) {
    TopNestedClause clause;
    if (!in.At("of")) clause.count = in.ReadExpression();
    in.Expect("of");
    clause.of = in.ReadNamed();
    if (in.Accept("with")) {
      in.Expect("others");
      in.Expect("=");
      clause.others = in.ReadExpression();
    }
    in.Expect("by");
    clause.by = in.ReadNamed();
    if (in.Accept("asc"))
      clause.ascending = true;
    else if (in.Accept("desc"))
      clause.ascending = false;
    nested.clauses.push_back(std::move(clause));
    size_t tokens = 0;
    if (!in.Accept(",")) break;
    if (in.PeekDashed(&tokens) != "top-nested") {
      in.FaultHere("KS005", "'top-nested' is wanted");
      break;
    }
    for (size_t i = 0; i < tokens; ++i) in.Take();
  }
  op.node = std::move(nested);
}

/// Level by level, the values with the greatest aggregates within those of the levels above. The table after
/// a level has two columns for each level so far: the value and its aggregate.
class TopNested {
 public:
  TopNested(Binder& binder, const TopNestedOp& op, Relation input)
      : binder_(binder), op_(op), input_(Share(std::move(input))) {}

  Result<Relation> Bind() {
    for (size_t level = 0; level < op_.clauses.size(); ++level) {
      TRY(Relation kept, Level(level));
      kept_.push_back(Share(std::move(kept)));
    }
    std::vector<Relation> parts{binder_.Reference(kept_.back())};
    const plan::NodePtr main = parts[0].node;
    for (size_t level = 0; level < op_.clauses.size(); ++level) {
      const bool wanted =
          std::any_of(op_.clauses.begin() + static_cast<std::ptrdiff_t>(level), op_.clauses.end(),
                      [](const TopNestedClause& c) { return c.others != nullptr; });
      if (!wanted) continue;
      TRY(Relation others, Others(level, main->columns));
      parts.push_back(std::move(others));
    }
    if (parts.size() == 1) return std::move(parts[0]);
    std::vector<plan::NodePtr> inputs;
    std::vector<plan::Column> columns;
    for (const Relation& part : parts) inputs.push_back(part.node);
    for (const plan::Column& column : main->columns)
      columns.push_back(binder_.NewColumn(column.name, column.type));
    return binder_.WithNode(parts[0], plan::MakeNode(plan::Union{}, std::move(inputs), std::move(columns)));
  }

 private:
  LetValue::Tabular Share(Relation relation) {
    return {std::move(relation), binder_.ids().NextShared(), false};
  }

  /// The values of levels [0, count), over `rows`.
  Result<std::vector<NamedExpr>> Keys(const Relation& rows, size_t count) {
    std::vector<NamedExpr> keys;
    for (size_t i = 0; i < count; ++i) {
      TRY(std::vector<NamedExpr> key, binder_.BindItem(*op_.clauses[i].of, RowScope{.row = &rows}));
      if (key[0].name.empty()) key[0].name = fmt::format("Column{}", i + 1);
      keys.push_back(std::move(key[0]));
    }
    return keys;
  }

  /// `rows` by the values of levels [0, level], with the level's aggregate.
  Result<Relation> Grouped(size_t level) {
    const TopNestedClause& clause = op_.clauses[level];
    Relation rows = binder_.Reference(input_);
    TRY(const std::vector<NamedExpr> keys, Keys(rows, level + 1));
    plan::Aggregate aggregate;
    std::vector<plan::Column> outputs;
    std::vector<NamedExpr> items;
    for (const NamedExpr& key : keys) {
      outputs.push_back(binder_.NewColumn(key.name, key.expr->type));
      aggregate.keys.emplace_back(outputs.back(), key.expr);
      items.push_back({key.name, plan::Ref(outputs.back()), {}});
    }
    TRY(std::vector<NamedExpr> value, binder_.BindAggregates({clause.by}, rows, aggregate.aggs));
    for (const plan::AggCall& call : aggregate.aggs)
      outputs.insert(outputs.end(), call.outputs.begin(), call.outputs.end());
    const bool named = clause.by->As<syntax::Named>() != nullptr;
    items.push_back({named ? value[0].name : fmt::format("aggregated_{}", keys.back().name), value[0].expr,
                     clause.by->span});
    Relation grouped;
    grouped.node = plan::MakeNode(std::move(aggregate), {rows.node}, std::move(outputs));
    return binder_.Project(grouped, std::move(items));
  }

  Result<Relation> Level(size_t level) {
    TRY(Relation current, Grouped(level));
    if (level > 0) {
      // Only below the values that the level above has kept.
      const Relation above = binder_.Reference(kept_.back());
      const Relation grouped = current;
      plan::Join join;
      join.kind = plan::JoinKind::kInner;
      for (size_t i = 0; i < level; ++i) {
        join.on.emplace_back(plan::Ref(above.columns()[2 * i]), plan::Ref(grouped.columns()[i]));
      }
      std::vector<plan::Column> columns = above.columns();
      columns.insert(columns.end(), grouped.columns().begin(), grouped.columns().end());
      const Relation joined = binder_.WithNode(
          grouped, plan::MakeNode(std::move(join), {above.node, grouped.node}, std::move(columns)));
      std::vector<NamedExpr> both;
      for (const plan::Column& column : above.columns()) both.push_back({column.name, plan::Ref(column), {}});
      for (size_t i = level; i < grouped.columns().size(); ++i)
        both.push_back({grouped.columns()[i].name, plan::Ref(grouped.columns()[i]), {}});
      current = binder_.Project(joined, std::move(both));
    }
    const TopNestedClause& clause = op_.clauses[level];
    if (clause.count == nullptr) return current;
    TRY(const int64_t count, binder_.BindConstantLong(*clause.count, "the number of values"));
    plan::WindowCall rank;
    rank.op = plan::WindowOp::kRowNumber;
    rank.output = binder_.NewColumn("$rank", Type::kLong);
    for (size_t i = 0; i < level; ++i) rank.partition_by.push_back(plan::Ref(current.columns()[2 * i]));
    const bool ascending = clause.ascending.value_or(false);
    rank.order_by = {{plan::Ref(current.columns().back()), ascending, ascending}};
    const plan::Column place = rank.output;
    const std::vector<plan::Column> visible = current.columns();
    std::vector<plan::Column> columns = visible;
    columns.push_back(place);
    Relation ranked = binder_.WithNode(
        current, plan::MakeNode(plan::Window{{std::move(rank)}}, {current.node}, std::move(columns)));
    ranked = binder_.Filter(std::move(ranked),
                            plan::Apply(plan::Op::kLe, {plan::Ref(place), plan::Lit(Value::Long(count))}));
    return binder_.Keep(ranked, visible);
  }

  /// `rows`, only those (`kind` kSemi) or all but those (kAnti) whose values are among the kept ones.
  Result<Relation> Among(Relation rows, plan::JoinKind kind, size_t levels) {
    if (levels == 0) return rows;
    const Relation kept = binder_.Reference(kept_[levels - 1]);
    TRY(const std::vector<NamedExpr> keys, Keys(rows, levels));
    plan::Join join;
    join.kind = kind;
    for (size_t i = 0; i < levels; ++i) join.on.emplace_back(keys[i].expr, plan::Ref(kept.columns()[2 * i]));
    std::vector<plan::Column> columns = rows.columns();
    return binder_.WithNode(rows,
                            plan::MakeNode(std::move(join), {rows.node, kept.node}, std::move(columns)));
  }

  /// What leaves the top at this level: one row for each value of the levels above. From here on a level
  /// shows its `others` and what all of it comes to, or nothing.
  Result<Relation> Others(size_t level, const std::vector<plan::Column>& like) {
    Relation rows = binder_.Reference(input_);
    TRY(rows, Among(std::move(rows), plan::JoinKind::kSemi, level));
    TRY(rows, Among(std::move(rows), plan::JoinKind::kAnti, level + 1));
    TRY(const std::vector<NamedExpr> keys, Keys(rows, level));
    plan::Aggregate aggregate;
    std::vector<plan::Column> outputs;
    for (const NamedExpr& key : keys) {
      outputs.push_back(binder_.NewColumn(key.name, key.expr->type));
      aggregate.keys.emplace_back(outputs.back(), key.expr);
    }
    const std::vector<plan::Column> key_columns = outputs;
    plan::AggCall count;
    count.outputs = {binder_.NewColumn("$rows", Type::kLong)};
    const plan::Column row_count = count.outputs[0];
    aggregate.aggs.push_back(std::move(count));
    std::vector<plan::ExprPtr> shown;  // of the levels from this one on
    for (size_t m = level; m < op_.clauses.size(); ++m) {
      const TopNestedClause& clause = op_.clauses[m];
      const Type type = like[2 * m].type;
      if (clause.others == nullptr) {
        shown.push_back(plan::Lit(Value::Null(type)));
        shown.push_back(plan::Lit(Value::Null(like[2 * m + 1].type)));
        continue;
      }
      TRY(plan::ExprPtr name, binder_.BindConstant(*clause.others));
      TRY(std::vector<NamedExpr> value, binder_.BindAggregates({clause.by}, rows, aggregate.aggs));
      shown.push_back(plan::Fold(binder_.Convert(std::move(name), type)));
      shown.push_back(value[0].expr);
    }
    for (const plan::AggCall& call : aggregate.aggs)
      outputs.insert(outputs.end(), call.outputs.begin(), call.outputs.end());
    Relation grouped;
    grouped.node = plan::MakeNode(std::move(aggregate), {rows.node}, std::move(outputs));
    grouped = binder_.Filter(std::move(grouped),
                             plan::Apply(plan::Op::kGt, {plan::Ref(row_count), plan::Lit(Value::Long(0))}));
    std::vector<plan::ExprPtr> exprs;
    if (level > 0) {
      const Relation above = binder_.Reference(kept_[level - 1]);
      plan::Join join;
      join.kind = plan::JoinKind::kInner;
      for (size_t i = 0; i < level; ++i)
        join.on.emplace_back(plan::Ref(above.columns()[2 * i]), plan::Ref(key_columns[i]));
      for (const plan::Column& column : above.columns()) exprs.push_back(plan::Ref(column));
      std::vector<plan::Column> columns = above.columns();
      columns.insert(columns.end(), grouped.columns().begin(), grouped.columns().end());
      grouped = binder_.WithNode(
          grouped, plan::MakeNode(std::move(join), {above.node, grouped.node}, std::move(columns)));
    }
    exprs.insert(exprs.end(), shown.begin(), shown.end());
    std::vector<plan::Column> columns;
    for (const plan::Column& column : like) columns.push_back(binder_.NewColumn(column.name, column.type));
    return binder_.WithNode(
        grouped, plan::MakeNode(plan::Project{std::move(exprs)}, {grouped.node}, std::move(columns)));
  }

  Binder& binder_;
  const TopNestedOp& op_;
  LetValue::Tabular input_;
  std::vector<LetValue::Tabular> kept_;
};

// Kusto docs, top-nested operator.
Result<Relation> BindTopNested(Binder& binder, const TopNestedOp& op, const syntax::Operator&,
                               Relation input) {
  return TopNested(binder, op, std::move(input)).Bind();
}

}  // namespace

const OperatorDef kTopNestedOperator{{"top-nested"}, ReadTopNested, BindNode<TopNestedOp, BindTopNested>};

}  // namespace harrier::kql
