#include <chrono>
#include <thread>

#include "base/time_text.h"
#include "kql/binder/binder.h"
#include "plan/rewrites/rewrite.h"
#include "query/admission.h"
#include "query/session.h"

namespace harrier::query {

namespace {

/// {{StartTimeISO}} and {{EndTimeISO}} stand for the request's time scope (hunting queries of the content
/// hub).
std::string SubstituteTokens(std::string text, const Request& request, int64_t now) {
  const int64_t from = request.timespan ? request.timespan->first : 0;
  const int64_t to = request.timespan ? request.timespan->second : now;
  auto replace = [&](std::string_view token, const std::string& value) {
    for (size_t at = text.find(token); at != std::string::npos; at = text.find(token, at + value.size())) {
      text.replace(at, token.size(), value);
    }
  };
  replace("{{StartTimeISO}}", FormatDatetime(from));
  replace("{{EndTimeISO}}", FormatDatetime(to));
  return text;
}

/// Does any part of the plan read stored rows?
bool ReadsTables(const plan::Node& node) {
  if (node.As<plan::Scan>() != nullptr) return true;
  if (const auto* shared = node.As<plan::Shared>(); shared != nullptr && ReadsTables(*shared->definition))
    return true;
  bool found = false;
  const std::function<void(const plan::Expr&)> look = [&](const plan::Expr& expr) {
    if (expr.subquery && ReadsTables(*expr.subquery)) found = true;
    for (const plan::ExprPtr& arg : expr.args) look(*arg);
  };
  plan::ForEachExpr(node, look);
  return found || std::any_of(node.inputs.begin(), node.inputs.end(),
                              [](const plan::NodePtr& n) { return ReadsTables(*n); });
}

/// Counts rows, and ends the result where there are too many: with an error, or, if the caller takes a part,
/// silently at the limit, which the caller sees by the count.
class LimitedStream final : public engine::ResultStream {
 public:
  LimitedStream(std::unique_ptr<engine::ResultStream> inner, uint64_t most, bool allow_partial)
      : inner_(std::move(inner)), most_(most), allow_partial_(allow_partial) {}

  const std::vector<plan::Column>& columns() const override { return inner_->columns(); }
  double progress() const override { return inner_->progress(); }

  Result<std::optional<engine::Chunk>> Next() override {
    if (ended_) return std::nullopt;
    TRY(std::optional<engine::Chunk> chunk, inner_->Next());
    if (!chunk) return std::nullopt;
    if (rows_ + chunk->rows > most_) {
      if (!allow_partial_) {
        return Fail(ErrorCode::kLimit,
                    "the result has more than {} rows; add a filter, summarize or take, or raise the limit "
                    "(query_take_max_records, or set notruncation)",
                    most_);
      }
      chunk->rows = most_ - rows_;
      ended_ = true;
    }
    rows_ += chunk->rows;
    return chunk;
  }

 private:
  std::unique_ptr<engine::ResultStream> inner_;
  uint64_t most_;
  bool allow_partial_;
  uint64_t rows_ = 0;
  bool ended_ = false;
};

class PlannedAnswer final : public Answer {
 public:
  PlannedAnswer(engine::Engine& engine, plan::Plan plan, engine::RunOptions options, Admission::Permit permit,
                uint64_t most, bool partial)
      : engine_(engine),
        plan_(std::move(plan)),
        options_(std::move(options)),
        permit_(std::move(permit)),
        most_(most),
        partial_(partial) {}

  Result<std::optional<ResultTable>> NextTable() override {
    if (next_ == plan_.results.size()) {
      permit_.Release();
      return std::nullopt;
    }
    const plan::ResultPlan& result = plan_.results[next_++];
    TRY(std::unique_ptr<engine::ResultStream> rows, engine_.Run(*result.root, options_));
    return ResultTable{result.name, result.visualization,
                       std::make_unique<LimitedStream>(std::move(rows), most_, partial_)};
  }

 private:
  engine::Engine& engine_;
  plan::Plan plan_;
  engine::RunOptions options_;
  Admission::Permit permit_;
  uint64_t most_;
  bool partial_;
  size_t next_ = 0;
};

class EngineService final : public Service {
 public:
  explicit EngineService(const ServiceOptions& options)
      : options_(options),
        admission_(AdmissionOptions{.slots = options.slots != 0
                                                 ? options.slots
                                                 : std::max(1U, std::thread::hardware_concurrency())}) {}

