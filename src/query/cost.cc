#include "query/cost.h"

#include <unordered_set>

#include "engine/duckdb/storage_prune.h"
#include "plan/visit.h"

namespace harrier::query {
namespace {

/// So many rows are read and sorted in some milliseconds.
constexpr uint64_t kShortRows = 100'000;
/// Counting rows without looking at a column is so many times cheaper than reading them.
constexpr uint64_t kCountedShare = 200;

class Estimate {
 public:
  explicit Estimate(const std::function<engine::TableStats(std::string_view)>& stats) : stats_(stats) {}

  uint64_t Of(const plan::Node& node) {
    if (const auto* limit = node.As<plan::Limit>(); limit != nullptr && IsPlain(*node.inputs[0])) {
      const uint64_t all = Of(*node.inputs[0]);
      const bool known = limit->count->is_literal() && !limit->count->value.is_null();
      return known ? std::min(all, static_cast<uint64_t>(std::max<int64_t>(0, limit->count->value.integer())))
                   : all;
    }
    if (const auto* scan = node.As<plan::Scan>()) return OfScan(*scan, node.columns);
    if (const auto* range = node.As<plan::Range>()) return OfRange(*range);
    uint64_t rows = 0;
    if (const auto* shared = node.As<plan::Shared>();
        shared != nullptr && seen_.insert(shared->definition.get()).second) {
      rows += Of(*shared->definition);
    }
    plan::ForEachExpr(node, [&](const plan::Expr& expr) { rows += OfSubqueries(expr); });
    for (const plan::NodePtr& input : node.inputs) rows += Of(*input);
    return rows;
  }

 private:
  /// Rows pass through it as they are read, so that a limit above ends the reading.
  static bool IsPlain(const plan::Node& node) {
    if (const auto* scan = node.As<plan::Scan>()) return scan->filter == nullptr;
    return (node.As<plan::Project>() != nullptr || node.As<plan::Limit>() != nullptr) &&
           IsPlain(*node.inputs[0]);
  }

  uint64_t OfScan(const plan::Scan& scan, const std::vector<plan::Column>& columns) {
    const engine::TableStats stats = stats_(scan.table);
    if (columns.empty()) return stats.rows / kCountedShare;
    const engine::duckdb::TimeRange wanted = engine::duckdb::TimesWanted(scan, columns);
    if (stats.last_time <= stats.first_time) return stats.rows;
    const int64_t from = std::max(wanted.from, stats.first_time);
    const int64_t to = std::min(wanted.to, stats.last_time);
    if (from > to) return 0;
    const double share =
        static_cast<double>(to - from) / static_cast<double>(stats.last_time - stats.first_time);
    return static_cast<uint64_t>(static_cast<double>(stats.rows) * share);
  }

  /// Rows that are made count like those that are read.
  static uint64_t OfRange(const plan::Range& range) {
    const auto number = [](const plan::ExprPtr& expr) {
      const plan::ExprPtr folded = plan::Fold(expr);
      if (!folded->is_literal() || folded->value.is_null()) return 0.0;
      if (const auto* whole = std::get_if<int64_t>(&folded->value.data())) return static_cast<double>(*whole);
      const auto* real = std::get_if<double>(&folded->value.data());
      return real == nullptr ? 0.0 : *real;
    };
    const double rows = (number(range.to) - number(range.from)) / number(range.step);
    constexpr double kMost = 1e15;  // also for what is no number
    return static_cast<uint64_t>(rows < 0 ? 0 : rows < kMost ? rows + 1 : kMost);
  }

  uint64_t OfSubqueries(const plan::Expr& expr) {
    uint64_t rows = expr.subquery && seen_.insert(expr.subquery.get()).second ? Of(*expr.subquery) : 0;
    for (const plan::ExprPtr& arg : expr.args) rows += OfSubqueries(*arg);
    return rows;
  }

  const std::function<engine::TableStats(std::string_view)>& stats_;
  std::unordered_set<const plan::Node*> seen_;
};

}  // namespace

uint64_t RowsToRead(const plan::Node& root,
                    const std::function<engine::TableStats(std::string_view)>& stats) {
  return Estimate(stats).Of(root);
}

Cost CostOf(uint64_t rows) {
  return rows <= kShortRows ? Cost::kShort : Cost::kHeavy;
}

}  // namespace harrier::query
