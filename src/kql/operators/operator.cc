#include "kql/operators/operator.h"

namespace harrier::kql {

std::string ParameterText(const syntax::Operator& op, std::string_view name) {
  for (const syntax::Parameter& parameter : op.parameters) {
    if (parameter.name.text != name) continue;
    if (const auto* ref = parameter.value->As<syntax::NameRef>()) return ref->name.text;
    if (const auto* literal = parameter.value->As<syntax::Literal>()) {
      const Value& v = literal->value;
      if (v.type() == Type::kString) return v.text();
      if (v.type() == Type::kBool) return v.boolean() ? "true" : "false";
      if (v.type() == Type::kLong) return fmt::format("{}", v.integer());
    }
  }
  return "";
}

Result<std::vector<plan::Column>> ChosenColumns(Binder& binder, const Relation& input,
                                                const std::vector<syntax::ExprPtr>& patterns) {
  std::vector<plan::Column> chosen;
  std::unordered_set<plan::ColumnId> seen;
  for (const syntax::ExprPtr& pattern : patterns) {
    Result<std::vector<plan::Column>> found = binder.FindColumns(input, *pattern);
    if (!found) {
      if (input.open_schema) continue;
      return tl::unexpected(std::move(found.error()));
    }
    for (plan::Column& column : *found) {
      if (seen.insert(column.id).second) chosen.push_back(std::move(column));
    }
  }
  return chosen;
}

namespace {

constexpr const OperatorDef* kOperators[] = {
#define HARRIER_OPERATOR(name) &k##name##Operator,
#include "kql/operators/all.inc"
#undef HARRIER_OPERATOR
};

}  // namespace

const OperatorDef* FindOperator(std::string_view keyword) {
  for (const OperatorDef* def : kOperators) {
    if (!keyword.empty() && (def->keywords[0] == keyword || def->keywords[1] == keyword)) return def;
  }
  return nullptr;
}

Result<Relation> Binder::BindOperator(const syntax::Operator& op, Relation input) {
  const bool takes_graphs = op.keyword.starts_with("graph-");
  if (input.graph != nullptr && !takes_graphs) {
    return FailAt(op.keyword_span, "", ErrorCode::kSemantic,
                  "{} takes a table, and this is a graph: graph-match or graph-to-table make a table of it",
                  op.keyword);
  }
  if (op.def == nullptr || op.def->bind == nullptr)
    return FailAt(op.keyword_span, "", ErrorCode::kNotSupported, "not supported: {}", op.keyword);
  return op.def->bind(*this, op, std::move(input));
}

Result<Relation> Binder::BindOperators(const std::vector<syntax::OperatorPtr>& operators, Relation input) {
  for (const syntax::OperatorPtr& op : operators) {
    if (input.last) {
      return FailAt(op->span, "", ErrorCode::kSemantic,
                    "what stands before gives several tables, so no operator can follow");
    }
    Relation before = input;
    Result<Relation> after = BindOperator(*op, std::move(input));
    if (!after) {
      // An operator that keeps its columns can be passed over, so that later mistakes are found too.
      const bool keeps =
          op->def == &kFilterOperator || op->def == &kSortOperator || op->def == &kTakeOperator;
      if (!keeps) return after;
      Report(std::move(after.error()));
      input = std::move(before);
      continue;
    }
    input = std::move(*after);
    if (op->def != &kAsOperator) input.name.clear();
  }
  return input;
}

}  // namespace harrier::kql