  Result<std::unique_ptr<Answer>> Run(Request request) override {
    const int64_t timeout = request.timeout_ns != 0 ? request.timeout_ns : options_.default_timeout_ns;
    TRY(plan::Plan plan, Prepare(request));
    const bool heavy = std::any_of(plan.results.begin(), plan.results.end(),
                                   [](const plan::ResultPlan& r) { return ReadsTables(*r.root); });
    const auto deadline = Admission::Clock::now() + std::chrono::nanoseconds(timeout);
    TRY(Admission::Permit permit,
        admission_.Enter(heavy ? Cost::kHeavy : Cost::kShort, deadline, request.stop));
    return std::make_unique<PlannedAnswer>(
        *options_.engine, std::move(plan), engine::RunOptions{timeout, request.stop}, std::move(permit),
        request.max_rows.value_or(options_.max_rows), request.allow_partial);
  }

  Result<std::string> Explain(const Request& request) override {
    TRY(const plan::Plan plan, Prepare(request));
    std::string out;
    for (const plan::ResultPlan& result : plan.results) {
      if (!out.empty()) out += '\n';
      out += plan::Print(*result.root);
      TRY(const std::string told, options_.engine->Explain(*result.root));
      out += "\n" + told + "\n";
    }
    return out;
  }

  catalog::CatalogPtr catalog() const override { return options_.storage->catalog(); }

 private:
  Result<plan::Plan> Prepare(const Request& request) {
    const int64_t now = options_.clock->Now();
    kql::BindOptions bind;
    bind.catalog = options_.storage->catalog();
    bind.now = now;
    bind.parameters = request.parameters;
    bind.timespan = request.timespan;
    if (!request.database.empty()) bind.database = request.database;
    bind.evaluate = [&](const plan::Node& root) { return Evaluate(root, request); };
    bind.has_rows = [&](std::string_view table) {
      const Result<engine::TableStats> stats = options_.storage->Stats(table);
      return !stats || stats->rows > 0;
    };
    bind.external = options_.external;
    TRY(plan::Plan plan, kql::Compile(SubstituteTokens(request.text, request, now), bind));
    const auto is_empty = [&](std::string_view table) { return !bind.has_rows(table); };
    for (plan::ResultPlan& result : plan.results)
      result.root = plan::Rewrite(plan::DropEmpty(result.root, is_empty));
    return plan;
  }

  /// Runs a subplan whose rows decide columns; bounded, since it is held in memory.
  Result<std::vector<std::vector<Value>>> Evaluate(const plan::Node& root, const Request& request) {
    constexpr size_t kMost = 100'000;
    const plan::NodePtr rewritten = plan::Rewrite(std::make_shared<const plan::Node>(root));
    const int64_t timeout = request.timeout_ns != 0 ? request.timeout_ns : options_.default_timeout_ns;
    TRY(const Admission::Permit permit,
        admission_.Enter(ReadsTables(root) ? Cost::kHeavy : Cost::kShort,
                         Admission::Clock::now() + std::chrono::nanoseconds(timeout), request.stop));
    TRY(std::unique_ptr<engine::ResultStream> rows,
        options_.engine->Run(*rewritten, {timeout, request.stop}));
    std::vector<std::vector<Value>> out;
    while (true) {
      TRY(std::optional<engine::Chunk> chunk, rows->Next());
      if (!chunk) return out;
      for (size_t row = 0; row < chunk->rows; ++row) {
        if (out.size() == kMost)
          return Fail(ErrorCode::kLimit, "a subquery that decides columns gives more than {} rows", kMost);
        std::vector<Value> values;
        for (const runtime::ColumnView& column : chunk->columns)
          values.push_back(runtime::ValueAt(column, row));
        out.push_back(std::move(values));
      }
    }
  }

  ServiceOptions options_;
  Admission admission_;
};

}  // namespace

std::unique_ptr<Service> MakeService(const ServiceOptions& options) {
  return std::make_unique<EngineService>(options);
}

}  // namespace harrier::query
