#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "hunting/entities/entity_columns.h"
#include "hunting/parameters/parameter.h"
#include "store/store.h"

namespace harrier::hunting {

/// The category by which a saved search is a hunting query (Sentinel docs, hunting with the REST API).
inline constexpr std::string_view kHuntingCategory = "Hunting Queries";

/// A hunting query, wherever it comes from.
struct HuntingQuery {
  std::string id;      // a saved search's name, or a content item's id
  std::string source;  // "Custom", or the solution that brings it
  std::string category = std::string(kHuntingCategory);
  std::string name;
  std::string description;
  std::string query;
  std::vector<std::string> tactics;               // as Sentinel's API spells them
  std::vector<std::string> techniques;            // "T1059", "T1059.001"
  std::vector<ColumnMapping> mappings;            // stored ones; query_entities.h tells which count
  std::vector<ColumnMapping> content_mappings{};  // that come with its content
  std::vector<ParameterNote> parameters{};        // what is told of those that the text declares
  int64_t version = 1;
  std::string owner;          // object id of who made it; empty for content
  bool is_private = false;    // seen by its owner alone
  int64_t created = 0;        // ticks; 0 for content
  std::string created_by{};   // a name to show
  std::string modified_by{};  // object id of who wrote it last; empty for content

  /// Whether it is private and somebody else's; `user` is an object id.
  bool is_hidden_from(std::string_view user) const { return is_private && owner != user; }
  bool is_custom() const { return source == kCustom; }
  static constexpr std::string_view kCustom = "Custom";
};

/// "Execution, Discovery", as tags have lists.
std::vector<std::string> SplitList(std::string_view text);

/// A saved search as one, whatever its category; kInvalid if its body cannot be read. Tactics and techniques
/// come from its tags, as "Execution, Discovery"; a tag "visibility" of "private" keeps it to its maker.
Result<HuntingQuery> HuntingQueryOf(const store::Object& saved_search);

/// Queries that come with the program (content/hunts), in order of id.
const std::vector<HuntingQuery>& BuiltInHuntingQueries();

/// The query of this id, whoever may see it and whatever its category; nullopt if there is none.
Result<std::optional<HuntingQuery>> FindHuntingQuery(store::Store& store, std::string_view workspace,
                                                     std::string_view id);

/// The hunting queries of a workspace, as one who may see private queries of `owner` does.
Result<std::vector<HuntingQuery>> HuntingQueriesOf(store::Store& store, std::string_view workspace,
                                                   std::string_view owner);

}  // namespace harrier::hunting
