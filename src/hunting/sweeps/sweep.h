#pragma once

#include <string>
#include <vector>

#include "hunting/mitre/attack.h"
#include "hunting/queries/hunting_query.h"
#include "hunting/shape/fields.h"

namespace harrier::hunting {

/// Which hunting queries a sweep runs: those that fulfil each part that is not empty.
struct SweepFilter {
  std::vector<std::string> queries;  // ids
  std::vector<std::string> tactics;
  std::vector<std::string> techniques;  // a technique stands for its sub-techniques too
  std::vector<std::string> sources;     // "Custom", or solutions

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("queries", self.queries);
    a("tactics", self.tactics, {.one_of = TacticNames()});
    a("techniques", self.techniques);
    a("sources", self.sources);
  }

  bool Takes(const HuntingQuery& query) const;
};

/// Hunting queries that run by themselves, again and again.
struct Sweep {
  std::string display_name;
  std::string description;
  bool enabled = true;
  std::string every;     // ISO 8601, between PT5M and P14D
  std::string lookback;  // the window of each run; as long as `every` if it is empty
  SweepFilter filter;
  json::value parameters;  // values for those queries that declare them: {"host": "ws01"}

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("displayName", self.display_name, {.required = true});
    a("description", self.description);
    a("enabled", self.enabled);
    a("every", self.every, {.required = true});
    a("lookback", self.lookback);
    a("filter", self.filter);
    a("parameters", self.parameters);
  }

  /// Ticks; of an accepted sweep.
  int64_t every_ticks() const;
  int64_t lookback_ticks() const;
};

/// Reads a sweep from a request's properties; its times must be in their bounds. Without "enabled" it is.
Result<Sweep> AcceptSweep(const json::object& properties);

/// What came of one query in a sweep.
struct SweptQuery {
  std::string query;
  std::string name;
  int64_t rows = 0;
  int64_t new_rows = 0;  // that the sweep before had not
  int64_t changed_rows = 0;
  int64_t new_entities = 0;
  std::string result;  // id of the rows that were kept
  std::string error;   // why it could not run; empty if it could

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("query", self.query, {.required = true});
    a("name", self.name);
    a("rows", self.rows);
    a("newRows", self.new_rows);
    a("changedRows", self.changed_rows);
    a("newEntities", self.new_entities);
    a("result", self.result);
    a("error", self.error);
  }
};

/// One run of a sweep.
struct SweepReport {
  Moment at;
  Moment from;
  Moment to;
  int64_t queries = 0;             // that the filter took
  std::vector<SweptQuery> ran;     // those with most that is new first
  std::vector<SweptQuery> failed;  // that could not run, and why

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("at", self.at);
    a("from", self.from);
    a("to", self.to);
    a("queries", self.queries);
    a("ran", self.ran);
    a("failed", self.failed);
  }
};

}  // namespace harrier::hunting
