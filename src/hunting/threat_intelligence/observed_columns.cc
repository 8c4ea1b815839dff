#include "hunting/threat_intelligence/observed_columns.h"

#include <algorithm>

#include "base/embed.h"
#include "base/error.h"

HARRIER_EMBED(harrier_observed_columns, HARRIER_OBSERVED_COLUMNS_TEXT);

namespace harrier::hunting {
namespace {

std::optional<ObservedKind> KindOf(std::string_view name) {
  constexpr std::pair<std::string_view, ObservedKind> kKinds[] = {
      {"ip", ObservedKind::kIp},     {"domain", ObservedKind::kDomain}, {"url", ObservedKind::kUrl},
      {"hash", ObservedKind::kHash}, {"email", ObservedKind::kEmail},   {"account", ObservedKind::kAccount},
      {"text", ObservedKind::kText},
  };
  for (const auto& [spelling, kind] : kKinds) {
    if (spelling == name) return kind;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<ObservedTable>> ParseObservedTables(std::string_view text) {
  constexpr std::string_view kIndent = "  ";
  std::vector<ObservedTable> tables;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    if (!line.starts_with(' ')) {
      if (colon + 1 != line.size()) return std::nullopt;
      tables.push_back({line.substr(0, colon), {}});
      continue;
    }
    if (tables.empty() || !line.starts_with(kIndent) || line.substr(colon, 2) != ": ") return std::nullopt;
    const auto kind = KindOf(line.substr(colon + 2));
    if (!kind) return std::nullopt;
    tables.back().columns.push_back({line.substr(kIndent.size(), colon - kIndent.size()), *kind});
  }
  return tables;
}

std::span<const ObservedTable> ObservedTables() {
  static const std::vector<ObservedTable> tables = [] {
    auto parsed = ParseObservedTables(HARRIER_EMBEDDED(harrier_observed_columns));
    HARRIER_CHECK(parsed.has_value());
    return *std::move(parsed);
  }();
  return tables;
}

}  // namespace harrier::hunting
