#include "kql/binder/graph.h"
#include "kql/operators/operator.h"

namespace harrier::kql {
namespace {

struct MakeGraphOp {
  syntax::ExprPtr source, target;  // column names
  struct NodeTable {
    syntax::ExprPtr table;
    syntax::ExprPtr id;
  };
  std::vector<NodeTable> with;
  std::optional<syntax::Name> with_node_id;
  syntax::ExprPtr partitioned_by;
  std::vector<syntax::OperatorPtr> partition_operators;
};

void ReadMakeGraph(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  MakeGraphOp graph;
  graph.source = in.ReadPostfix();
  in.Expect("-");
  in.Expect("-");
  in.Expect(">");
  graph.target = in.ReadPostfix();
  if (in.Accept("with_node_id")) {
    in.Expect("=");
    graph.with_node_id = in.ReadName("a column name");
  } else if (in.Accept("with")) {
    if (in.Accept("with_node_id")) {
      in.Expect("=");
      graph.with_node_id = in.ReadName("a column name");
    } else {
      do {
        MakeGraphOp::NodeTable nodes;
        nodes.table = in.ReadTableInList();
        in.Expect("on");
        nodes.id = in.ReadPostfix();
        graph.with.push_back(std::move(nodes));
      } while (in.Accept(","));
    }
  }
  size_t tokens = 0;
  if (in.PeekDashed(&tokens) == "partitioned-by") {
    for (size_t i = 0; i < tokens; ++i) in.Take();
    // No postfix: the bracket that follows is not a call's.
    syntax::Name column = in.ReadName("a column name");
    const Span span = column.span;
    graph.partitioned_by = syntax::MakeExpr(span, syntax::NameRef{std::move(column)});
    in.Expect("(");
    graph.partition_operators = in.ReadSubPipeline(")");
  }
  op.node = std::move(graph);
}

using plan::Column;
using plan::ExprPtr;

/// More graphs than this are not built side by side.
constexpr size_t kMostPartitions = 100;

struct NodeTable {
  Relation rows;
  Column id;
};

/// The tables that a graph is made of.
struct Sources {
  Relation edges;
  Column source, target;
  std::vector<NodeTable> nodes;
  std::optional<std::string> id_name;
};

Result<Column> ColumnOf(Binder& binder, const Relation& rows, const syntax::ExprPtr& expr) {
  const auto* name = expr == nullptr ? nullptr : expr->As<syntax::NameRef>();
  if (name == nullptr) {
    return FailAt(expr == nullptr ? Span{} : expr->span, "KS109", ErrorCode::kSemantic,
                  "make-graph takes the names of columns here");
  }
  return binder.FindColumn(rows, name->name);
}

class GraphBuilder {
 public:
  GraphBuilder(Binder& binder, Sources sources) : binder_(binder), sources_(std::move(sources)) {}

  Relation Build() {
    std::vector<Type> types{sources_.source.type, sources_.target.type};
    for (const NodeTable& table : sources_.nodes) types.push_back(table.id.type);
    id_type_ = binder_.CommonType(types);
    if (id_type_ == Type::kDynamic) id_type_ = Type::kString;
    edges_ = ShareRows(binder_, sources_.edges, false);
    LetValue::Tabular nodes = ShareRows(binder_, AllNodes(), false);
    auto graph = std::make_shared<Graph>();
    graph->numbered.nodes = ShareRows(binder_, Numbered(binder_.Reference(nodes)), true);
    graph->numbered.edges = ShareRows(binder_, Edges(graph->numbered.nodes), true);
    graph->by_id.emplace();
    graph->by_id->nodes = ShareRows(binder_, NodesById(binder_.Reference(nodes)), true);
    graph->by_id->edges = ShareRows(binder_, EdgesById(), true);
    Relation out = binder_.Reference(graph->numbered.nodes);
    out.graph = std::move(graph);
    return out;
  }

 private:
  ExprPtr Id(const Column& column) { return binder_.Convert(plan::Ref(column), id_type_); }

