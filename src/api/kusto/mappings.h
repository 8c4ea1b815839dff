#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace harrier::api::kusto {

/// A named way in which records of one kind of format become rows of a table (Kusto docs, ingestion
/// mappings).
struct Mapping {
  std::string table;
  std::string kind;  // json, csv, parquet
  std::string name;
  std::string text;  // JSON
  int64_t modified = 0;
};

/// The ingestion mappings of a workspace's tables, as objects of the store.
class Mappings {
 public:
  /// `store` null: there are none, and none can be made.
  Mappings(store::Store* store, std::string workspace) : store_(store), workspace_(std::move(workspace)) {}

  /// kConflict if `must_be_new` and it is there.
  Status Put(const store::Actor& actor, const Mapping& mapping, bool must_be_new);
  Result<std::optional<Mapping>> Find(std::string_view table, std::string_view kind,
                                      std::string_view name) const;
  /// Of a table, in order of their making; of one kind, or (empty) of all.
  Result<std::vector<Mapping>> List(std::string_view table, std::string_view kind) const;
  /// False: it was not there.
  Result<bool> Remove(const store::Actor& actor, const Mapping& mapping);

 private:
  store::ObjectKey KeyOf(std::string_view table, std::string_view kind, std::string_view name) const;

  store::Store* store_;
  std::string workspace_;
};

}  // namespace harrier::api::kusto
