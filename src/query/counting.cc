#include "query/counting.h"

#include <chrono>
#include <map>

#include "plan/rewrites/rewrite.h"
#include "query/filled_text.h"
#include "query/options.h"

namespace harrier::query {
namespace {

using SteadyClock = std::chrono::steady_clock;

int64_t Since(SteadyClock::time_point begin) {
  return std::chrono::nanoseconds(SteadyClock::now() - begin).count();
}

}  // namespace

Result<Counting::Ready> Counting::Prepare(size_t number, Request request) const {
  const auto begin = SteadyClock::now();
  const int64_t now = request.now.value_or(options_.clock->Now());
  const FilledText filled(request, now);
  request.text = filled.text();
  const kql::ParsedQuery parsed = kql::Parse(request.text);
  TRY_OK(ApplySetStatements(parsed, request));
  Ready ready;
  ready.number = number;
  ready.terms = TermsOf(request, options_);
  Result<Prepared> prepared = preparation_.Prepare(parsed, request, now, ready.terms);
  if (!prepared) return tl::unexpected(filled.InOriginal(std::move(prepared).error()));
  ready.count = plan::Rewrite(plan::CountOf(prepared->plan.results.front().root));
  ready.cost = preparation_.RowsOf(*ready.count);
  ready.prepared_ns = Since(begin);
  return ready;
}

void Counting::Run(std::span<const Request> requests, const CountSink& done) {
  std::vector<Ready> ready;
  for (size_t i = 0; i < requests.size(); ++i) {
    Result<Ready> one = requests[i].stop.stop_requested()
                            ? Fail(ErrorCode::kCancelled, "the query was cancelled before it ran")
                            : Prepare(i, requests[i]);
    if (one)
      ready.push_back(*std::move(one));
    else
      done(i, tl::unexpected(std::move(one).error()));
  }
  std::vector<plan::NodePtr> counts;
  for (const Ready& one : ready) counts.push_back(one.count);
  std::vector<plan::SharedCount> shared = plan::ShareCounts(counts);
  std::vector<bool> is_shared(ready.size());
  for (const plan::SharedCount& one : shared) {
    for (const size_t plan : one.plans) is_shared[plan] = true;
  }
  std::vector<const Ready*> alone;
  for (size_t i = 0; i < ready.size(); ++i) {
    if (!is_shared[i]) alone.push_back(&ready[i]);
  }
  // What is answered soon goes first; a common scan counts as one query.
  struct Step {
    uint64_t cost;
    const plan::SharedCount* shared;
    const Ready* alone;
  };
  std::vector<Step> steps;
  for (const plan::SharedCount& one : shared)
    steps.push_back({preparation_.RowsOf(*one.root), &one, nullptr});
  for (const Ready* one : alone) steps.push_back({one->cost, nullptr, one});
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.cost < b.cost; });
  for (const Step& step : steps) {
    std::vector<const Ready*> left;
    if (step.shared != nullptr)
      RunShared(*step.shared, ready, done, left);
    else
      left.push_back(step.alone);
    for (const Ready* one : left) RunAlone(*one, done);
  }
}

Result<std::vector<std::vector<Value>>> Counting::Rows(const plan::NodePtr& root, Terms terms, size_t most) {
  if (terms.stop.stop_requested())
    return Fail(ErrorCode::kCancelled, "the query was cancelled before it ran");
  TRY(const Admission::Permit permit,
      admission_.Enter(preparation_.CostOfPlan(*root), terms.deadline, terms.stop));
  terms.watched = watchdog_.Watch(terms.stop);
  return RowsOfPlan(*options_.engine, *root, terms, most, "a count");
}

void Counting::RunShared(const plan::SharedCount& shared, std::span<const Ready> ready, const CountSink& done,
                         std::vector<const Ready*>& alone) {
  // Each query's time runs from when it is its turn.
  const auto begin = SteadyClock::now();
  Terms terms = ready[shared.plans.front()].terms;
  for (const size_t plan : shared.plans) terms.allowed = std::max(terms.allowed, ready[plan].terms.allowed);
  terms.Begin();
  const auto rows = Rows(plan::Rewrite(shared.root), terms, shared.plans.size());
  if (!rows) {
    // One query's mistake, or its stop, is not another's.
    for (const size_t plan : shared.plans) alone.push_back(&ready[plan]);
    return;
  }
  std::map<int64_t, uint64_t> counts;
  for (const std::vector<Value>& row : *rows)
    counts[row[0].integer()] = static_cast<uint64_t>(row[1].integer());
  const int64_t each = Since(begin) / static_cast<int64_t>(shared.plans.size());
  for (const size_t plan : shared.plans) {
    const auto found = counts.find(static_cast<int64_t>(plan));
    const Ready& one = ready[plan];
    done(one.number, Counted{.rows = found == counts.end() ? 0 : found->second,
                             .duration_ns = one.prepared_ns + each,
                             .shared = true});
  }
}

void Counting::RunAlone(const Ready& ready, const CountSink& done) {
  const auto begin = SteadyClock::now();
  Terms terms = ready.terms;
  terms.Begin();
  auto rows = Rows(ready.count, terms, 1);
  if (!rows) return done(ready.number, tl::unexpected(std::move(rows).error()));
  done(ready.number, Counted{.rows = static_cast<uint64_t>(rows->at(0).at(0).integer()),
                             .duration_ns = ready.prepared_ns + Since(begin)});
}

}  // namespace harrier::query
