#include "plan/node.h"

namespace harrier::plan {
namespace {

/// Prints with ids renumbered in order of appearance, so that a change elsewhere does not move them.
class Printer {
 public:
  std::string text;

  void PrintNode(const Node& node, int depth) {
    text.append(static_cast<size_t>(depth) * 2, ' ');
    std::visit([&](const auto& payload) { Describe(payload, node); }, node.payload);
    text += "  -> ";
    Columns(node.columns);
    text += '\n';
    for (const NodePtr& input : node.inputs) PrintNode(*input, depth + 1);
    if (const Shared* shared = node.As<Shared>()) {
      if (printed_.insert(shared->id).second) PrintNode(*shared->definition, depth + 1);
    }
  }

  void PrintExpr(const Expr& e) {
    switch (e.kind) {
      case Expr::Kind::kLiteral:
        Literal(e.value);
        return;
      case Expr::Kind::kColumn:
        text += Name(e.column);
        return;
      case Expr::Kind::kOp:
        Call(OpName(e.op), e.args);
        return;
      case Expr::Kind::kKernel:
        Call(e.kernel->name, e.args);
        return;
      case Expr::Kind::kScalarSubquery:
        Subquery("scalar", e);
        return;
      case Expr::Kind::kInSubquery:
        Subquery("in", e);
        return;
    }
  }

 private:
  void Subquery(std::string_view what, const Expr& e) {
    text += what;
    text += '(';
    List(e.args);
    text += "{\n";
    PrintNode(*e.subquery, 6);
    text += "            })";
  }

  void Call(std::string_view name, const std::vector<ExprPtr>& args) {
    text += name;
    text += '(';
    List(args);
    text += ')';
  }

  void List(const std::vector<ExprPtr>& exprs) {
    for (size_t i = 0; i < exprs.size(); ++i) {
      if (i > 0) text += ", ";
      PrintExpr(*exprs[i]);
    }
  }

  void Literal(const Value& v) {
    if (v.is_null()) {
      text += fmt::format("{}(null)", TypeName(v.type()));
      return;
    }
    switch (v.type()) {
      case Type::kBool:
        text += v.boolean() ? "true" : "false";
        return;
      case Type::kLong:
        text += fmt::format("{}", v.integer());
        return;
      case Type::kReal:
        text += fmt::format("real({})", v.real());
        return;
      case Type::kDecimal:
        text += fmt::format("decimal({}e-{})", static_cast<int64_t>(v.decimal()), kDecimalScale);
        return;
      case Type::kGuid:
        text += fmt::format("guid({:016x}{:016x})", v.guid().high, v.guid().low);
        return;
      case Type::kString:
        text += fmt::format("\"{}\"", v.text());
        return;
      case Type::kDynamic:
        text += fmt::format("dynamic({})", v.text());
        return;
      default:
        text += fmt::format("{}({})", TypeName(v.type()), v.integer());
        return;
    }
  }

  std::string Name(ColumnId id) {
    const auto [at, is_new] = numbers_.emplace(id, static_cast<int>(numbers_.size()) + 1);
    const auto name = names_.find(id);
    return fmt::format("{}#{}", name == names_.end() ? "" : name->second, at->second);
  }

  void Columns(const std::vector<Column>& columns) {
    text += '(';
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) text += ", ";
      names_.emplace(columns[i].id, columns[i].name);
      text += fmt::format("{}: {}", Name(columns[i].id), TypeName(columns[i].type));
    }
    text += ')';
  }

  void Keys(const std::vector<SortKey>& keys) {
    text += " [";
    for (size_t i = 0; i < keys.size(); ++i) {
      if (i > 0) text += ", ";
      PrintExpr(*keys[i].expr);
      text += keys[i].ascending ? " asc" : " desc";
      text += keys[i].nulls_first ? " nulls first" : " nulls last";
    }
    text += ']';
  }

  void Bracketed(const std::vector<ExprPtr>& exprs) {
    text += " [";
    List(exprs);
    text += ']';
  }

