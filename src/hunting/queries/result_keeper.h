#pragma once

#include "base/clock.h"
#include "base/ids.h"
#include "hunting/queries/hunting_query.h"
#include "hunting/queries/query_checks.h"
#include "hunting/queries/result_diff.h"
#include "hunting/queries/result_entities.h"
#include "hunting/queries/window.h"
#include "query/query_log.h"
#include "store/store.h"

namespace harrier::hunting {

/// A hunting query's rows, and what is new in them.
struct KeptResult {
  store::HuntingResult result;
  std::vector<store::HuntingResultRow> rows;
  /// The result that it is compared with: as its terms say; unset if there is none.
  std::optional<store::HuntingResult> before;
  ResultDiff diff;          // against that one; all rows are added if there is none
  ResultEntities entities;  // new against that one
};

/// Who runs a query for its rows, and what those are compared with.
struct ResultTerms {
  std::string workspace;
  store::Actor user;
  query::ViewPtr view{};
  std::stop_token stop{};
  /// The id of an earlier result, empty for none; unset: the newest of the query.
  std::optional<std::string> before{};
  query::Asker asker{};       // the user, for the log of queries
  json::object parameters{};  // values for those that the query declares
};

/// Runs hunting queries for their rows, and keeps those. Safe for use by several threads.
class ResultKeeper {
 public:
  /// Rows of one result that are kept at most.
  static constexpr uint64_t kMostRows = 10'000;

  /// All must outlive it.
  ResultKeeper(query::Service& service, QueryChecks& checks, store::Store& store, const Clock& clock,
               Ids& ids, query::QueryLog* log = nullptr)
      : service_(service), checks_(checks), store_(store), clock_(clock), ids_(ids), log_(log) {}

  /// Runs the query over the window, and keeps nothing of it: the first `rows` rows, as many as are kept at
  /// most.
  Result<KeptResult> Preview(const HuntingQuery& query, const HuntingWindow& window, const ResultTerms& terms,
                             uint64_t rows);
  /// Runs the query over the window and compares its rows with those of the time before.
  Result<KeptResult> Run(const HuntingQuery& query, const HuntingWindow& window, const ResultTerms& terms);
  /// One that was kept, compared with another one of the same workspace; kNotFound, kInvalid for results of
  /// two queries.
  Result<KeptResult> Compare(std::string_view workspace, std::string_view id, std::string_view with);
  Result<KeptResult> Find(std::string_view workspace, std::string_view id);

 private:
  Result<KeptResult> Read(const HuntingQuery& query, const HuntingWindow& window, const ResultTerms& terms,
                          uint64_t rows);
  /// The rows that are there before, what came and went since, and the entities.
  Status Compare(const HuntingQuery& query, KeptResult& kept);
  /// What is known of one that was kept, without its rows.
  Result<store::HuntingResult> Head(std::string_view workspace, std::string_view id);
  /// The result with its rows, compared; by the query as it is now, and without mappings if that has gone.
  Result<KeptResult> Compared(KeptResult kept);
  Result<std::optional<store::HuntingResult>> Before(const HuntingQuery& query, const ResultTerms& terms);

  query::Service& service_;
  QueryChecks& checks_;
  store::Store& store_;
  const Clock& clock_;
  Ids& ids_;
  query::QueryLog* log_;
};

}  // namespace harrier::hunting
