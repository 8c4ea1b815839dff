#include "plan/shared_counts.h"

#include <algorithm>
#include <map>
#include <optional>

#include "plan/visit.h"
#include "runtime/json_text.h"
#include "runtime/text_needle.h"

namespace harrier::plan {
namespace {

using Replacements = std::unordered_map<ColumnId, ExprPtr>;

struct FoundNeedle {
  std::string text;
  runtime::TextMatch how = runtime::TextMatch::kHas;
  bool ignore_case = true;
};

/// Which needles, of which one must lie in a column.
struct NeedleCondition {
  ColumnId column = -1;
  std::vector<FoundNeedle> needles;

  size_t shortest() const {
    size_t least = SIZE_MAX;
    for (const FoundNeedle& needle : needles) least = std::min(least, needle.text.size());
    return needles.empty() ? 0 : least;
  }
};

std::optional<FoundNeedle> NeedleOf(std::string_view kernel) {
  using runtime::TextMatch;
  static constexpr std::pair<std::string_view, TextMatch> kKernels[] = {
      {"contains", TextMatch::kContains},     {"has", TextMatch::kHas},
      {"hasprefix", TextMatch::kHasPrefix},   {"hassuffix", TextMatch::kHasSuffix},
      {"startswith", TextMatch::kStartsWith}, {"endswith", TextMatch::kEndsWith},
      {"equals_ci", TextMatch::kEquals},
  };
  FoundNeedle needle;
  needle.ignore_case = !kernel.ends_with("_cs");
  if (!needle.ignore_case) kernel.remove_suffix(3);
  for (const auto& [name, how] : kKernels) {
    if (name != kernel) continue;
    needle.how = how;
    return needle;
  }
  return std::nullopt;
}

/// Adds the needles of a condition; false if it is of another kind, or about another column.
bool AddNeedles(const Expr& condition, NeedleCondition& out) {
  if (condition.kind == Expr::Kind::kOp && condition.op == Op::kOr) {
    return std::all_of(condition.args.begin(), condition.args.end(),
                       [&](const ExprPtr& arg) { return AddNeedles(*arg, out); });
  }
  if (condition.kind != Expr::Kind::kKernel || condition.args.size() != 2) return false;
  const Expr& text = *condition.args[0];
  const Expr& sought = *condition.args[1];
  if (text.kind != Expr::Kind::kColumn || text.type != Type::kString) return false;
  if (!sought.is_literal() || sought.value.is_null()) return false;
  if (out.column >= 0 && out.column != text.column) return false;
  out.column = text.column;
  if (condition.kernel->name == "has_any") {
    for (std::string& value : runtime::JsonTexts(sought.value.text()))
      out.needles.push_back({std::move(value)});
    return true;
  }
  std::optional<FoundNeedle> needle = NeedleOf(condition.kernel->name);
  if (!needle) return false;
  needle->text = sought.value.text();
  out.needles.push_back(*std::move(needle));
  return true;
}

/// Needles so short are in too many rows to be worth it.
constexpr size_t kLeastLength = 3;

/// A count of a table's rows: what they must fulfil, over the columns of the scan.
struct CountedScan {
  const Scan* scan = nullptr;
  const Node* node = nullptr;
  std::vector<ExprPtr> conditions;
  NeedleCondition needles;
  size_t needle_at = 0;  // the condition that the needles are

