#pragma once

#include <string>
#include <vector>

#include "hunting/entities/entity_columns.h"
#include "hunting/parameters/parameter.h"
#include "hunting/shape/fields.h"
#include "query/session.h"

namespace harrier::hunting {

/// Where the catalogue keeps the functions that are saved searches.
inline constexpr std::string_view kSearchFolder = "Saved searches";

/// A named remark on a saved search; unknown names stay.
struct SearchTag {
  std::string name;
  std::string value;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("name", self.name, {.required = true});
    a("value", self.value);
  }
};

/// Tags that repeat a property of ours, as JSON: clients that send back only what they know keep it so.
inline constexpr std::string_view kMappingsTag = "entityMappings";
inline constexpr std::string_view kParametersTag = "queryParameters";

/// A query kept under a name: a hunting query by its category, and a function too if it has an alias.
struct SavedSearch {
  std::string category;
  std::string display_name;
  std::string query;
  std::string function_alias;
  std::string function_parameters;  // "since:timespan = 1d, who:string"
  int64_t version = 2;
  std::vector<SearchTag> tags;
  std::optional<std::vector<ColumnMapping>>
      entity_mappings;                                   // of a hunting query; kMappingsTag says the same
  std::optional<std::vector<ParameterNote>> parameters;  // likewise, kParametersTag

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("category", self.category, {.required = true});
    a("displayName", self.display_name, {.required = true});
    a("query", self.query, {.required = true});
    a("functionAlias", self.function_alias);
    a("functionParameters", self.function_parameters);
    a("version", self.version);
    a("tags", self.tags);
    a("entityMappings", self.entity_mappings);
    a("queryParameters", self.parameters);
  }
};

/// Reads a saved search from a request's properties. An alias must be a plain name that does not begin with
/// an underscore (Sentinel docs, functions in Azure Monitor log queries). Entity mappings and what is said
/// of parameters are those of the property, or else of the tag; the other one is made to say the same.
Result<SavedSearch> AcceptSavedSearch(const json::object& properties);

/// What is wrong with the query, with places in its text: kSyntax or kSemantic. Tokens of hunting queries
/// stand for times; a function's parameters for values of their types. What only this server lacks is let
/// pass. kInvalid if an entity is mapped to a column that its result has not.
Status CheckQuery(query::Service& service, const SavedSearch& search, query::ViewPtr view);

/// The function that the search is; its name is empty if it is none.
catalog::StoredFunction FunctionOf(const SavedSearch& search);

}  // namespace harrier::hunting
