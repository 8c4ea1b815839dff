#include "kql/operators/operator.h"

namespace harrier::kql {

// Kusto docs, top-nested operator: at each level, the values with the greatest aggregates within those of the
// level above.
Result<Relation> BindTopNested(Binder& binder, const syntax::TopNestedOp& op, const syntax::Operator&,
                               Relation input) {
  LetValue::Tabular shared{input, binder.ids().NextShared(), false};
  std::vector<std::string> key_names;  // of the levels so far
  std::optional<Relation> current;
  for (size_t level = 0; level < op.clauses.size(); ++level) {
    const syntax::TopNestedClause& clause = op.clauses[level];
    if (clause.others != nullptr) {
      return FailAt(clause.others->span, "", ErrorCode::kNotSupported,
                    "not supported: top-nested with others");
    }
    // All levels' keys, bound over a fresh reference to the input.
    Relation rows = binder.Reference(shared);
    plan::Aggregate aggregate;
    std::vector<plan::Column> outputs;
    for (size_t i = 0; i <= level; ++i) {
      TRY(std::vector<NamedExpr> key, binder.BindItem(*op.clauses[i].of, RowScope{.row = &rows}));
      std::string name = key[0].name.empty() ? fmt::format("Column{}", i + 1) : key[0].name;
      if (i == level) key_names.push_back(name);
      plan::Column column = binder.NewColumn(name, key[0].expr->type);
      outputs.push_back(column);
      aggregate.keys.emplace_back(std::move(column), key[0].expr);
    }
    const std::vector<plan::Column> keys = outputs;
    const bool named = clause.by->As<syntax::Named>() != nullptr;
    TRY(std::vector<NamedExpr> value, binder.BindAggregates({clause.by}, rows, aggregate.aggs));
    for (const plan::AggCall& call : aggregate.aggs)
      outputs.insert(outputs.end(), call.outputs.begin(), call.outputs.end());
    const std::string value_name = named ? value[0].name : fmt::format("aggregated_{}", key_names.back());
    Relation grouped;
    grouped.node = plan::MakeNode(std::move(aggregate), {rows.node}, std::move(outputs));
    std::vector<NamedExpr> items;
    for (const plan::Column& key : keys) items.push_back({key.name, plan::Ref(key), {}});
    items.push_back({value_name, value[0].expr, clause.by->span});
    grouped = binder.Project(grouped, std::move(items));

    // Only below the values that the level above has kept.
    if (current) {
      plan::Join join;
      join.kind = plan::JoinKind::kInner;
      for (size_t i = 0; i < level; ++i) {
        TRY(const plan::Column above, binder.FindColumn(*current, {key_names[i], {}, true}));
        join.on.emplace_back(plan::Ref(above), plan::Ref(grouped.columns()[i]));
      }
      std::vector<plan::Column> columns = current->columns();
      columns.insert(columns.end(), grouped.columns().begin(), grouped.columns().end());
      std::vector<NamedExpr> both;
      for (const plan::Column& column : current->columns())
        both.push_back({column.name, plan::Ref(column), {}});
      for (size_t i = level; i < grouped.columns().size(); ++i)
        both.push_back({grouped.columns()[i].name, plan::Ref(grouped.columns()[i]), {}});
      const Relation joined = binder.WithNode(
          grouped, plan::MakeNode(std::move(join), {current->node, grouped.node}, std::move(columns)));
      current = binder.Project(joined, std::move(both));
    } else {
      current = grouped;
    }
    if (clause.count != nullptr) {
      TRY(const int64_t count, binder.BindConstantLong(*clause.count, "the number of values"));
      plan::WindowCall rank;
      rank.op = plan::WindowOp::kRowNumber;
      rank.output = binder.NewColumn("$rank", Type::kLong);
      for (size_t i = 0; i < level; ++i) {
        TRY(const plan::Column above, binder.FindColumn(*current, {key_names[i], {}, true}));
        rank.partition_by.push_back(plan::Ref(above));
      }
      const plan::Column& by = current->columns().back();
      const bool ascending = clause.ascending.value_or(false);
      rank.order_by = {{plan::Ref(by), ascending, ascending}};
      const plan::Column rank_column = rank.output;
      const std::vector<plan::Column> visible = current->columns();
      std::vector<plan::Column> columns = visible;
      columns.push_back(rank_column);
      Relation ranked = binder.WithNode(
          *current, plan::MakeNode(plan::Window{{std::move(rank)}}, {current->node}, std::move(columns)));
      ranked =
          binder.Filter(std::move(ranked),
                        plan::Apply(plan::Op::kLe, {plan::Ref(rank_column), plan::Lit(Value::Long(count))}));
      current = binder.Keep(ranked, visible);
    }
  }
  return *current;
}

}  // namespace harrier::kql
