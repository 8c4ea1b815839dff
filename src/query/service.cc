#include <chrono>
#include <thread>

#include "base/time_text.h"
#include "kql/binder/binder.h"
#include "plan/rewrites/rewrite.h"
#include "query/admission.h"
#include "query/clock_use.h"
#include "query/limited_stream.h"
#include "query/options.h"
#include "query/plan_facts.h"
#include "query/result_cache.h"
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

bool SetsNow(const kql::ParsedQuery& parsed) {
  return std::any_of(parsed.query.statements.begin(), parsed.query.statements.end(),
                     [](const auto& statement) {
                       const auto* const set = statement->template As<kql::syntax::SetStatement>();
                       return set != nullptr && set->name.text == "query_now";
                     });
}

using Time = Admission::Clock::time_point;

/// What is left of a query's time.
Result<engine::RunOptions> Remaining(Time deadline, const std::stop_token& stop) {
  const int64_t left = std::chrono::nanoseconds(deadline - Admission::Clock::now()).count();
  if (left <= 0) return Fail(ErrorCode::kTimeout, "the query took longer than it may");
  return engine::RunOptions{left, stop};
}

/// A query that is ready to run.
struct Prepared {
  plan::Plan plan;
  PlanFacts facts;
  DataVersions versions;
  bool reads_outside = false;  // externaldata
};

/// How a prepared query runs.
struct Terms {
  ResultLimits limits;
  Time deadline;
  std::stop_token stop;
  bool allow_partial = false;
};

class PlannedAnswer final : public Answer {
 public:
  PlannedAnswer(engine::Engine& engine, plan::Plan plan, Terms terms, Admission::Permit permit,
                std::unique_ptr<Recording> recording)
      : engine_(engine),
        plan_(std::move(plan)),
        terms_(std::move(terms)),
        permit_(std::move(permit)),
        recording_(std::move(recording)) {}

  Result<std::optional<ResultTable>> NextTable() override {
    if (next_ == plan_.results.size()) {
      permit_.Release();
      if (recording_) recording_->Finish();
      return std::nullopt;
    }
    const plan::ResultPlan& result = plan_.results[next_++];
    TRY(const engine::RunOptions options, Remaining(terms_.deadline, terms_.stop));
    TRY(std::unique_ptr<engine::ResultStream> rows, engine_.Run(*result.root, options));
    ResultTable table{result.name, result.visualization, Limited(std::move(rows), terms_.limits)};
    if (recording_) recording_->Watch(table);
    return table;
  }
  bool allow_partial() const override { return terms_.allow_partial; }

 private:
  engine::Engine& engine_;
  plan::Plan plan_;
  Terms terms_;
  Admission::Permit permit_;
  std::unique_ptr<Recording> recording_;
  size_t next_ = 0;
};

class EngineService final : public Service {
 public:
  explicit EngineService(const ServiceOptions& options)
      : options_(options),
        admission_(AdmissionOptions{
            .slots = options.slots != 0 ? options.slots : std::max(1U, std::thread::hardware_concurrency())}),
        cache_(options.cache_bytes) {}

  Result<std::unique_ptr<Answer>> Run(Request request) override {
    const int64_t now = options_.clock->Now();
    request.text = SubstituteTokens(std::move(request.text), request, request.now.value_or(now));
    const std::string key = ResultCache::KeyOf(request);
    if (!request.cache.off && !request.cache.refresh && request.cache.max_age_ns != 0) {
      if (auto kept = cache_.Find(key, *options_.storage, now, request.cache.max_age_ns)) {
        return AnswerOf(std::move(kept));
      }
    }
    const CachePolicy asked = request.cache;
    const kql::ParsedQuery parsed = kql::Parse(request.text);
    TRY_OK(ApplySetStatements(parsed, request));
    Terms terms;
    terms.deadline =
        Admission::Clock::now() +
        std::chrono::nanoseconds(request.timeout_ns != 0 ? request.timeout_ns : options_.default_timeout_ns);
    terms.limits = {request.max_rows.value_or(options_.max_rows),
                    request.max_bytes.value_or(options_.max_bytes), request.take_rows};
    terms.stop = request.stop;
    terms.allow_partial = request.allow_partial;
    TRY(Prepared prepared, Prepare(parsed, request, request.now.value_or(now), terms));

    std::unique_ptr<Recording> recording;
    const bool fixed = !prepared.reads_outside && !prepared.facts.is_random &&
                       (request.now.has_value() || SetsNow(parsed) || !MayUseClock(request.text, *catalog()));
    // What the text itself says holds for every query with that text.
    const bool text_wants_none =
        (request.cache.refresh && !asked.refresh) || (request.cache.max_age_ns == 0 && asked.max_age_ns != 0);
    if (fixed && !request.cache.off && !text_wants_none && cache_.most_bytes() > 0) {
      CachedResult head;
      head.versions = std::move(prepared.versions);
      head.origin = {request.client_request_id, now};
      if (request.cache.max_age_ns != asked.max_age_ns) head.max_age_ns = request.cache.max_age_ns;
      recording = std::make_unique<Recording>(cache_, key, std::move(head));
    }
    TRY(Admission::Permit permit, admission_.Enter(CostOf(prepared.facts), terms.deadline, request.stop));
    return std::make_unique<PlannedAnswer>(*options_.engine, std::move(prepared.plan), std::move(terms),
                                           std::move(permit), std::move(recording));
  }

