#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engine/engine.h"
#include "kql/binder/external.h"
#include "query/view.h"

namespace harrier::query {

/// Whether an earlier answer will do. One is used only if no row and no name has changed since it was made.
struct CachePolicy {
  bool off = false;      // neither use one nor keep this one
  bool refresh = false;  // make it anew, and keep it
  /// Use none that is older; 0: none at all.
  std::optional<int64_t> max_age_ns;
};

/// Where an answer out of the cache comes from.
struct CacheOrigin {
  std::string client_request_id;
  int64_t started = 0;  // ticks
};

/// One query as a client asks it.
struct Request {
  std::string text;
  std::string database;
  /// `declare query_parameters` values: KQL literals or plain texts, by name.
  std::map<std::string, std::string> parameters;
  /// Further workspaces (guid, name or resource id), whose rows count to the tables of the same name.
  std::vector<std::string> workspaces;
  /// Half-open [from, to) in ticks over TimeGenerated (the time scope of Log Analytics requests).
  std::optional<std::pair<int64_t, int64_t>> timespan;
  /// What {{StartTimeISO}} and {{EndTimeISO}} stand for, where that is not `timespan`.
  std::optional<std::pair<int64_t, int64_t>> tokens;
  /// What now() means; unset: the moment at which the query is asked.
  std::optional<int64_t> now;
  /// 0: the service's default.
  int64_t timeout_ns = 0;
  /// Rows and bytes at most in a result; more is an error (kLimit), after as many rows as fit.
  std::optional<uint64_t> max_rows;
  std::optional<uint64_t> max_bytes;
  /// Rows of a result that are wanted; further ones are left out.
  std::optional<uint64_t> take_rows;
  /// A result that a limit has cut off is an answer too, with the error beside it.
  bool allow_partial = false;
  CachePolicy cache;
  /// What the asker may see, as far as that differs from everything.
  ViewPtr view;
  std::string client_request_id;
  std::stop_token stop;
};

/// One result table: its columns, and its rows as they come.
struct ResultTable {
  std::string name;
  std::optional<plan::Visualization> visualization;
  std::unique_ptr<engine::ResultStream> rows;
};

/// The tables of a query's answer; produced one after the other.
class Answer {
 public:
  virtual ~Answer() = default;
  /// The next result table, or nullopt after the last. The one before must have been read to its end or
  /// dropped.
  virtual Result<std::optional<ResultTable>> NextTable() = 0;
  /// Null unless the answer is an earlier one.
  virtual const CacheOrigin* cached() const { return nullptr; }
  /// Whether a result that a limit has cut off is wanted as it is (Request::allow_partial, or the text says
  /// so).
  virtual bool allow_partial() const { return false; }
};

/// A result that a query would have.
struct CheckedResult {
  std::string name;
  std::vector<plan::Column> columns;
  std::string plan;  // as text
};

/// What can be said of a query that does not run.
struct Checked {
  std::vector<CheckedResult> results;
  std::optional<Error> error;      // all mistakes, in its diagnostics; then there are no results
  std::set<std::string> tables{};  // of its own workspace that it reads
  /// It chooses its rows by time itself: by tokens, by now() or ago(), or by comparing a time with a
  /// constant.
  bool has_own_time = false;
  /// Rows decide about columns (pivot, bag_unpack), or lie outside: columns that seem to be missing may be
  /// there.
  bool depends_on_rows = false;
};

/// How many rows a query of many has.
struct Counted {
  uint64_t rows = 0;
  /// Of its own; of a scan that it shared with others, its share.
  int64_t duration_ns = 0;
  bool shared = false;
};
using CountSink = std::function<void(size_t number, Result<Counted> counted)>;

/// Parses, binds, plans and runs queries over one database.
class Service {
 public:
  virtual ~Service() = default;
  /// All mistakes in the text come back in one Error (its diagnostics), each with its place.
  virtual Result<std::unique_ptr<Answer>> Run(Request request) = 0;
  /// For each result its plan and what the engine is told of it, as text with a blank line after each.
  virtual Result<std::string> Explain(const Request& request) = 0;
  /// Parses, binds and plans, and reads no row.
  virtual Checked Check(const Request& request) = 0;
  /// How many rows the first result of each request has: `done` is called once for each, on this thread, in
  /// whatever order they are known. The default reads the rows; services of our own make none.
  virtual void Count(const std::vector<Request>& requests, const CountSink& done);
  virtual catalog::CatalogPtr catalog() const = 0;
};

/// kql::ExternalReader and kql::ExternalSchemaReader, within what is left of the query's time.
using ExternalReader = std::function<Result<std::vector<std::vector<Value>>>(
    const kql::ExternalSource& source, const engine::RunOptions& limits)>;
using ExternalSchemaReader = std::function<Result<std::vector<kql::InferredColumn>>(
    const kql::ExternalSchemaRequest& request, const engine::RunOptions& limits)>;

/// A workspace as a query names another one.
struct OtherWorkspace {
  std::string id;  // a guid
  const engine::Storage* storage = nullptr;
};
/// By guid, name or resource id; kNotFound.
using WorkspaceFinder = std::function<Result<OtherWorkspace>(std::string_view name)>;

/// What the services of one process share: lanes, memory, kept answers.
class Resources;

struct ServiceOptions {
  engine::Engine* engine = nullptr;        // must outlive the service
  engine::Storage* storage = nullptr;      // likewise; its catalogue is what names mean
  engine::StoredTables* tables = nullptr;  // likewise; of all workspaces. Null: the storage's own
  const Clock* clock = nullptr;
  std::string workspace{};           // the guid of the storage's
  WorkspaceFinder find_workspace{};  // for workspace("…"); unset: there is no other
  /// What another service made by MakeService has; null: its own.
  std::shared_ptr<Resources> resources{};
  /// Heavy queries at once; 0: one a core. Others wait, short ones in a lane of their own.
  uint32_t slots = 0;
  /// Reads what externaldata names; unset: nothing may be read.
  ExternalReader external{};
  /// Tells the columns of what infer_storage_schema names; unset: likewise.
  ExternalSchemaReader external_schema{};
  std::vector<std::string> geo_databases{};  // .mmdb files for geo_info_from_ip_address()
  int64_t default_timeout_ns = 240'000'000'000;
  /// What a result may have (Kusto docs, query limits); requests may say otherwise.
  uint64_t max_rows = 500'000;
  uint64_t max_bytes = uint64_t{64} << 20;
  /// Bytes that the process may take; near them the largest query ends. 0: no limit.
  uint64_t memory_limit = 0;
  /// For the answers of earlier queries; 0: none is kept.
  size_t cache_bytes = size_t{64} << 20;
};

std::shared_ptr<Resources> MakeResources(const ServiceOptions& options);
std::unique_ptr<Service> MakeService(const ServiceOptions& options);

}  // namespace harrier::query
