#pragma once

#include <string>
#include <vector>

#include "base/ids.h"
#include "catalog/catalog.h"
#include "hunting/shape/fields.h"
#include "store/store.h"

namespace harrier::hunting {

/// Where a data collection rule sends the rows of some streams.
struct CollectionFlow {
  std::vector<std::string>
      streams;  // a name may end in *: whatever begins so, where no flow names the stream
  std::vector<std::string> destinations;
  std::string transform;  // a query over `source`; empty: rows go as they are
  std::string output;     // "Custom-Mine_CL"; empty: the stream itself

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("streams", self.streams, {.required = true});
    a("destinations", self.destinations);
    a("transformKql", self.transform);
    a("outputStream", self.output);
  }
};

/// A data collection rule as the resource manager has it (Azure Monitor docs, structure of a data collection
/// rule). What it says of agents and other destinations is kept, and nothing here follows it.
struct CollectionRule {
  std::string immutable_id;  // the server's own: "dcr-" and 32 digits
  std::string description;
  std::string endpoint_id;
  json::value stream_declarations;  // {"Custom-Mine": {"columns": [{"name", "type"}]}}
  json::value data_sources;
  json::value destinations;
  std::vector<CollectionFlow> flows;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("immutableId", self.immutable_id);
    a("description", self.description);
    a("dataCollectionEndpointId", self.endpoint_id);
    a("streamDeclarations", self.stream_declarations);
    a("dataSources", self.data_sources);
    a("destinations", self.destinations);
    a("dataFlows", self.flows, {.required = true});
  }
};

inline constexpr std::string_view kCollectionRuleKind = "dataCollectionRules";
inline constexpr std::string_view kDefaultRuleName = "harrier-default";
inline constexpr std::string_view kDefaultRuleId = "dcr-harrier-default";

/// The columns that the rule declares for a stream; none if it declares none. kInvalid if they are not of the
/// form.
Result<std::vector<catalog::TableColumn>> DeclaredColumns(const CollectionRule& rule,
                                                          std::string_view stream);

/// Reads a rule from a request's properties; all but its transformations is checked.
Result<CollectionRule> AcceptCollectionRule(const json::object& properties);

/// The flows of a stream, each with its output; empty: the rule does not take the stream.
std::vector<CollectionFlow> FlowsOf(const CollectionRule& rule, std::string_view stream);

std::string NewImmutableId(Ids& ids);

/// Makes the rule that takes every stream for the table that it names, unless it is there. `immutable_id`:
/// kDefaultRuleId, or that of another workspace's.
Status EnsureDefaultRule(store::Store& store, std::string_view workspace, std::string_view immutable_id);

/// By its immutable id, in whichever case.
Result<std::optional<CollectionRule>> FindCollectionRule(store::Store& store, std::string_view workspace,
                                                         std::string_view immutable_id);

/// The workspace that the rule's rows go to, as its first destination names it: the id of a resource, or a
/// guid. Empty: it names none.
std::string DestinationOf(const CollectionRule& rule);

}  // namespace harrier::hunting
