#include <charconv>

#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// Reaching into dynamic values (Kusto docs, dynamic data type): members by name, elements by index, and the
// elements that mv-expand makes rows of.
namespace harrier::runtime {
namespace {

struct PathStep {
  std::string key;
  int64_t index = 0;
  bool is_index = false;
};

struct PathState final : KernelState {
  std::vector<PathStep> steps;
};

Result<std::shared_ptr<KernelState>> PreparePath(const ConstantArgs& constants) {
  auto state = std::make_shared<PathState>();
  if (!constants[1]) return Fail(ErrorCode::kInternal, "a path must be a constant");
  std::vector<std::string_view> items;
  if (constants[1]->is_null() || !JsonArrayItems(constants[1]->text(), items))
    return Fail(ErrorCode::kInternal, "a path must be an array");
  for (const std::string_view item : items) {
    PathStep step;
    if (item.starts_with('"')) {
      UnquoteJson(step.key, item);
    } else {
      step.is_index = true;
      step.index = JsonLong(item).value_or(INT64_MAX);
    }
    state->steps.push_back(std::move(step));
  }
  return state;
}

/// False for the null value, which a JSON null is too.
bool Give(JsonOut& out, std::optional<std::string_view> found) {
  if (!found || *found == "null") return false;
  out.text = *found;
  return true;
}

bool Path(const PathState& state, JsonOut& out, Json json, Json) {
  std::optional<std::string_view> at = json.text;
  for (const PathStep& step : state.steps) {
    at = step.is_index ? JsonElement(*at, step.index) : JsonMember(*at, step.key);
    if (!at) return false;
  }
  return Give(out, at);
}

// The key is a dynamic: a text names a member, a number an element.
bool Index(JsonOut& out, Json json, Json key) {
  if (key.text.starts_with('"')) {
    std::string name;
    return UnquoteJson(name, key.text) && Give(out, JsonMember(json.text, name));
  }
  const auto index = JsonLong(key.text);
  return index && Give(out, JsonElement(json.text, *index));
}

void AppendElements(ListOut& out, std::string_view json, bool pairs) {
  std::vector<std::string_view> items;
  if (JsonArrayItems(json, items)) {
    for (const std::string_view item : items) out.items.emplace_back(item);
    return;
  }
  std::vector<std::pair<std::string_view, std::string_view>> members;
  if (JsonObjectItems(json, members)) {
    for (const auto& [key, value] : members) {
      out.items.push_back(pairs ? fmt::format("[{},{}]", key, value) : fmt::format("{{{}:{}}}", key, value));
    }
    return;
  }
  out.items.emplace_back(json);
}

bool Elements(ListOut& out, Json json) {
  return AppendElements(out, json.text, false), true;
}
bool ElementsArray(ListOut& out, Json json) {
  return AppendElements(out, json.text, true), true;
}

bool GetType(std::string& out, std::optional<Json> json) {
  if (!json) return out = "null", true;
  switch (KindOf(json->text)) {
    case JsonKind::kNull:
      out = "null";
      break;
    case JsonKind::kBool:
      out = "bool";
      break;
    case JsonKind::kLong:
      out = "long";
      break;
    case JsonKind::kReal:
      out = "double";
      break;
    case JsonKind::kString:
      out = "string";
      break;
    case JsonKind::kArray:
      out = "array";
      break;
    case JsonKind::kObject:
      out = "dictionary";
      break;
  }
  return true;
}

}  // namespace

void AddDynamicAccess(KernelRegistry& registry) {
  registry.Add(KernelOf<Path, PreparePath>("dyn_path"));
  registry.Add(KernelOf<Index>("dyn_index"));
  registry.Add(KernelOf<Elements>("dyn_elements"));
  registry.Add(KernelOf<ElementsArray>("dyn_elements_array"));
  registry.Add(KernelOf<GetType>("gettype_dynamic"));
}

}  // namespace harrier::runtime