  /// A number for each row, as the first column.
  Relation Numbered(Relation rows) {
    const Column number = binder_.NewColumn("", Type::kLong);
    std::vector<Column> columns = rows.columns();
    columns.push_back(number);
    rows.node = plan::MakeNode(plan::Window{{{.op = plan::WindowOp::kRowNumber, .output = number}}},
                               {rows.node}, columns);
    std::rotate(columns.begin(), columns.end() - 1, columns.end());
    plan::Project project;
    for (const Column& column : columns) project.exprs.push_back(plan::Ref(column));
    rows.node = plan::MakeNode(std::move(project), {rows.node}, std::move(columns));
    return rows;
  }

  /// The ids that edges name, each once.
  Relation EdgeEnds() {
    std::vector<plan::NodePtr> ends;
    for (const Column* end : {&sources_.source, &sources_.target}) {
      const Relation rows = binder_.Reference(edges_);
      const Column column = rows.columns()[Position(*end)];
      ends.push_back(
          plan::MakeNode(plan::Project{{Id(column)}}, {rows.node}, {binder_.NewColumn("", id_type_)}));
    }
    const Column id = binder_.NewColumn("", id_type_), distinct = binder_.NewColumn("", id_type_);
    Relation out;
    out.node = plan::MakeNode(plan::Union{}, std::move(ends), {id});
    plan::Aggregate aggregate;
    aggregate.keys.emplace_back(distinct, plan::Ref(id));
    out.node = plan::MakeNode(std::move(aggregate), {out.node}, {distinct});
    return out;
  }

  /// Where a column of the edges stands among them.
  size_t Position(const Column& column) const {
    size_t at = 0;
    while (edges_.relation.columns()[at].id != column.id) ++at;
    return at;
  }

  /// id, then the properties: of the nodes of the tables, and of those that only edges name.
  Relation AllNodes() {
    Relation ends = EdgeEnds();
    if (sources_.nodes.empty()) {
      if (!sources_.id_name) return ends;
      const Column id = ends.columns().front(), named = binder_.NewColumn(*sources_.id_name, id_type_);
      ends.node = plan::MakeNode(plan::Project{{plan::Ref(id), plan::Ref(id)}}, {ends.node}, {id, named});
      return ends;
    }
    const LetValue::Tabular known = ShareRows(binder_, KnownNodes(), false);
    const Relation nodes = SameRows(known);
    LetValue::Tabular again = known;
    const Relation others = binder_.Reference(again);
    const Column end = ends.columns().front();
    const plan::NodePtr missing = plan::MakeNode(
        plan::Join{plan::JoinKind::kAnti, {{plan::Ref(end), plan::Ref(others.columns().front())}}},
        {ends.node, others.node}, {end});
    std::vector<Column> columns, missing_columns;
    plan::Project empty;
    for (const Column& column : nodes.columns()) {
      const bool is_id = columns.empty() || id_names_.contains(column.name);
      empty.exprs.push_back(is_id ? binder_.Convert(plan::Ref(end), column.type)
                                  : plan::Lit(Value::Null(column.type)));
      missing_columns.push_back(binder_.NewColumn(column.name, column.type));
      columns.push_back(binder_.NewColumn(column.name, column.type));
    }
    Relation out;
    out.node = plan::MakeNode(
        plan::Union{}, {nodes.node, plan::MakeNode(std::move(empty), {missing}, std::move(missing_columns))},
        std::move(columns));
    return out;
  }

