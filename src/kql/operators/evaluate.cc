#include "kql/operators/operator.h"
#include "kql/plugins/plugin.h"

namespace harrier::kql {

namespace {

void ReadEvaluate(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  syntax::EvaluateOp evaluate;
  evaluate.call = in.ReadPostfix();
  if (in.Accept(":")) {
    evaluate.has_schema = true;
    evaluate.schema = in.ReadSchema();
    for (const syntax::ColumnDecl& column : evaluate.schema) {
      if (column.name.text == "*") evaluate.schema_star = true;
    }
    std::erase_if(evaluate.schema, [](const syntax::ColumnDecl& c) { return c.name.text == "*"; });
  }
  op.node = std::move(evaluate);
}

struct Plugin {
  std::string_view name;
  PluginBinder bind;
};

constexpr Plugin kPlugins[] = {
#define HARRIER_PLUGIN(name, binder) {name, binder},
#include "kql/plugins/all.inc"
#undef HARRIER_PLUGIN
};

// Kusto docs, evaluate operator; each plugin has its own file, and its line in plugins/all.inc.
Result<Relation> BindEvaluate(Binder& binder, const syntax::EvaluateOp& op, const syntax::Operator& whole,
                              Relation input) {
  const auto* call = op.call->As<syntax::Call>();
  if (call == nullptr)
    return FailAt(op.call->span, "KS006", ErrorCode::kSemantic, "evaluate takes the call of a plugin");
  for (const Plugin& plugin : kPlugins) {
    if (plugin.name != call->function.text) continue;
    PluginCall bound(binder, op, *call, whole.span, std::move(input));
    return plugin.bind(bound);
  }
  return FailAt(call->function.span, "", ErrorCode::kNotSupported, "not supported: evaluate {}",
                call->function.text);
}

}  // namespace

const OperatorDef kEvaluateOperator{{"evaluate"}, ReadEvaluate, BindNode<syntax::EvaluateOp, BindEvaluate>};

}  // namespace harrier::kql
