#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "query/fixed_answer.h"
#include "query/session.h"

namespace harrier::query {

/// What an answer was made of: the version of each table that it depends on, and of the catalogue (its
/// space).
using DataVersions = std::map<std::string, uint64_t, std::less<>>;

/// An answer as it is kept.
struct CachedResult {
  std::vector<FixedTable> tables;
  DataVersions versions;
  CacheOrigin origin;
  std::optional<int64_t> max_age_ns;  // what the query's own text says
  size_t bytes = 0;
};

/// The answers of earlier queries, the longest unused of which make room for new ones. Safe for use by
/// several threads at once.
class ResultCache {
 public:
  /// Nothing is kept if `capacity`, in bytes, is 0.
  explicit ResultCache(size_t capacity) : capacity_(capacity) {}

  /// All that an answer depends on beside data: text, parameters, limits, scope and what the asker may see.
  static std::string KeyOf(const Request& request);

  /// The answer under the key, if the tables still are as they were then and it is young enough; one that is
  /// out of date is forgotten.
  std::shared_ptr<const CachedResult> Find(const std::string& key, const engine::StoredTables& tables,
                                           int64_t now, std::optional<int64_t> max_age_ns);
  void Put(const std::string& key, std::shared_ptr<const CachedResult> result);

  /// The largest answer that is kept: an eighth of all.
  size_t most_bytes() const { return capacity_ / 8; }
  size_t bytes() const;
  size_t entries() const;

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const CachedResult> result;
    size_t bytes() const { return 2 * key.size() + result->bytes; }
  };
  using Entries = std::list<Entry>;
  void Drop(Entries::iterator entry);

  const size_t capacity_;
  mutable std::mutex mutex_;
  Entries entries_;  // the last used first
  std::unordered_map<std::string, Entries::iterator> by_key_;
  size_t bytes_ = 0;
};

/// An answer out of the cache.
std::unique_ptr<Answer> AnswerOf(std::shared_ptr<const CachedResult> result);

/// Writes down the tables of an answer while they are sent.
class Recording {
 public:
  Recording(ResultCache& cache, std::string key, CachedResult head)
      : cache_(cache), key_(std::move(key)), result_(std::move(head)) {}

  /// The table, whose rows are kept as they pass. It must not outlive the recording.
  void Watch(ResultTable& table);
  /// The answer has come to its end. It is kept if all of its tables were read to theirs and are not too
  /// large.
  void Finish();

 private:
  class Stream;
  void Take(const engine::Chunk& chunk);

  ResultCache& cache_;
  std::string key_;
  CachedResult result_;
  bool open_ = false;    // a table has not come to its end
  bool broken_ = false;  // nothing will be kept
};

}  // namespace harrier::query