  /// The node tables as one, with one row an id; of a property that has several values, any may stay (Kusto
  /// docs, make-graph operator).
  Relation KnownNodes() {
    std::vector<Relation> tables;
    for (const NodeTable& table : sources_.nodes) {
      std::vector<Column> columns{binder_.NewColumn("", id_type_)};
      plan::Project project{{Id(table.id)}};
      for (const Column& column : table.rows.columns()) {
        columns.push_back(column);
        project.exprs.push_back(plan::Ref(column));
      }
      id_names_.insert(table.id.name);
      Relation rows;
      rows.node = plan::MakeNode(std::move(project), {table.rows.node}, std::move(columns));
      tables.push_back(std::move(rows));
    }
    if (tables.size() == 1) {
      Relation rows = std::move(tables.front());
      const std::vector<Column> columns = rows.columns();
      rows.node = plan::MakeNode(plan::DistinctOn{{plan::Ref(columns.front())}}, {rows.node}, columns);
      return rows;
    }
    Result<Relation> all = binder_.UnionOf(std::move(tables), {}, true, std::nullopt);
    HARRIER_CHECK(all.has_value());
    plan::Aggregate merged;
    std::vector<Column> columns;
    for (const Column& column : all->columns()) {
      columns.push_back(binder_.NewColumn(column.name, column.type));
      if (merged.keys.empty()) {
        merged.keys.emplace_back(columns.back(), plan::Ref(column));
        continue;
      }
      // The empty text of a table that lacks the property must not win.
      const plan::AggOp op = column.type == Type::kString ? plan::AggOp::kMax : plan::AggOp::kAny;
      merged.aggs.push_back({.op = op, .args = {plan::Ref(column)}, .outputs = {columns.back()}});
    }
    Relation out;
    out.node = plan::MakeNode(std::move(merged), {all->node}, std::move(columns));
    return out;
  }

  Relation NodesById(Relation rows) {
    std::vector<Column> columns = rows.columns();
    plan::Project project{{plan::Ref(columns.front())}};
    for (const Column& column : columns) project.exprs.push_back(plan::Ref(column));
    columns.insert(columns.begin(), binder_.NewColumn("", id_type_));
    rows.node = plan::MakeNode(std::move(project), {rows.node}, std::move(columns));
    return rows;
  }

  Relation EdgesById() {
    Relation rows = Numbered(binder_.Reference(edges_));
    std::vector<Column> columns = rows.columns();
    plan::Project project;
    for (const Column& column : columns) project.exprs.push_back(plan::Ref(column));
    for (const Column* end : {&sources_.target, &sources_.source}) {
      // The number stands before the columns of the reference.
      project.exprs.insert(project.exprs.begin() + 1, Id(rows.columns()[Position(*end) + 1]));
      columns.insert(columns.begin() + 1, binder_.NewColumn("", id_type_));
    }
    rows.node = plan::MakeNode(std::move(project), {rows.node}, std::move(columns));
    return rows;
  }

  Relation Edges(const LetValue::Tabular& nodes) {
    Relation rows = Numbered(binder_.Reference(edges_));
    const std::vector<Column> edge = rows.columns();
    std::vector<Column> ends;
    for (const Column* end : {&sources_.source, &sources_.target}) {
      LetValue::Tabular shared = nodes;
      const Relation node = binder_.Reference(shared);
      std::vector<Column> columns = rows.columns();
      const Column id = edge[Position(*end) + 1];
      columns.insert(columns.end(), node.columns().begin(), node.columns().end());
      rows.node = plan::MakeNode(plan::Join{plan::JoinKind::kInner, {{Id(id), plan::Ref(node.columns()[1])}}},
                                 {rows.node, node.node}, std::move(columns));
      ends.push_back(node.columns()[0]);
    }
    std::vector<Column> out{edge.front(), ends[0], ends[1]};
    out.insert(out.end(), edge.begin() + 1, edge.end());
    plan::Project project;
    for (const Column& column : out) project.exprs.push_back(plan::Ref(column));
    rows.node = plan::MakeNode(std::move(project), {rows.node}, std::move(out));
    return rows;
  }

