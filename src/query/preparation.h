#pragma once

#include "kql/binder/binder.h"
#include "query/plan_facts.h"
#include "query/result_cache.h"
#include "query/run_terms.h"
#include "query/session.h"

namespace harrier::query {

/// A query that is ready to run.
struct Prepared {
  plan::Plan plan;
  PlanFacts facts;
  DataVersions versions;
  bool reads_outside = false;    // externaldata
  bool reads_elsewhere = false;  // another workspace
};

/// Binds and rewrites queries over one database, running what decides their columns.
class Preparation {
 public:
  /// All must outlive it.
  Preparation(const ServiceOptions& options, Admission& admission, Watchdog& watchdog)
      : options_(options), admission_(admission), watchdog_(watchdog) {}

  Result<Prepared> Prepare(const kql::ParsedQuery& parsed, const Request& request, int64_t now,
                           const Terms& terms);
  /// What the names in a request mean.
  Result<kql::BindOptions> NamesOf(const Request& request, int64_t now) const;
  /// What names mean in another workspace, as far as the asker sees it.
  /// The catalogue with the rows of another one counted in.
  catalog::CatalogPtr WithRowsOf(const catalog::CatalogPtr& own, const catalog::CatalogPtr& other) const;
  Result<catalog::CatalogPtr> NamesIn(std::string_view workspace, const ViewPtr& view) const;
  /// What a plan costs.
  Cost CostOfPlan(const plan::Node& root) const;
  uint64_t RowsOf(const plan::Node& root) const;

 private:
  template <typename Reader, typename Asked>
  auto Outside(const Reader& reader, const Asked& asked, const Terms& terms)
      -> std::invoke_result_t<Reader, const Asked&, const engine::RunOptions&>;
  Result<std::vector<std::vector<Value>>> Evaluate(const plan::Node& root, const Terms& terms);

  const ServiceOptions& options_;
  Admission& admission_;
  Watchdog& watchdog_;
};

}  // namespace harrier::query
