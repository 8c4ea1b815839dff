#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/variadic.h"

// Functions over property bags (Kusto docs: bag_*() functions, treepath(), extract_json()).
namespace harrier::runtime {
namespace {

using Members = std::vector<std::pair<std::string_view, std::string_view>>;

void AppendBag(std::string& out, const Members& members) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : members) {
    if (!first) out += ',';
    first = false;
    out += key;
    out += ':';
    out += value;
  }
  out += '}';
}

bool Keys(JsonOut& out, Json json) {
  Members members;
  if (!JsonObjectItems(json.text, members)) return false;
  out.text = "[";
  for (const auto& [key, value] : members) {
    AppendJsonComma(out.text);
    out.text += key;
  }
  out.text += ']';
  return true;
}

std::optional<bool> HasKey(Json json, std::string_view key) {
  // A path in the form $.a.b reaches inside.
  if (!key.starts_with("$.")) {
    Members members;
    if (!JsonObjectItems(json.text, members)) return std::nullopt;
    return JsonMember(json.text, key).has_value();
  }
  std::optional<std::string_view> at = json.text;
  key.remove_prefix(2);
  while (at && !key.empty()) {
    const size_t dot = key.find('.');
    at = JsonMember(*at, key.substr(0, dot));
    key = dot == std::string_view::npos ? "" : key.substr(dot + 1);
  }
  return at.has_value();
}

// The leftmost value of a key wins.
void Merge(const KernelCall& call) {
  std::string out;
  for (size_t row = 0; row < call.rows; ++row) {
    Members all;
    bool any = false;
    for (const ColumnView& arg : call.args) {
      Members members;
      if (!arg.valid(row) || !JsonObjectItems(arg.text(row), members)) continue;
      any = true;
      for (const auto& member : members) {
        const bool known =
            std::any_of(all.begin(), all.end(), [&](const auto& m) { return m.first == member.first; });
        if (!known) all.push_back(member);
      }
    }
    if (!any) {
      call.out->SetNull(row);
      continue;
    }
    out.clear();
    AppendBag(out, all);
    call.out->SetText(row, out);
  }
}

void AppendWithout(std::string& out, std::string_view json, const std::vector<std::string>& paths) {
  Members members;
  if (!JsonObjectItems(json, members)) {
    out += json;
    return;
  }
  out += '{';
  for (const auto& [quoted, value] : members) {
    std::string key;
    UnquoteJson(key, quoted);
    std::vector<std::string> inner;
    bool drop = false;
    for (const std::string& path : paths) {
      if (path == key || path == "$." + key) drop = true;
      const std::string prefix = "$." + key + ".";
      if (path.starts_with(prefix)) inner.push_back("$." + path.substr(prefix.size()));
    }
    if (drop) continue;
    AppendJsonComma(out);
    out += quoted;
    out += ':';
    if (inner.empty())
      out += value;
    else
      AppendWithout(out, value, inner);
  }
  out += '}';
}

bool RemoveKeys(JsonOut& out, Json json, Json keys) {
  Members members;
  if (!JsonObjectItems(json.text, members)) return false;
  return AppendWithout(out.text, json.text, JsonTexts(keys.text)), true;
}

/// Appends the bag with the value at a path of keys; bags that are missing on the way are made.
bool AppendWith(std::string& out, std::string_view json, std::string_view path, bool whole,
                std::string_view value) {
  Members members;
  if (!JsonObjectItems(json, members)) return false;
  const size_t dot = whole ? path.npos : path.find('.');
  std::string quoted, inner;
  AppendJsonString(quoted, path.substr(0, dot));
  const auto at =
      std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.first == quoted; });
  if (dot != path.npos) {
    const std::string_view below = at == members.end() ? "{}" : at->second;
    if (!AppendWith(inner, below, path.substr(dot + 1), false, value)) return false;
    value = inner;
  }
  if (at != members.end())
    at->second = value;
  else
    members.emplace_back(quoted, value);
  AppendBag(out, members);
  return true;
}

bool SetKey(JsonOut& out, Json json, std::string_view key, std::optional<Json> value) {
  const bool path = key.starts_with("$.");
  if (path) key.remove_prefix(2);
  return AppendWith(out.text, json.text, key, !path, value ? value->text : "null");
}

bool Zip(JsonOut& out, Json keys, Json values) {
  std::vector<std::string_view> k, v;
  if (!JsonArrayItems(keys.text, k)) return false;
  // What is no array has no values to give.
  if (!JsonArrayItems(values.text, v)) v.clear();
  out.text = "{";
  for (size_t i = 0; i < k.size(); ++i) {
    if (!k[i].starts_with('"')) continue;
    AppendJsonComma(out.text);
    out.text += k[i];
    out.text += ':';
    out.text += i < v.size() ? v[i] : "null";
  }
  out.text += '}';
  return true;
}

void AppendPaths(std::string& out, std::string_view json, const std::string& prefix) {
  Members members;
  std::vector<std::string_view> items;
  if (JsonObjectItems(json, members)) {
    for (const auto& [quoted, value] : members) {
      std::string key;
      UnquoteJson(key, quoted);
      const std::string path = fmt::format("{}['{}']", prefix, key);
      AppendJsonItem(out, path);
      AppendPaths(out, value, path);
    }
  } else if (JsonArrayItems(json, items) && !items.empty()) {
    const std::string path = prefix + "[0]";
    AppendJsonItem(out, path);
    AppendPaths(out, items[0], path);
  }
}

bool TreePath(JsonOut& out, Json json) {
  out.text = "[";
  AppendPaths(out.text, json.text, "");
  out.text += ']';
  return true;
}

// extract_json("$.a.b[0]", json): the path's steps, then the value as text.
bool ExtractJson(std::string& out, std::string_view path, std::string_view json) {
  std::optional<std::string_view> at = json;
  if (path.starts_with("$")) path.remove_prefix(1);
  while (at && !path.empty()) {
    if (path.front() == '.') {
      path.remove_prefix(1);
      const size_t end = path.find_first_of(".[");
      at = JsonMember(*at, path.substr(0, end));
      path = end == std::string_view::npos ? "" : path.substr(end);
    } else if (path.front() == '[') {
      const size_t end = path.find(']');
      if (end == std::string_view::npos) return false;
      std::string_view inside = path.substr(1, end - 1);
      path.remove_prefix(end + 1);
      if (inside.size() >= 2 && (inside.front() == '\'' || inside.front() == '"')) {
        at = JsonMember(*at, inside.substr(1, inside.size() - 2));
      } else {
        const auto index = JsonLong(inside);
        at = index ? JsonElement(*at, *index) : std::nullopt;
      }
    } else {
      return false;
    }
  }
  if (!at) return false;
  return AppendJsonAsText(out, *at), true;
}

}  // namespace

void AddDynamicBags(KernelRegistry& registry) {
  registry.Add(KernelOf<Keys>("bag_keys"));
  registry.Add(KernelOf<HasKey>("bag_has_key"));
  registry.Add(KernelOf<RemoveKeys>("bag_remove_keys"));
  registry.Add(KernelOf<SetKey>("bag_set_key"));
  registry.Add(KernelOf<Zip>("bag_zip"));
  registry.Add(KernelOf<TreePath>("treepath"));
  registry.Add(KernelOf<ExtractJson>("extract_json"));
  registry.Add(VariadicOfDynamics("bag_merge", Merge));
}

}  // namespace harrier::runtime
