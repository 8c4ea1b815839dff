#include <chrono>
#include <thread>

#include "kql/binder/binder.h"
#include "plan/rewrites/rewrite.h"
#include "query/clock_use.h"
#include "query/cost.h"
#include "query/counting.h"
#include "query/file_identity.h"
#include "query/filled_text.h"
#include "query/options.h"
#include "query/own_time.h"
#include "query/preparation.h"
#include "query/resources.h"
#include "query/run_terms.h"
#include "query/session.h"

namespace harrier::query {

namespace {

bool SetsNow(const kql::ParsedQuery& parsed) {
  return std::any_of(parsed.query.statements.begin(), parsed.query.statements.end(),
                     [](const auto& statement) {
                       const auto* const set = statement->template As<kql::syntax::SetStatement>();
                       return set != nullptr && set->name.text == "query_now";
                     });
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

/// The tables of a storage that is the only one.
class OwnTables final : public engine::StoredTables {
 public:
  explicit OwnTables(engine::Storage* storage) : storage_(storage) {}
  Result<engine::TableStats> Stats(std::string_view stored) override { return storage_->Stats(stored); }
  uint64_t Version(std::string_view stored) const override { return storage_->Version(stored); }

 private:
  engine::Storage* storage_;
};

class EngineService final : public Service {
 public:
  explicit EngineService(const ServiceOptions& options)
      : options_(options),
        own_tables_(options.storage),
        resources_(options.resources ? options.resources : MakeResources(options)),
        admission_(resources_->admission),
        cache_(resources_->cache),
        watchdog_(resources_->watchdog),
        preparation_(options_, admission_, watchdog_) {
    if (options_.tables == nullptr) options_.tables = &own_tables_;
  }

  Result<std::unique_ptr<Answer>> Run(Request request) override {
    const int64_t now = options_.clock->Now();
    const FilledText filled(request, request.now.value_or(now));
    request.text = filled.text();
    // Whether functions of the text read the files is not known here; looking takes microseconds.
    const std::string key =
        options_.workspace + IdentityOf(options_.geo_databases) + "|" + ResultCache::KeyOf(request);
    if (!request.cache.off && !request.cache.refresh && request.cache.max_age_ns != 0) {
      if (auto kept = cache_.Find(key, *options_.tables, now, request.cache.max_age_ns)) {
        return AnswerOf(std::move(kept));
      }
    }
    const CachePolicy asked = request.cache;
    const kql::ParsedQuery parsed = kql::Parse(request.text);
    TRY_OK(ApplySetStatements(parsed, request));
    Terms terms = TermsOf(request, options_);
    Result<Prepared> bound = preparation_.Prepare(parsed, request, request.now.value_or(now), terms);
    if (!bound) return tl::unexpected(filled.InOriginal(std::move(bound).error()));
    Prepared& prepared = *bound;

    std::unique_ptr<Recording> recording;
    const bool fixed = !prepared.reads_outside && !prepared.reads_elsewhere && !prepared.facts.is_random &&
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
    for (const plan::ResultPlan& result : prepared.plan.results) rows += preparation_.RowsOf(*result.root);
    TRY(Admission::Permit permit, admission_.Enter(CostOf(rows), terms.deadline, request.stop));
    terms.watched = watchdog_.Watch(request.stop);
    return std::make_unique<PlannedAnswer>(*options_.engine, std::move(prepared.plan), std::move(terms),
                                           std::move(permit), std::move(recording));
  }

  Result<std::string> Explain(const Request& request) override {
    const int64_t now = request.now.value_or(options_.clock->Now());
    const Terms terms = TermsOf(request, options_);
    const FilledText filled(request, now);
    const Result<Prepared> prepared = preparation_.Prepare(kql::Parse(filled.text()), request, now, terms);
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
    Result<kql::BindOptions> names = preparation_.NamesOf(request, now);
    if (!names) {
      checked.error = std::move(names).error();
      return checked;
    }
    kql::BindOptions& bind = *names;
    bind.evaluate = [&](const plan::Node&) -> Result<std::vector<std::vector<Value>>> {
      checked.depends_on_rows = true;
      return std::vector<std::vector<Value>>();
    };
    bind.external = [&](const kql::ExternalSource&) { return bind.evaluate(plan::Node{}); };
    const kql::ParsedQuery parsed = kql::Parse(filled.text());
    Result<plan::Plan> plan = kql::Bind(parsed, bind);
    if (!plan) {
      checked.error = filled.InOriginal(std::move(plan).error());
      return checked;
    }
    PlanFacts facts;
    checked.has_own_time =
        filled.has_tokens() || SetsNow(parsed) || MayUseClock(filled.text(), *bind.catalog);
    for (const plan::ResultPlan& result : plan->results) {
      const plan::NodePtr root = plan::Rewrite(result.root);
      AddFacts(*root, facts);
      checked.has_own_time = checked.has_own_time || ChoosesByTime(*root);
      checked.results.push_back({result.name, result.root->columns, plan::Print(*root)});
    }
    const std::string_view space = options_.storage->space();
    for (const std::string& table : facts.tables) {
      const bool own = space.empty() ? table.find('/') == std::string::npos : table.starts_with(space);
      if (own) checked.tables.insert(table.substr(space.size()));
    }
    return checked;
  }

  void Count(const std::vector<Request>& requests, const CountSink& done) override {
    Counting(options_, preparation_, admission_, watchdog_).Run(requests, done);
  }

  catalog::CatalogPtr catalog() const override { return options_.storage->catalog(); }

 private:
  ServiceOptions options_;
  OwnTables own_tables_;
  std::shared_ptr<Resources> resources_;
  Admission& admission_;
  ResultCache& cache_;
  Watchdog& watchdog_;
  Preparation preparation_;
};

Result<Counted> CountByReading(Service& service, const Request& request) {
  const auto begin = std::chrono::steady_clock::now();
  TRY(const std::unique_ptr<Answer> answer, service.Run(request));
  TRY(const std::optional<ResultTable> table, answer->NextTable());
  Counted counted;
  while (table) {
    TRY(const std::optional<engine::Chunk> chunk, table->rows->Next());
    if (!chunk) break;
    counted.rows += chunk->rows;
  }
  counted.duration_ns = std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin).count();
  return counted;
}

}  // namespace

void Service::Count(const std::vector<Request>& requests, const CountSink& done) {
  for (size_t i = 0; i < requests.size(); ++i) done(i, CountByReading(*this, requests[i]));
}

std::shared_ptr<Resources> MakeResources(const ServiceOptions& options) {
  const uint32_t slots =
      options.slots != 0 ? options.slots : std::max(1U, std::thread::hardware_concurrency());
  return std::make_shared<Resources>(slots, options.cache_bytes, options.memory_limit);
}

std::unique_ptr<Service> MakeService(const ServiceOptions& options) {
  return std::make_unique<EngineService>(options);
}

}  // namespace harrier::query
