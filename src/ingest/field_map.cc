#include "ingest/field_map.h"

#include <yaml-cpp/yaml.h>

#include "ingest/byte_source.h"
#include "ingest/json_record.h"

namespace harrier::ingest {

Result<FieldMap> FieldMap::Load(const std::string& path) {
  TRY(const auto file, FileSource::Open(path));
  constexpr size_t kLargest = 1024 * 1024;
  TRY(const std::string text, ReadAll(*file, kLargest));
  auto map = Parse(text);
  if (!map) return Fail(map.error().code, "the field map '{}': {}", path, map.error().message);
  return map;
}

Result<FieldMap> FieldMap::Parse(const std::string& text) {
  FieldMap map;
  try {
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap()) return Fail(ErrorCode::kInvalid, "expected keys such as table, fields and constants");
    for (const auto& part : root) {
      const auto key = part.first.as<std::string>();
      if (key == "table") {
        map.table_ = part.second.as<std::string>();
      } else if (key == "fields" && part.second.IsMap()) {
        for (const auto& rule : part.second) {
          map.rules_.push_back(
              {rule.first.as<std::string>(), rule.second.IsNull() ? "" : rule.second.as<std::string>()});
        }
      } else if (key == "constants" && part.second.IsMap()) {
        for (const auto& constant : part.second) {
          map.constants_.emplace_back(constant.first.as<std::string>(), constant.second.as<std::string>());
        }
      } else {
        return Fail(ErrorCode::kInvalid,
                    "'{}' is not one of table, fields and constants, or not of their form", key);
      }
    }
  } catch (const YAML::Exception& error) {
    return Fail(ErrorCode::kInvalid, "{}", error.what());
  }
  return map;
}

const FieldMap::Rule* FieldMap::Find(std::string_view from) const {
  for (const Rule& rule : rules_) {
    if (rule.from == from) return &rule;
  }
  return nullptr;
}

void FieldMap::Descend(const std::string& prefix, const Field& field, Row& row, Scratch& scratch) const {
  std::vector<Field> inner;
  if (field.kind != FieldKind::kJson || !ReadObject(field.text, inner, scratch)) return;
  for (const Field& part : inner) {
    const std::string path = prefix + "." + std::string(part.name);
    if (const Rule* rule = Find(path)) {
      if (!rule->to.empty() && !part.is_null()) row.fields.push_back({rule->to, part.kind, part.text});
    } else {
      Descend(path, part, row, scratch);
    }
  }
}

void FieldMap::Apply(const Record& record, Row& row, Scratch& scratch) const {
  for (const Field& field : record.fields) {
    if (field.is_null()) continue;
    if (const Rule* rule = Find(field.name)) {
      if (!rule->to.empty()) row.fields.push_back({rule->to, field.kind, field.text});
      continue;
    }
    const std::string prefix = std::string(field.name) + ".";
    const bool deeper = std::any_of(rules_.begin(), rules_.end(),
                                    [&](const Rule& rule) { return rule.from.starts_with(prefix); });
    if (deeper) Descend(std::string(field.name), field, row, scratch);
    row.fields.push_back(field);
  }
  for (const auto& [name, value] : constants_) row.fields.push_back({name, FieldKind::kText, value});
}

}  // namespace harrier::ingest
