#include <chrono>
#include <thread>

#include "kql/binder/binder.h"
#include "plan/rewrites/rewrite.h"
#include "query/admission.h"
#include "query/clock_use.h"
#include "query/cost.h"
#include "query/filled_text.h"
#include "query/limited_stream.h"
#include "query/options.h"
#include "query/plan_facts.h"
#include "query/result_cache.h"
#include "query/session.h"
#include "query/watchdog.h"

namespace harrier::query {

namespace {

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
  std::shared_ptr<Watchdog::Watched> watched{};  // once it runs
  bool allow_partial = false;
};

/// A result whose end by the watchdog says so.
class WatchedStream final : public engine::ResultStream {
 public:
  WatchedStream(std::unique_ptr<engine::ResultStream> inner, std::shared_ptr<Watchdog::Watched> watched)
      : watched_(std::move(watched)), inner_(std::move(inner)) {}

  const std::vector<plan::Column>& columns() const override { return inner_->columns(); }
  double progress() const override { return inner_->progress(); }
  Result<std::optional<engine::Chunk>> Next() override {
    Result<std::optional<engine::Chunk>> chunk = inner_->Next();
    if (!chunk) return tl::unexpected(watched_->Reason(std::move(chunk).error()));
    return chunk;
  }

 private:
  std::shared_ptr<Watchdog::Watched> watched_;  // goes after what listens to it
  std::unique_ptr<engine::ResultStream> inner_;
};

Result<std::unique_ptr<engine::ResultStream>> RunWatched(engine::Engine& engine, const plan::Node& root,
                                                         const Terms& terms) {
  TRY(const engine::RunOptions options, Remaining(terms.deadline, terms.watched->token()));
  Result<std::unique_ptr<engine::ResultStream>> rows = engine.Run(root, options);
  if (!rows) return tl::unexpected(terms.watched->Reason(std::move(rows).error()));
  return std::make_unique<WatchedStream>(*std::move(rows), terms.watched);
}

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
      terms_.watched.reset();
      if (recording_) recording_->Finish();
      return std::nullopt;
    }
    const plan::ResultPlan& result = plan_.results[next_++];
    TRY(std::unique_ptr<engine::ResultStream> rows, RunWatched(engine_, *result.root, terms_));
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
        cache_(options.cache_bytes),
        watchdog_(options.memory_limit) {}

  Result<std::unique_ptr<Answer>> Run(Request request) override {
    const int64_t now = options_.clock->Now();
    const FilledText filled(request, request.now.value_or(now));
    request.text = filled.text();
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
    Result<Prepared> bound = Prepare(parsed, request, request.now.value_or(now), terms);
    if (!bound) return tl::unexpected(filled.InOriginal(std::move(bound).error()));
    Prepared& prepared = *bound;

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
    uint64_t rows = 0;
    for (const plan::ResultPlan& result : prepared.plan.results) rows += RowsOf(*result.root);
    TRY(Admission::Permit permit, admission_.Enter(CostOf(rows), terms.deadline, request.stop));
    terms.watched = watchdog_.Watch(request.stop);
    return std::make_unique<PlannedAnswer>(*options_.engine, std::move(prepared.plan), std::move(terms),
                                           std::move(permit), std::move(recording));
  }

  Result<std::string> Explain(const Request& request) override {
    const int64_t now = request.now.value_or(options_.clock->Now());
    Terms terms;
    terms.deadline = Admission::Clock::now() + std::chrono::nanoseconds(options_.default_timeout_ns);
    terms.stop = request.stop;
    const FilledText filled(request, now);
    const Result<Prepared> prepared = Prepare(kql::Parse(filled.text()), request, now, terms);
    if (!prepared) return tl::unexpected(filled.InOriginal(prepared.error()));
    std::string out;
    for (const plan::ResultPlan& result : prepared->plan.results) {
      if (!out.empty()) out += '\n';
      out += plan::Print(*result.root);
      TRY(const std::string told, options_.engine->Explain(*result.root));
      out += "\n" + told + "\n";
    }
    return out;
  }

  Checked Check(const Request& request) override {
    const int64_t now = request.now.value_or(options_.clock->Now());
    const FilledText filled(request, now);
    Checked checked;
    kql::BindOptions bind = NamesOf(request, now);
    bind.evaluate = [&](const plan::Node&) -> Result<std::vector<std::vector<Value>>> {
      checked.depends_on_rows = true;
      return std::vector<std::vector<Value>>();
    };
    bind.external = [&](const kql::ExternalSource&) { return bind.evaluate(plan::Node{}); };
    Result<plan::Plan> plan = kql::Bind(kql::Parse(filled.text()), bind);
    if (!plan) {
      checked.error = filled.InOriginal(std::move(plan).error());
      return checked;
    }
    for (const plan::ResultPlan& result : plan->results) {
      const plan::NodePtr root = plan::Rewrite(result.root);
      checked.results.push_back({result.name, result.root->columns, plan::Print(*root)});
    }
    return checked;
  }

  catalog::CatalogPtr catalog() const override { return options_.storage->catalog(); }

 private:
  kql::BindOptions NamesOf(const Request& request, int64_t now) const {
    kql::BindOptions bind;
    bind.catalog = options_.storage->catalog();
    if (request.view) bind.catalog = CatalogSeenBy(bind.catalog, *request.view);
    bind.now = now;
    bind.parameters = request.parameters;
    bind.timespan = request.timespan;
    if (!request.database.empty()) bind.database = request.database;
    return bind;
  }

  uint64_t RowsOf(const plan::Node& root) const {
    return RowsToRead(root, [&](std::string_view table) {
      return options_.storage->Stats(table).value_or(engine::TableStats{.rows = 1'000'000'000});
    });
  }

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
    kql::BindOptions bind = NamesOf(request, now);
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
        return Outside(options_.external, source, terms);
      };
    }
    if (options_.external_schema) {
      bind.external_schema = [&](const kql::ExternalSchemaRequest& schema) {
        prepared.reads_outside = true;
        return Outside(options_.external_schema, schema, terms);
      };
    }
    bind.geo_databases = options_.geo_databases;
    TRY(prepared.plan, kql::Bind(parsed, bind));
    const auto is_empty = [&](std::string_view table) { return !bind.has_rows(table); };
    for (plan::ResultPlan& result : prepared.plan.results) {
      result.root = plan::Rewrite(plan::DropEmpty(result.root, is_empty));
      AddFacts(*result.root, prepared.facts);
    }
    for (const std::string& table : prepared.facts.tables) note(table);
    return prepared;
  }

  template <typename Reader, typename Asked>
  auto Outside(const Reader& reader, const Asked& asked, const Terms& terms)
      -> std::invoke_result_t<Reader, const Asked&, const engine::RunOptions&> {
    TRY(const Admission::Permit permit, admission_.Enter(Cost::kOutside, terms.deadline, terms.stop));
    TRY(const engine::RunOptions limits, Remaining(terms.deadline, terms.stop));
    return reader(asked, limits);
  }

  /// Runs a subplan whose rows decide columns; bounded, since it is held in memory.
  Result<std::vector<std::vector<Value>>> Evaluate(const plan::Node& root, const Terms& terms) {
    constexpr size_t kMost = 100'000;
    const plan::NodePtr rewritten = plan::Rewrite(std::make_shared<const plan::Node>(root));
    TRY(const Admission::Permit permit,
        admission_.Enter(CostOf(RowsOf(*rewritten)), terms.deadline, terms.stop));
    Terms running = terms;
    running.watched = watchdog_.Watch(terms.stop);
    TRY(std::unique_ptr<engine::ResultStream> rows, RunWatched(*options_.engine, *rewritten, running));
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
  Watchdog watchdog_;
};

}  // namespace

std::unique_ptr<Service> MakeService(const ServiceOptions& options) {
  return std::make_unique<EngineService>(options);
}

}  // namespace harrier::query
