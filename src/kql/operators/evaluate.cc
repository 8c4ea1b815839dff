#include "kql/operators/operator.h"
#include "kql/plugins/plugin.h"

namespace harrier::kql {

namespace {

struct Plugin {
  std::string_view name;
  PluginBinder bind;
};

constexpr Plugin kPlugins[] = {
#define HARRIER_PLUGIN(name, binder) {name, binder},
#include "kql/plugins/all.inc"
#undef HARRIER_PLUGIN
};

}  // namespace

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

}  // namespace harrier::kql