  Binder& binder_;
  Sources sources_;
  Type id_type_ = Type::kString;
  LetValue::Tabular edges_;
  std::set<std::string> id_names_;
};

/// One graph for each value of a column, and what the operators make of each, one after the other (Kusto
/// docs, make-graph operator, partitioned-by). The values are asked for first.
Result<Relation> BindPartitions(Binder& binder, const MakeGraphOp& op, const Sources& sources) {
  const auto* name = op.partitioned_by->As<syntax::NameRef>();
  TRY(const Column by, ColumnOf(binder, sources.edges, op.partitioned_by));
  const Column key = binder.NewColumn(by.name, by.type);
  plan::Aggregate distinct;
  distinct.keys.emplace_back(key, plan::Ref(by));
  std::vector<std::vector<Value>> values;
  if (binder.evaluate()) {
    TRY(values, binder.evaluate()(*plan::MakeNode(std::move(distinct), {sources.edges.node}, {key})));
  }
  if (values.size() > kMostPartitions) {
    return FailAt(op.partitioned_by->span, "", ErrorCode::kLimit,
                  "partitioned-by makes {} graphs, and {} is the most; filter the edges first", values.size(),
                  kMostPartitions);
  }
  const LetValue::Tabular edges = ShareRows(binder, sources.edges, false);
  std::vector<LetValue::Tabular> nodes;
  for (const NodeTable& table : sources.nodes) nodes.push_back(ShareRows(binder, table.rows, false));
  const auto position = [](const LetValue::Tabular& shared, const Column& column) {
    size_t at = 0;
    while (shared.relation.columns()[at].id != column.id) ++at;
    return at;
  };
  const auto of_value = [&](Relation rows, const Column& column, const Value& value) {
    const ExprPtr ref = plan::Ref(column);
    if (value.is_null()) return binder.Filter(std::move(rows), plan::Apply(plan::Op::kIsNull, {ref}));
    return binder.Filter(std::move(rows), plan::Apply(plan::Op::kEq, {ref, plan::Lit(value)}));
  };
  std::vector<Relation> results;
  const auto add = [&](const Value& value) -> Status {
    Sources part;
    part.id_name = sources.id_name;
    LetValue::Tabular shared = edges;
    const Relation rows = binder.Reference(shared);
    part.edges = of_value(rows, rows.columns()[position(edges, by)], value);
    part.source = rows.columns()[position(edges, sources.source)];
    part.target = rows.columns()[position(edges, sources.target)];
    for (size_t i = 0; i < nodes.size(); ++i) {
      LetValue::Tabular table = nodes[i];
      const Relation node_rows = binder.Reference(table);
      TRY(const Column column, binder.FindColumn(node_rows, name->name));
      part.nodes.push_back(
          {of_value(node_rows, column, value), node_rows.columns()[position(nodes[i], sources.nodes[i].id)]});
    }
    TRY(Relation result,
        binder.BindOperators(op.partition_operators, GraphBuilder(binder, std::move(part)).Build()));
    if (result.graph != nullptr) {
      return FailAt(op.partitioned_by->span, "", ErrorCode::kSemantic,
                    "the operators of partitioned-by must make a table of each graph");
    }
    results.push_back(std::move(result));
    return Ok();
  };
  for (const auto& row : values) TRY_OK(add(row[0]));
  // No edges, or nobody to ask: the columns are still known.
  if (results.empty()) TRY_OK(add(Value::Null(by.type)));
  return binder.UnionOf(std::move(results), {}, true, std::nullopt);
}

// Kusto docs, make-graph operator.
Result<Relation> BindMakeGraph(Binder& binder, const MakeGraphOp& op, const syntax::Operator& whole,
                               Relation input) {
  const auto outside = [&]() -> Result<Relation> {
    return FailAt(whole.keyword_span, "", ErrorCode::kNotSupported,
                  "not supported: make-graph inside partition or mv-apply; use its own partitioned-by");
  };
  if (ReadsOutside(*input.node)) return outside();
  Sources sources;
  TRY(sources.source, ColumnOf(binder, input, op.source));
  TRY(sources.target, ColumnOf(binder, input, op.target));
  for (const MakeGraphOp::NodeTable& table : op.with) {
    TRY(Relation rows, binder.BindTable(*table.table, RowScope{}));
    TRY(Column id, ColumnOf(binder, rows, table.id));
    if (ReadsOutside(*rows.node)) return outside();
    sources.nodes.push_back({std::move(rows), std::move(id)});
  }
  if (op.with_node_id) sources.id_name = op.with_node_id->text;
  sources.edges = std::move(input);
  if (op.partitioned_by != nullptr) return BindPartitions(binder, op, sources);
  return GraphBuilder(binder, std::move(sources)).Build();
}

}  // namespace

const OperatorDef kMakeGraphOperator{{"make-graph"}, ReadMakeGraph, BindNode<MakeGraphOp, BindMakeGraph>};

}  // namespace harrier::kql
