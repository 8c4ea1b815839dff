#include "hunting/sweeps/sweeper.h"

#include <algorithm>
#include <map>

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

/// What two people both see.
class SeenByBoth final : public query::View {
 public:
  SeenByBoth(query::ViewPtr one, query::ViewPtr other)
      : one_(std::move(one)), other_(std::move(other)), id_(one_->id() + " and " + other_->id()) {}

  const std::string& id() const override { return id_; }
  std::optional<std::string> RowsOf(std::string_view table) const override {
    const auto one = one_->RowsOf(table), other = other_->RowsOf(table);
    if (!one || !other) return std::nullopt;
    if (one->empty() || other->empty()) return *one + *other;
    return fmt::format("({}\n) and ({}\n)", *one, *other);
  }
  bool sees_all() const override { return one_->sees_all() && other_->sees_all(); }
  Result<query::ViewPtr> In(std::string_view workspace) const override {
    TRY(query::ViewPtr one, one_->In(workspace));
    TRY(query::ViewPtr other, other_->In(workspace));
    return Both(std::move(one), std::move(other));
  }

  /// Null is who sees everything.
  static query::ViewPtr Both(query::ViewPtr one, query::ViewPtr other) {
    if (one == nullptr || other == nullptr) return one == nullptr ? other : one;
    if (one->id() == other->id()) return one;
    return std::make_shared<const SeenByBoth>(std::move(one), std::move(other));
  }

 private:
  query::ViewPtr one_;
  query::ViewPtr other_;
  std::string id_;
};

/// What people see, looked up once each.
class Views {
 public:
  explicit Views(const std::function<query::ViewPtr(const store::Actor&)>& view_of) : view_of_(view_of) {}

  query::ViewPtr Of(const std::string& id) {
    if (!view_of_) return nullptr;
    const auto [at, fresh] = known_.try_emplace(id);
    if (fresh) at->second = view_of_({.id = id, .name = "", .email = "", .address = "", .surface = ""});
    return at->second;
  }

 private:
  const std::function<query::ViewPtr(const store::Actor&)>& view_of_;
  std::map<std::string, query::ViewPtr> known_;
};

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
  Views views(parts_.view_of);
  const query::ViewPtr sweeps =
      SeenByBoth::Both(views.Of(object.created_by.id), views.Of(object.modified_by.id));
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
    // Whoever writes a query that others' sweeps run does not get to ask with their rights.
    const query::ViewPtr view =
        query.modified_by.empty() ? sweeps : SeenByBoth::Both(sweeps, views.Of(query.modified_by));
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
