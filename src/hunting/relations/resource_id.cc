#include "hunting/relations/resource_id.h"

#include <algorithm>

#include "hunting/shape/json.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kInsights = "Microsoft.SecurityInsights";
constexpr std::string_view kOperational = "Microsoft.OperationalInsights";

/// Types as paths have them, and as relations name them.
constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
    {"bookmarks", "Bookmarks"},           {"incidents", "Incidents"},   {"hunts", "Hunts"},
    {"alertRules", "AlertRules"},         {"watchlists", "Watchlists"}, {"entities", "Entities"},
    {"savedSearches", "savedSearches"},   {"relations", "relations"},   {"comments", "comments"},
    {"watchlistItems", "watchlistItems"}, {"tasks", "tasks"},
};

std::vector<std::string_view> Segments(std::string_view text) {
  std::vector<std::string_view> segments;
  while (!text.empty()) {
    const std::string_view segment = text.substr(0, text.find('/'));
    text.remove_prefix(std::min(text.size(), segment.size() + 1));
    if (!segment.empty()) segments.push_back(segment);
  }
  return segments;
}

std::string TypeAsWritten(std::string_view name) {
  for (const auto& [written, related] : kTypes) {
    if (SameName(written, name)) return std::string(written);
  }
  return std::string(name);
}

}  // namespace

std::string ResourceId::type() const {
  std::string all;
  for (const std::string& one : types) all += (all.empty() ? "" : "/") + one;
  return all;
}

std::string ResourceId::workspace_path() const {
  return fmt::format("/subscriptions/{}/resourceGroups/{}/providers/{}/workspaces/{}", subscription,
                     resource_group, kOperational, workspace);
}

Result<ResourceId> ParseResourceId(std::string_view text) {
  const auto refuse = [&](std::string_view what) {
    return Fail(ErrorCode::kInvalid,
                "'{}' is no resource id ({}): it looks like /subscriptions/…/resourceGroups/…/providers/"
                "Microsoft.OperationalInsights/workspaces/…/providers/Microsoft.SecurityInsights/bookmarks/…",
                text, what);
  };
  std::string_view path = text;
  if (const size_t scheme = path.find("://"); scheme != std::string_view::npos) {
    path.remove_prefix(scheme + 3);
    path.remove_prefix(std::min(path.size(), path.find('/')));
  }
  path = path.substr(0, path.find('?'));
  const std::vector<std::string_view> parts = Segments(path);
  const auto word = [&](size_t i, std::string_view expected) {
    return i < parts.size() && SameName(parts[i], expected);
  };
  if (parts.size() < 8 || !word(0, "subscriptions") || !word(2, "resourceGroups") || !word(4, "providers") ||
      !word(5, kOperational) || !word(6, "workspaces"))
    return refuse("it names no workspace");
  ResourceId id;
  id.subscription = parts[1];
  id.resource_group = parts[3];
  id.workspace = parts[7];
  id.text = id.workspace_path();
  size_t at = 8;
  id.provider = kOperational;
  if (word(at, "providers") && at + 1 < parts.size()) {
    id.provider = SameName(parts[at + 1], kInsights) ? kInsights : parts[at + 1];
    id.text += "/providers/" + id.provider;
    at += 2;
  }
  if (at >= parts.size() || (parts.size() - at) % 2 != 0) return refuse("it ends in no name");
  for (; at < parts.size(); at += 2) {
    id.types.push_back(TypeAsWritten(parts[at]));
    id.names.emplace_back(parts[at + 1]);
    id.text += "/" + id.types.back() + "/" + id.names.back();
  }
  return id;
}

std::string RelatedType(const ResourceId& id) {
  std::string type = id.provider;
  for (const std::string& one : id.types) {
    const auto known = std::find_if(std::begin(kTypes), std::end(kTypes),
                                    [&](const auto& pair) { return pair.first == one; });
    type += "/" + (known == std::end(kTypes) ? one : std::string(known->second));
  }
  return type;
}

}  // namespace harrier::hunting
