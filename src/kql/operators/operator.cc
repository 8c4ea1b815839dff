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

namespace {

/// Dispatches an operator's node to its binder; what has none answers by its keyword.
struct Dispatch {
  Binder& binder;
  const syntax::Operator& whole;
  Relation& input;

#define HARRIER_OPERATOR(name)                                    \
  Result<Relation> operator()(const syntax::name##Op& op) const { \
    return Bind##name(binder, op, whole, std::move(input));       \
  }
#include "kql/operators/all.inc"
#undef HARRIER_OPERATOR
  template <typename Other>
  Result<Relation> operator()(const Other&) const {
    return FailAt(whole.keyword_span, "", ErrorCode::kNotSupported, "not supported: {}", whole.keyword);
  }
};

}  // namespace

Result<Relation> Binder::BindOperator(const syntax::Operator& op, Relation input) {
  const bool takes_graphs = op.keyword.starts_with("graph-");
  if (input.graph != nullptr && !takes_graphs) {
    return FailAt(op.keyword_span, "", ErrorCode::kSemantic,
                  "{} takes a table, and this is a graph: graph-match or graph-to-table make a table of it",
                  op.keyword);
  }
  return std::visit(Dispatch{*this, op, input}, op.node);
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
      const bool keeps = op->As<syntax::FilterOp>() || op->As<syntax::SortOp>() || op->As<syntax::TakeOp>();
      if (!keeps) return after;
      Report(std::move(after.error()));
      input = std::move(before);
      continue;
    }
    input = std::move(*after);
    if (op->As<syntax::AsOp>() == nullptr) input.name.clear();
  }
  return input;
}

}  // namespace harrier::kql
