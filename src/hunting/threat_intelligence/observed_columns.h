#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace harrier::hunting {

/// What a column holds that indicators are compared with.
enum class ObservedKind : uint8_t { kIp, kDomain, kUrl, kHash, kEmail, kAccount, kText };

struct ObservedColumn {
  std::string_view name;
  ObservedKind kind = ObservedKind::kText;
};

struct ObservedTable {
  std::string_view name;
  std::vector<ObservedColumn> columns;
};

/// The tables that are looked into: content/threat_intelligence/columns.yaml.
std::span<const ObservedTable> ObservedTables();

/// Reads that file's form: "Table:" and below it "  Column: kind"; nullopt if a line is not so.
std::optional<std::vector<ObservedTable>> ParseObservedTables(std::string_view text);

}  // namespace harrier::hunting
