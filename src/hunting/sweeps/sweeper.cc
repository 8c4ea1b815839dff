#include "hunting/sweeps/sweeper.h"

#include <algorithm>

#include <boost/json.hpp>

#include "hunting/shape/joined.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kSweeps = "sweeps";
constexpr std::string_view kReports = "sweeps/reports";
/// Reports of a sweep that are kept.
constexpr size_t kMostReports = 200;

store::Actor Schedule() {
  return {.id = "system", .name = "Harrier", .email = "", .address = "", .surface = "schedule"};
}

/// The id of the rows that a query gave in a report; empty if it is not in there, and all its rows are new.
std::string ResultBefore(const std::optional<SweepReport>& report, const std::string& query) {
  if (!report) return "";
  const auto at = std::find_if(report->ran.begin(), report->ran.end(),
                               [&](const SweptQuery& swept) { return swept.query == query; });
  return at == report->ran.end() ? "" : at->result;
}

}  // namespace

Result<std::optional<SweepReport>> Sweeper::LastReport(const store::Object& object) {
  TRY(const std::vector<store::Object> reports, parts_.store->Read([&](store::Transaction& transaction) {
    return transaction.List(parts_.workspace, kReports, store::ParentFor(object.key));
  }));
  if (reports.empty()) return std::nullopt;
  TRY(SweepReport last, FromJson<SweepReport>(ParseObject(reports.back().body)));
  return last;
}

Result<size_t> Sweeper::RunDue(std::stop_token stop) {
  TRY(const std::vector<store::Object> sweeps, parts_.store->Read([&](store::Transaction& transaction) {
    return transaction.List(parts_.workspace, kSweeps, "");
  }));
  size_t ran = 0;
  std::optional<Error> failure;
  for (const store::Object& object : sweeps) {
    if (stop.stop_requested()) break;
    const auto sweep = FromJson<Sweep>(ParseObject(object.body));
    if (!sweep || !sweep->enabled) continue;
    TRY(const std::optional<SweepReport> last, LastReport(object));
    if (last && parts_.clock->Now() - last->at.ticks < sweep->every_ticks()) continue;
    if (const auto report = Run(object, stop); report)
      ++ran;
    else
      failure = report.error();
  }
  if (failure) return tl::unexpected(*std::move(failure));
  return ran;
}

Result<SweepReport> Sweeper::RunNow(const std::string& name, std::stop_token stop) {
  TRY(const auto object, parts_.store->Read([&](store::Transaction& transaction) {
    return transaction.Get({parts_.workspace, std::string(kSweeps), "", name});
  }));
  if (!object) return Fail(ErrorCode::kNotFound, "there is no sweep '{}'", name);
  return Run(*object, std::move(stop));
}

Result<SweepReport> Sweeper::Run(const store::Object& object, std::stop_token stop) {
  TRY(const Sweep sweep, FromJson<Sweep>(ParseObject(object.body)));
  const int64_t now = parts_.clock->Now();
  const HuntingWindow window{now, sweep.lookback_ticks()};
  const query::ViewPtr view = parts_.view_of ? parts_.view_of(object.created_by) : nullptr;
  TRY(const std::optional<SweepReport> last, LastReport(object));
  SweepReport report{{now}, {window.from()}, {window.to}, 0, {}, {}};
  TRY(const std::vector<HuntingQuery> queries,
      HuntingQueriesOf(*parts_.store, parts_.workspace, object.created_by.id));
  for (const HuntingQuery& query : queries) {
    if (!sweep.filter.Takes(query)) continue;
    if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "the sweep was stopped");
    ++report.queries;
    SweptQuery swept;
    swept.query = query.id;
    swept.name = query.name;
    const auto check = parts_.checks->Of(query.query, view);
    const Availability availability = AvailabilityOf(check->tables, *parts_.storage, now);
    if (availability.state == Availability::State::kMissing) {
      swept.error = "no data in " + Joined(availability.missing, ", ");
      report.failed.push_back(std::move(swept));
      continue;
    }
    ResultTerms terms{parts_.workspace, object.created_by, view, stop, ResultBefore(last, query.id)};
    if (sweep.parameters.is_object()) terms.parameters = sweep.parameters.as_object();
    // Against what the last sweep gave, whoever has looked in between.
    const auto kept = parts_.results->Run(query, window, terms);
    if (!kept) {
      swept.error = kept.error().message;
      report.failed.push_back(std::move(swept));
      continue;
    }
    swept.rows = kept->result.rows;
    swept.new_rows = static_cast<int64_t>(kept->diff.added.size());
    swept.changed_rows = static_cast<int64_t>(kept->diff.changed.size());
    swept.new_entities = std::count_if(kept->entities.entities.begin(), kept->entities.entities.end(),
                                       [](const ResultEntity& one) { return one.is_new; });
    swept.result = kept->result.id;
    report.ran.push_back(std::move(swept));
  }
  std::sort(report.ran.begin(), report.ran.end(), [](const SweptQuery& a, const SweptQuery& b) {
    return std::tie(b.new_rows, b.changed_rows, a.query) < std::tie(a.new_rows, a.changed_rows, b.query);
  });
  TRY_OK(parts_.store->Change(Schedule(), [&](store::Transaction& transaction) -> Status {
    const std::string parent = store::ParentFor(object.key);
    const store::ObjectKey key{parts_.workspace, std::string(kReports), parent, parts_.ids->Ordered(now)};
    TRY_OK(transaction.Put(key, json::serialize(ToJson(report))));
    TRY(const std::vector<store::Object> reports, transaction.List(parts_.workspace, kReports, parent));
    for (size_t i = 0; i + kMostReports < reports.size(); ++i) TRY_OK(transaction.Delete(reports[i].key));
    return Ok();
  }));
  return report;
}

}  // namespace harrier::hunting