  const std::string& SourceOf(ColumnId id) const {
    const auto at = std::find_if(node->columns.begin(), node->columns.end(),
                                 [id](const Column& column) { return column.id == id; });
    HARRIER_CHECK(at != node->columns.end());
    return scan->source[static_cast<size_t>(at - node->columns.begin())];
  }
};

void Split(const ExprPtr& predicate, std::vector<ExprPtr>& out) {
  if (predicate->kind == Expr::Kind::kOp && predicate->op == Op::kAnd) {
    for (const ExprPtr& arg : predicate->args) Split(arg, out);
  } else {
    out.push_back(predicate);
  }
}

/// Whether two expressions without subqueries are the same but for where they were written.
bool IsSame(const Expr& a, const Expr& b) {
  return a.kind == b.kind && a.type == b.type && a.value == b.value && a.column == b.column && a.op == b.op &&
         a.kernel == b.kernel &&
         std::equal(a.args.begin(), a.args.end(), b.args.begin(), b.args.end(),
                    [](const ExprPtr& x, const ExprPtr& y) { return IsSame(*x, *y); });
}

/// The greatest id of a column that a plan makes.
ColumnId GreatestColumn(const Node& node, std::set<const Node*>& seen) {
  ColumnId greatest = 0;
  if (!seen.insert(&node).second) return greatest;
  for (const Column& column : node.columns) greatest = std::max(greatest, column.id);
  const auto below = [&](const Node& more) { greatest = std::max(greatest, GreatestColumn(more, seen)); };
  const std::function<void(const Expr&)> inside = [&](const Expr& expr) {
    if (expr.subquery) below(*expr.subquery);
    for (const ExprPtr& arg : expr.args) inside(*arg);
  };
  ForEachExpr(node, inside);
  for (const NodePtr& input : node.inputs) below(*input);
  if (const auto* shared = node.As<Shared>()) below(*shared->definition);
  return greatest;
}

bool CountsRows(const Node& node) {
  const auto* aggregate = node.As<Aggregate>();
  return aggregate != nullptr && aggregate->keys.empty() && aggregate->aggs.size() == 1 &&
         aggregate->aggs[0].op == AggOp::kCount && aggregate->aggs[0].args.empty() &&
         aggregate->aggs[0].filter == nullptr;
}

std::optional<CountedScan> CountedScanOf(const Node& root) {
  if (!CountsRows(root)) return std::nullopt;
  CountedScan out;
  const Node* node = root.inputs[0].get();
  while (out.scan == nullptr) {
    if (const auto* filter = node->As<Filter>()) {
      Split(filter->predicate, out.conditions);
    } else if (const auto* project = node->As<Project>()) {
      Replacements values;
      for (size_t i = 0; i < project->exprs.size(); ++i)
        values.emplace(node->columns[i].id, project->exprs[i]);
      for (ExprPtr& condition : out.conditions) condition = SubstituteColumns(condition, values);
    } else if (const auto* scan = node->As<Scan>()) {
      out.scan = scan;
      out.node = node;
      if (scan->filter) Split(scan->filter, out.conditions);
      break;
    } else {
      return std::nullopt;
    }
    node = node->inputs[0].get();
  }
  // What is random, or has to be run by itself, cannot move.
  for (const ExprPtr& condition : out.conditions) {
    if (!IsSteady(*condition)) return std::nullopt;
  }
  for (size_t i = 0; i < out.conditions.size(); ++i) {
    NeedleCondition needles;
    if (!AddNeedles(*out.conditions[i], needles) || needles.shortest() < kLeastLength) continue;
    if (needles.shortest() <= out.needles.shortest()) continue;
    out.needles = std::move(needles);
    out.needle_at = i;
  }
  if (out.needles.needles.empty()) return std::nullopt;
  return out;
}

/// Times that a condition leaves of a column.
struct Times {
  std::optional<int64_t> from, to;  // both included
};

/// Narrows the times of the columns that a condition compares with a constant.
void AddTimes(const Expr& condition, std::map<ColumnId, Times>& out) {
  if (condition.kind != Expr::Kind::kOp || condition.args.size() != 2) return;
  const Expr& column = *condition.args[0];
  const Expr& limit = *condition.args[1];
  if (column.kind != Expr::Kind::kColumn || column.type != Type::kDatetime) return;
  if (!limit.is_literal() || limit.value.is_null() || limit.type != Type::kDatetime) return;
  Times& times = out[column.column];
  const int64_t at = limit.value.integer();
  if (condition.op == Op::kGe || condition.op == Op::kGt) times.from = std::max(times.from.value_or(at), at);
  if (condition.op == Op::kLe || condition.op == Op::kLt) times.to = std::min(times.to.value_or(at), at);
}

/// Makes the one plan of counts over one column.
class Together {
 public:
  Together(std::vector<std::pair<size_t, CountedScan>> counts) : counts_(std::move(counts)) {}