  void Describe(const Scan& scan, const Node&) {
    text += fmt::format("Scan {}", scan.table);
    if (scan.filter) Bracketed({scan.filter});
  }
  void Describe(const Values& values, const Node&) {
    text += fmt::format("Values {} rows", values.rows.size());
  }
  void Describe(const Range& range, const Node&) {
    text += "Range";
    Bracketed({range.from, range.to, range.step});
  }
  void Describe(const Filter& filter, const Node&) {
    text += "Filter";
    Bracketed({filter.predicate});
  }
  void Describe(const Project& project, const Node&) {
    text += "Project";
    Bracketed(project.exprs);
  }
  void Describe(const Aggregate& aggregate, const Node&) {
    text += "Aggregate by [";
    for (size_t i = 0; i < aggregate.keys.size(); ++i) {
      if (i > 0) text += ", ";
      PrintExpr(*aggregate.keys[i].second);
    }
    text += "] [";
    for (size_t i = 0; i < aggregate.aggs.size(); ++i) {
      const AggCall& call = aggregate.aggs[i];
      if (i > 0) text += ", ";
      text += call.op == AggOp::kKernel ? call.kernel->name : AggName(call.op);
      text += '(';
      List(call.args);
      text += ')';
      if (call.filter) {
        text += " if ";
        PrintExpr(*call.filter);
      }
    }
    text += ']';
  }
  void Describe(const DistinctOn& distinct, const Node&) {
    text += "DistinctOn";
    Bracketed(distinct.keys);
  }
  void Describe(const Sort& sort, const Node&) {
    text += "Sort";
    Keys(sort.keys);
    if (sort.limit) {
      text += " limit ";
      PrintExpr(*sort.limit);
    }
  }
  void Describe(const Limit& limit, const Node&) {
    text += "Limit";
    Bracketed({limit.count});
  }
  void Describe(const Sample& sample, const Node&) {
    text += "Sample";
    Bracketed({sample.count});
  }
  void Describe(const Join& join, const Node&) {
    constexpr std::string_view kKinds[] = {"inner", "left", "right", "full", "semi", "anti", "cross"};
    text += fmt::format("Join {} [", kKinds[static_cast<size_t>(join.kind)]);
    for (size_t i = 0; i < join.on.size(); ++i) {
      if (i > 0) text += ", ";
      PrintExpr(*join.on[i].first);
      text += " = ";
      PrintExpr(*join.on[i].second);
    }
    text += ']';
  }
  void Describe(const Union&, const Node&) { text += "Union"; }
  void Describe(const Lateral&, const Node&) { text += "Lateral"; }
  void Describe(const Unnest& unnest, const Node&) {
    text += "Unnest";
    Bracketed(unnest.sources);
  }
  void Describe(const Window& window, const Node&) {
    text += "Window [";
    for (size_t i = 0; i < window.calls.size(); ++i) {
      const WindowCall& call = window.calls[i];
      if (i > 0) text += ", ";
      text += WindowName(call.op);
      text += '(';
      List(call.args);
      text += ')';
      if (!call.partition_by.empty()) {
        text += " by";
        Bracketed(call.partition_by);
      }
      if (!call.order_by.empty()) Keys(call.order_by);
    }
    text += ']';
  }
  void Describe(const StepScan& scan, const Node&) {
    text += "StepScan";
    if (!scan.partition_by.empty()) {
      text += " by";
      Bracketed(scan.partition_by);
    }
    const StepProgram& program = *scan.program;
    for (size_t i = 0; i < program.inputs.size(); ++i) {
      text += i == 0 ? " over [" : ", ";
      names_.emplace(program.inputs[i].id, "in");
      text += Name(program.inputs[i].id) + " = ";
      PrintExpr(*scan.inputs[i]);
    }
    if (!program.inputs.empty()) text += ']';
    for (const StepProgram::State& state : program.states) {
      names_.emplace(state.column.id, program.steps[state.step].name + "." + state.column.name);
    }
    for (const StepProgram::Step& step : program.steps) {
      constexpr std::string_view kOutputs[] = {"", " last", " none"};
      text += fmt::format(" step {}{}", step.name, kOutputs[static_cast<size_t>(step.output)]);
      Bracketed({step.condition});
      if (!step.values.empty()) {
        text += " =>";
        Bracketed(step.values);
      }
    }
  }
  void Describe(const MakeSeries& series, const Node&) {
    text += "MakeSeries by";
    Bracketed(series.keys);
    text += " from";
    Bracketed({series.from, series.step, series.count});
  }
  void Describe(const Paths& paths, const Node&) {
    constexpr std::string_view kCycles[] = {"all", "unique_edges", "none"};
    constexpr std::string_view kShortest[] = {"", " shortest any", " shortest all"};
    text += fmt::format("Paths {}..{}{} cycles {}{}{}{}", paths.min_hops, paths.max_hops,
                        paths.undirected ? " undirected" : "", kCycles[static_cast<size_t>(paths.cycles)],
                        kShortest[static_cast<size_t>(paths.shortest)], paths.has_ends ? " to ends" : "",
                        paths.has_inner ? " through inner" : "");
  }
  void Describe(const Shared& shared, const Node&) {
    const auto [at, is_new] =
        shared_numbers_.emplace(shared.id, static_cast<int>(shared_numbers_.size()) + 1);
    text += fmt::format("Shared {}{}", at->second, shared.materialize ? " materialized" : "");
  }
  void Describe(const Inline& rows, const Node&) { text += fmt::format("Inline {} rows", rows.rows->size()); }

  static std::string_view AggName(AggOp op) {
    constexpr std::string_view kNames[] = {"count",
                                           "sum",
                                           "avg",
                                           "min",
                                           "max",
                                           "any",
                                           "arg_max",
                                           "arg_min",
                                           "list",
                                           "set",
                                           "count_distinct",
                                           "stdev",
                                           "variance",
                                           "stdevp",
                                           "variancep",
                                           "kernel"};
    return kNames[static_cast<size_t>(op)];
  }
  static std::string_view WindowName(WindowOp op) {
    constexpr std::string_view kNames[] = {"row_number",  "lag",        "lead",        "running_sum",
                                           "rank",        "dense_rank", "running_max", "running_min",
                                           "total_count", "total_sum",  "last_value",  "session"};
    return kNames[static_cast<size_t>(op)];
  }

  std::unordered_map<ColumnId, int> numbers_;
  std::unordered_map<ColumnId, std::string> names_;
  std::unordered_map<int32_t, int> shared_numbers_;
  std::unordered_set<int32_t> printed_;
};

}  // namespace

std::string Print(const Node& root) {
  Printer printer;
  printer.PrintNode(root, 0);
  return printer.text;
}

std::string Print(const Expr& expr) {
  Printer printer;
  printer.PrintExpr(expr);
  return printer.text;
}

}  // namespace harrier::plan
