#include "kql/binder/graph.h"
#include "kql/operators/operator.h"

// Kusto docs, graph-mark-components operator.
namespace harrier::kql {
namespace {

using plan::Column;
using plan::ExprPtr;

struct GraphMarkComponentsOp {};

void ReadGraphMarkComponents(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters(true);
  op.node = GraphMarkComponentsOp{};
}

Result<Relation> BindGraphMarkComponents(Binder& binder, const GraphMarkComponentsOp&,
                                         const syntax::Operator& whole, Relation input) {
  TRY_OK(CheckGraph(input, whole));
  std::string kind = "weak", property = "ComponentId";
  for (const syntax::Parameter& parameter : whole.parameters) {
    if (parameter.name.text == "kind") {
      kind = ParameterText(whole, "kind");
    } else if (parameter.name.text == "with_component_id") {
      property = ParameterText(whole, "with_component_id");
    } else {
      return FailAt(parameter.name.span, "", ErrorCode::kNotSupported, "not supported: {} of {}",
                    parameter.name.text, whole.keyword);
    }
  }
  if (kind != "weak" && kind != "strong")
    return FailAt(whole.span, "", ErrorCode::kSemantic, "kind is weak or strong, not '{}'", kind);
  const auto* kernel = runtime::AllKernels().FindAggregate("graph_components_" + kind);
  HARRIER_CHECK(kernel != nullptr);

  // The edges, and each node with itself, so that nodes without edges are counted too.
  LetValue::Tabular shared_nodes = input.graph->numbered.nodes, shared_edges = input.graph->numbered.edges;
  const Relation edges = binder.Reference(shared_edges), loops = binder.Reference(shared_nodes);
  const auto pair = [&](const Relation& rows, size_t from, size_t to) {
    std::vector<Column> ends{binder.NewColumn("", Type::kLong), binder.NewColumn("", Type::kLong)};
    return plan::MakeNode(plan::Project{{plan::Ref(rows.columns()[from]), plan::Ref(rows.columns()[to])}},
                          {rows.node}, std::move(ends));
  };
  const Column from = binder.NewColumn("", Type::kLong), to = binder.NewColumn("", Type::kLong);
  plan::NodePtr node = plan::MakeNode(plan::Union{}, {pair(edges, 1, 2), pair(loops, 0, 0)}, {from, to});
  const Column all = binder.NewColumn("", Type::kDynamic), component = binder.NewColumn("", Type::kDynamic);
  const Column index = binder.NewColumn("", Type::kLong);
  plan::Aggregate aggregate;
  aggregate.aggs.push_back({.op = plan::AggOp::kKernel,
                            .kernel = kernel,
                            .args = {plan::Ref(from), plan::Ref(to)},
                            .outputs = {all}});
  node = plan::MakeNode(std::move(aggregate), {std::move(node)}, {all});
  node = plan::MakeNode(plan::Unnest{.sources = {plan::Ref(all)}, .with_index = true}, {std::move(node)},
                        {all, component, index});
  const Column number = binder.NewColumn("", Type::kLong), id = binder.NewColumn(property, Type::kLong);
  node = plan::MakeNode(
      plan::Project{{plan::CallKernel("add_long", {plan::Ref(index), plan::Lit(Value::Long(1))}),
                     binder.Convert(plan::Ref(component), Type::kLong)}},
      {std::move(node)}, {number, id});

  Relation nodes = binder.Reference(shared_nodes);
  std::vector<Column> columns = nodes.columns();
  const Column own = columns.front();
  columns.insert(columns.end(), {number, id});
  nodes.node = plan::MakeNode(plan::Join{plan::JoinKind::kInner, {{plan::Ref(own), plan::Ref(number)}}},
                              {nodes.node, std::move(node)}, columns);
  std::erase_if(columns, [&](const Column& column) {
    return column.id == number.id || (column.name == property && column.id != id.id);
  });
  plan::Project project;
  for (const Column& column : columns) project.exprs.push_back(plan::Ref(column));
  nodes.node = plan::MakeNode(std::move(project), {nodes.node}, std::move(columns));
  return WithParts(binder, ShareRows(binder, std::move(nodes), true), input.graph->numbered.edges);
}

}  // namespace

const OperatorDef kGraphMarkComponentsOperator{{"graph-mark-components"},
                                               ReadGraphMarkComponents,
                                               BindNode<GraphMarkComponentsOp, BindGraphMarkComponents>};

}  // namespace harrier::kql