  SharedCount Make() {
    SharedCount out;
    const CountedScan& first = counts_.front().second;
    for (auto& [number, count] : counts_) {
      out.plans.push_back(number);
      Move(count);
    }
    ExprPtr numbers = CallKernel(
        "needles_in", {Ref(columns_.at(first.SourceOf(first.needles.column))), Lit(Value::Dynamic(Rules()))});
    std::vector<ExprPtr> filter = TakeCommon();
    AddHull(filter);
    filter.push_back(Apply(Op::kNot, {Apply(Op::kIsNull, {numbers})}));
    Scan scan{first.scan->table, {}, All(filter)};
    std::vector<Column> columns;
    for (const auto& [source, column] : columns_) {
      scan.source.push_back(source);
      columns.push_back(column);
    }
    NodePtr node = MakeNode(std::move(scan), {}, columns);
    const Column element{ids_.NextColumn(), "element", Type::kDynamic};
    columns.push_back(element);
    node = MakeNode(Unnest{.sources = {std::move(numbers)}}, {std::move(node)}, columns);
    const ExprPtr number = CallKernel("dynamic_to_long", {Ref(element)});
    if (ExprPtr rest = Rest(number)) node = MakeNode(Filter{std::move(rest)}, {std::move(node)}, columns);
    const Column key{ids_.NextColumn(), "plan", Type::kLong};
    const Column count{ids_.NextColumn(), "rows", Type::kLong};
    Aggregate aggregate;
    aggregate.keys.emplace_back(key, number);
    aggregate.aggs.push_back({.outputs = {count}});
    out.root = MakeNode(std::move(aggregate), {std::move(node)}, {key, count});
    return out;
  }

 private:
  static ExprPtr All(std::vector<ExprPtr> conditions) {
    return conditions.size() == 1 ? conditions.front() : Apply(Op::kAnd, std::move(conditions));
  }

  /// Makes a count's conditions speak of the columns of the common scan.
  void Move(CountedScan& count) {
    std::unordered_set<ColumnId> reads{count.needles.column};
    for (const ExprPtr& condition : count.conditions) CollectColumns(*condition, reads);
    Replacements values;
    for (const Column& column : count.node->columns) {
      if (!reads.contains(column.id)) continue;
      const std::string& source = count.SourceOf(column.id);
      auto at = columns_.find(source);
      if (at == columns_.end())
        at = columns_.emplace(source, Column{ids_.NextColumn(), source, column.type}).first;
      values.emplace(column.id, Ref(at->second));
    }
    for (ExprPtr& condition : count.conditions) condition = SubstituteColumns(condition, values);
  }

  std::string Rules() const {
    std::string out = "[";
    for (const auto& [number, count] : counts_) {
      for (const FoundNeedle& needle : count.needles.needles) {
        if (out.size() > 1) out += ',';
        out += '[' + std::to_string(number) + ',';
        runtime::AppendJsonString(out, needle.text);
        out += fmt::format(",{},{}]", static_cast<int>(needle.how), needle.ignore_case);
      }
    }
    return out + ']';
  }