  Result<std::string> Explain(const Request& request) override {
    const int64_t now = request.now.value_or(options_.clock->Now());
    Terms terms;
    terms.deadline = Admission::Clock::now() + std::chrono::nanoseconds(options_.default_timeout_ns);
    terms.stop = request.stop;
    TRY(const Prepared prepared,
        Prepare(kql::Parse(SubstituteTokens(request.text, request, now)), request, now, terms));
    std::string out;
    for (const plan::ResultPlan& result : prepared.plan.results) {
      if (!out.empty()) out += '\n';
      out += plan::Print(*result.root);
      TRY(const std::string told, options_.engine->Explain(*result.root));
      out += "\n" + told + "\n";
    }
    return out;
  }

  catalog::CatalogPtr catalog() const override { return options_.storage->catalog(); }

 private:
  static Cost CostOf(const PlanFacts& facts) { return facts.tables.empty() ? Cost::kShort : Cost::kHeavy; }

  Result<Prepared> Prepare(const kql::ParsedQuery& parsed, const Request& request, int64_t now,
                           const Terms& terms) {
    Prepared prepared;
    // Each version is read before what it stands for.
    const auto note = [&](std::string_view table) {
      if (!prepared.versions.contains(table)) {
        prepared.versions.emplace(table, options_.storage->Version(table));
      }
    };
    note("");
    kql::BindOptions bind;
    bind.catalog = options_.storage->catalog();
    bind.now = now;
    bind.parameters = request.parameters;
    bind.timespan = request.timespan;
    if (!request.database.empty()) bind.database = request.database;
    bind.evaluate = [&](const plan::Node& root) {
      AddFacts(root, prepared.facts);
      for (const std::string& table : prepared.facts.tables) note(table);
      return Evaluate(root, terms);
    };
    bind.has_rows = [&](std::string_view table) {
      note(table);
      const Result<engine::TableStats> stats = options_.storage->Stats(table);
      return !stats || stats->rows > 0;
    };
    if (options_.external) {
      bind.external = [&](const kql::ExternalSource& source) {
        prepared.reads_outside = true;
        return options_.external(source);
      };
    }
    TRY(prepared.plan, kql::Bind(parsed, bind));
    const auto is_empty = [&](std::string_view table) { return !bind.has_rows(table); };
    for (plan::ResultPlan& result : prepared.plan.results) {
      result.root = plan::Rewrite(plan::DropEmpty(result.root, is_empty));
      AddFacts(*result.root, prepared.facts);
    }
    for (const std::string& table : prepared.facts.tables) note(table);
    return prepared;
  }

  /// Runs a subplan whose rows decide columns; bounded, since it is held in memory.
  Result<std::vector<std::vector<Value>>> Evaluate(const plan::Node& root, const Terms& terms) {
    constexpr size_t kMost = 100'000;
    const plan::NodePtr rewritten = plan::Rewrite(std::make_shared<const plan::Node>(root));
    PlanFacts facts;
    AddFacts(root, facts);
    TRY(const Admission::Permit permit, admission_.Enter(CostOf(facts), terms.deadline, terms.stop));
    TRY(const engine::RunOptions options, Remaining(terms.deadline, terms.stop));
    TRY(std::unique_ptr<engine::ResultStream> rows, options_.engine->Run(*rewritten, options));
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
  ResultCache cache_;
};

}  // namespace

std::unique_ptr<Service> MakeService(const ServiceOptions& options) {
  return std::make_unique<EngineService>(options);
}

}  // namespace harrier::query
