#include "kql/operators/operator.h"

// Kusto docs, render operator.
namespace harrier::kql {
namespace {

struct RenderOp {
  syntax::Name chart;
  std::vector<syntax::Parameter> properties;
};

void ReadRender(Reader& in, syntax::Operator& op) {
  RenderOp render;
  render.chart = in.ReadName("a kind of chart");
  render.properties = in.ReadWithProperties();
  // The older form without `with (…)`.
  for (syntax::Parameter& p : in.ReadParameters(true)) render.properties.push_back(std::move(p));
  op.node = std::move(render);
}

Result<Relation> BindRender(Binder& binder, const RenderOp& op, const syntax::Operator&, Relation input) {
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

}  // namespace

const OperatorDef kRenderOperator{{"render"}, ReadRender, BindNode<RenderOp, BindRender>};

}  // namespace harrier::kql