  /// The conditions that all have, besides the needles, taken out of them.
  std::vector<ExprPtr> TakeCommon() {
    for (auto& [number, count] : counts_) {
      count.conditions.erase(count.conditions.begin() + static_cast<std::ptrdiff_t>(count.needle_at));
    }
    const auto has = [](const CountedScan& count, const Expr& wanted) {
      return std::any_of(count.conditions.begin(), count.conditions.end(),
                         [&](const ExprPtr& condition) { return IsSame(*condition, wanted); });
    };
    std::vector<ExprPtr> common;
    for (const ExprPtr& condition : counts_.front().second.conditions) {
      if (std::all_of(counts_.begin(), counts_.end(),
                      [&](const auto& count) { return has(count.second, *condition); }))
        common.push_back(condition);
    }
    for (auto& [number, count] : counts_) {
      std::erase_if(count.conditions, [&](const ExprPtr& condition) {
        return std::any_of(common.begin(), common.end(),
                           [&](const ExprPtr& each) { return IsSame(*each, *condition); });
      });
    }
    return common;
  }

  /// The times outside of which no count wants a row, so that storage may leave files out.
  void AddHull(std::vector<ExprPtr>& filter) const {
    std::map<ColumnId, Times> hull;
    for (const auto& [number, count] : counts_) {
      std::map<ColumnId, Times> own;
      for (const ExprPtr& condition : count.conditions) AddTimes(*condition, own);
      if (number == counts_.front().first) {
        hull = std::move(own);
        continue;
      }
      for (auto& [column, times] : hull) {
        const Times& more = own[column];
        times.from =
            times.from && more.from ? std::optional(std::min(*times.from, *more.from)) : std::nullopt;
        times.to = times.to && more.to ? std::optional(std::max(*times.to, *more.to)) : std::nullopt;
      }
    }
    for (const auto& [id, times] : hull) {
      const ColumnId wanted = id;
      const auto at = std::find_if(columns_.begin(), columns_.end(),
                                   [wanted](const auto& entry) { return entry.second.id == wanted; });
      if (times.from) filter.push_back(Apply(Op::kGe, {Ref(at->second), Lit(Value::Datetime(*times.from))}));
      if (times.to) filter.push_back(Apply(Op::kLe, {Ref(at->second), Lit(Value::Datetime(*times.to))}));
    }
  }

  /// What remains to be asked of a row that a plan's needle was found in; null if nothing.
  ExprPtr Rest(const ExprPtr& number) const {
    std::vector<ExprPtr> cases;
    for (const auto& [plan, count] : counts_) {
      if (count.conditions.empty()) continue;
      cases.push_back(Apply(Op::kEq, {number, Lit(Value::Long(static_cast<int64_t>(plan)))}));
      cases.push_back(All(count.conditions));
    }
    if (cases.empty()) return nullptr;
    cases.push_back(Lit(Value::Bool(true)));
    return ApplyAs(Type::kBool, Op::kCase, std::move(cases));
  }

  std::vector<std::pair<size_t, CountedScan>> counts_;
  IdSource ids_;
  std::map<std::string, Column> columns_;  // of the common scan, by what the table calls them
};

}  // namespace

NodePtr CountOf(const NodePtr& root) {
  std::set<const Node*> seen;
  const Column count{GreatestColumn(*root, seen) + 1, "Count", Type::kLong};
  Aggregate aggregate;
  aggregate.aggs.push_back({.outputs = {count}});
  return MakeNode(std::move(aggregate), {root}, {count});
}

std::vector<SharedCount> ShareCounts(std::span<const NodePtr> counts) {
  std::map<std::pair<std::string, std::string>, std::vector<std::pair<size_t, CountedScan>>> by_column;
  for (size_t i = 0; i < counts.size(); ++i) {
    std::optional<CountedScan> count = CountedScanOf(*counts[i]);
    if (!count) continue;
    std::pair<std::string, std::string> column{count->scan->table, count->SourceOf(count->needles.column)};
    by_column[std::move(column)].emplace_back(i, *std::move(count));
  }
  std::vector<SharedCount> out;
  for (auto& [column, members] : by_column) {
    if (members.size() > 1) out.push_back(Together(std::move(members)).Make());
  }
  return out;
}

}  // namespace harrier::plan
