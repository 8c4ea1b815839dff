#include "hunting/collection_rules/collection_rule.h"

#include <algorithm>

#include <boost/json/serialize.hpp>

namespace harrier::hunting {
namespace {

bool IsStreamName(std::string_view name) {
  return (name.starts_with("Custom-") && name.size() > 7) ||
         (name.starts_with("Microsoft-") && name.size() > 10);
}

bool Matches(std::string_view pattern, std::string_view stream) {
  return pattern.ends_with('*') && stream.starts_with(pattern.substr(0, pattern.size() - 1));
}

CollectionRule DefaultRule(std::string_view immutable_id) {
  CollectionRule rule;
  rule.immutable_id = immutable_id;
  rule.description = "Takes every stream: its rows go to the table that it names.";
  rule.flows.push_back({{"Custom-*", "Microsoft-*"}, {}, "", ""});
  return rule;
}

}  // namespace

Result<std::vector<catalog::TableColumn>> DeclaredColumns(const CollectionRule& rule,
                                                          std::string_view stream) {
  std::vector<catalog::TableColumn> columns;
  if (!rule.stream_declarations.is_object()) return columns;
  const json::value* const declared = Member(rule.stream_declarations.as_object(), stream);
  if (declared == nullptr) return columns;
  const json::value* const list = declared->is_object() ? Member(declared->as_object(), "columns") : nullptr;
  if (list == nullptr || !list->is_array())
    return Fail(ErrorCode::kInvalid, "properties.streamDeclarations.{}.columns must be a list", stream);
  for (const json::value& one : list->as_array()) {
    const std::string_view name = one.is_object() ? TextMember(one.as_object(), "name") : std::string_view();
    const std::string_view word = one.is_object() ? TextMember(one.as_object(), "type") : std::string_view();
    const auto type = TypeFromName(word);
    if (name.empty() || !type) {
      return Fail(
          ErrorCode::kInvalid,
          "properties.streamDeclarations.{}.columns[{}] needs a name and a type such as string, long or "
          "datetime",
          stream, columns.size());
    }
    columns.push_back({std::string(name), *type});
  }
  return columns;
}

Result<CollectionRule> AcceptCollectionRule(const json::object& properties) {
  TRY(CollectionRule rule, FromJson<CollectionRule>(properties));
  if (rule.flows.empty()) return Fail(ErrorCode::kInvalid, "properties.dataFlows must have a flow");
  for (size_t i = 0; i < rule.flows.size(); ++i) {
    const CollectionFlow& flow = rule.flows[i];
    const std::string place = fmt::format("properties.dataFlows[{}]", i);
    if (flow.streams.empty()) return Fail(ErrorCode::kInvalid, "{}.streams must name a stream", place);
    for (const std::string& stream : flow.streams) {
      if (!IsStreamName(stream))
        return Fail(ErrorCode::kInvalid, "{}.streams: '{}' is called neither Custom-… nor Microsoft-…", place,
                    stream);
      TRY_OK(DeclaredColumns(rule, stream));
    }
    if (!flow.output.empty() && !IsStreamName(flow.output)) {
      return Fail(ErrorCode::kInvalid,
                  "{}.outputStream: '{}' is called neither Custom-<table> nor Microsoft-<table>", place,
                  flow.output);
    }
  }
  return rule;
}

std::vector<CollectionFlow> FlowsOf(const CollectionRule& rule, std::string_view stream) {
  std::vector<CollectionFlow> named, matching;
  for (const CollectionFlow& flow : rule.flows) {
    if (std::find(flow.streams.begin(), flow.streams.end(), stream) != flow.streams.end()) {
      named.push_back(flow);
    } else if (std::any_of(flow.streams.begin(), flow.streams.end(),
                           [&](const std::string& pattern) { return Matches(pattern, stream); })) {
      matching.push_back(flow);
    }
  }
  std::vector<CollectionFlow> flows = named.empty() ? std::move(matching) : std::move(named);
  for (CollectionFlow& flow : flows) {
    if (flow.output.empty()) flow.output = stream;
  }
  return flows;
}

std::string NewImmutableId(Ids& ids) {
  std::string id = "dcr-" + ids.Random();
  std::erase(id, '-');
  return id.insert(3, 1, '-');
}

Status EnsureDefaultRule(store::Store& store, std::string_view workspace, std::string_view immutable_id) {
  const store::ObjectKey key{std::string(workspace), std::string(kCollectionRuleKind), "",
                             std::string(kDefaultRuleName)};
  TRY(const bool there, store.Read([&](store::Transaction& transaction) -> Result<bool> {
    TRY(const auto object, transaction.Get(key));
    return object.has_value();
  }));
  if (there) return Ok();
  store::Actor actor;
  actor.id = actor.name = "system";
  return store.Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const auto object, transaction.Get(key));
    if (object) return Ok();
    TRY_OK(transaction.Put(key, json::serialize(ToJson(DefaultRule(immutable_id)))));
    return Ok();
  });
}

std::string DestinationOf(const CollectionRule& rule) {
  const json::value* const list =
      rule.destinations.is_object() ? Member(rule.destinations.as_object(), "logAnalytics") : nullptr;
  if (list == nullptr || !list->is_array() || list->as_array().empty()) return {};
  const json::value& one = list->as_array().front();
  if (!one.is_object()) return {};
  const std::string_view resource = TextMember(one.as_object(), "workspaceResourceId");
  return std::string(resource.empty() ? TextMember(one.as_object(), "workspaceId") : resource);
}

Result<std::optional<CollectionRule>> FindCollectionRule(store::Store& store, std::string_view workspace,
                                                         std::string_view immutable_id) {
  return store.Read([&](store::Transaction& transaction) -> Result<std::optional<CollectionRule>> {
    TRY(const auto objects, transaction.List(workspace, kCollectionRuleKind));
    for (const store::Object& object : objects) {
      const json::object body = ParseObject(object.body);
      if (!SameName(TextMember(body, "immutableId"), immutable_id)) continue;
      TRY(CollectionRule rule, FromJson<CollectionRule>(body));
      return rule;
    }
    return std::nullopt;
  });
}

}  // namespace harrier::hunting
