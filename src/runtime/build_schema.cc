#include <algorithm>

#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// buildschema() (Kusto docs): the types that values take, by path; "`indexer`" stands for an array's
// elements.
namespace harrier::runtime {
namespace {

/// What is seen at one place: scalar types, a bag's members, an array's elements.
struct Schema {
  std::vector<std::string> types;  // in the order of their first coming
  std::vector<std::string> names;
  std::vector<Schema> members;   // beside the names
  std::vector<Schema> elements;  // none or one
  bool is_bag = false;

  Schema& Member(std::string_view key) {
    for (size_t i = 0; i < names.size(); ++i) {
      if (names[i] == key) return members[i];
    }
    names.emplace_back(key);
    return members.emplace_back();
  }
  Schema& Elements() {
    if (elements.empty()) elements.emplace_back();
    return elements.front();
  }
  void AddType(std::string_view type) {
    if (std::find(types.begin(), types.end(), type) == types.end()) types.emplace_back(type);
  }

  void Add(std::string_view json) {
    switch (KindOf(json)) {
      case JsonKind::kNull:
        return;
      case JsonKind::kBool:
        return AddType("bool");
      case JsonKind::kLong:
        return AddType("long");
      case JsonKind::kReal:
        return AddType("double");
      case JsonKind::kString:
        return AddType("string");
      case JsonKind::kArray: {
        std::vector<std::string_view> items;
        JsonArrayItems(json, items);
        Schema& inner = Elements();
        for (const std::string_view item : items) inner.Add(item);
        return;
      }
      case JsonKind::kObject: {
        std::vector<std::pair<std::string_view, std::string_view>> items;
        JsonObjectItems(json, items);
        is_bag = true;
        for (const auto& [key, value] : items) Member(key).Add(value);
        return;
      }
    }
  }

  void Merge(const Schema& other) {
    for (const std::string& type : other.types) AddType(type);
    is_bag = is_bag || other.is_bag;
    for (size_t i = 0; i < other.names.size(); ++i) Member(other.names[i]).Merge(other.members[i]);
    if (!other.elements.empty()) Elements().Merge(other.elements.front());
  }

  void Append(std::string& out) const {
    std::vector<std::string> forms;
    for (const std::string& type : types) forms.push_back("\"" + type + "\"");
    if (is_bag || !elements.empty()) {
      std::string bag = "{";
      if (!elements.empty()) {
        bag += "\"`indexer`\":";
        elements.front().Append(bag);
      }
      for (size_t i = 0; i < names.size(); ++i) {
        AppendJsonComma(bag);
        bag += names[i];
        bag += ':';
        members[i].Append(bag);
      }
      forms.push_back(bag + "}");
    }
    if (forms.size() == 1) {
      out += forms.front();
      return;
    }
    out += '[';
    for (size_t i = 0; i < forms.size(); ++i) {
      if (i > 0) out += ',';
      out += forms[i];
    }
    out += ']';
  }
};

struct BuildSchema {
  Schema schema;
  bool any = false;
  void Update(Json json) {
    any = true;
    schema.Add(json.text);
  }
  void Combine(const BuildSchema& other) {
    any = any || other.any;
    schema.Merge(other.schema);
  }
  bool Finish(JsonOut& out) const {
    if (!any) return false;
    schema.Append(out.text);
    return true;
  }
};

}  // namespace

void AddBuildSchema(KernelRegistry& registry) {
  registry.Add(AggregateOf<BuildSchema, Json>("buildschema"));
}

}  // namespace harrier::runtime
