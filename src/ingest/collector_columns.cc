#include "ingest/collector_columns.h"

#include <array>

#include "ingest/field_value.h"
#include "runtime/value_text.h"

namespace harrier::ingest {
namespace {

struct Suffix {
  std::string_view text;
  Type type;
};
constexpr std::array<Suffix, 5> kSuffixes = {{{"_s", Type::kString},
                                              {"_d", Type::kReal},
                                              {"_b", Type::kBool},
                                              {"_t", Type::kDatetime},
                                              {"_g", Type::kGuid}}};

/// 2024-01-31T10:00:00[.123]Z, or with an offset.
bool IsIsoTime(const Field& field) {
  const std::string_view text = field.text;
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return text.size() >= 19 && digit(0) && digit(3) && text[4] == '-' && text[7] == '-' && text[10] == 'T' &&
         text[13] == ':' && TimeOf(field).has_value();
}

/// 74be27de-1e4e-49d9-b579-fe0b331d3642, and no other form.
bool IsGuid(std::string_view text) {
  return text.size() == 36 && text[8] == '-' && text[13] == '-' && runtime::ParseGuid(text).has_value();
}

const Suffix& SuffixOf(const Field& field) {
  switch (field.kind) {
    case FieldKind::kNumber:
      return kSuffixes[1];
    case FieldKind::kBool:
      return kSuffixes[2];
    case FieldKind::kString:
    case FieldKind::kText:
      if (IsIsoTime(field)) return kSuffixes[3];
      return IsGuid(field.text) ? kSuffixes[4] : kSuffixes[0];
    default:
      return kSuffixes[0];
  }
}

bool Fits(const Field& field, Type type) {
  runtime::ColumnBuilder trial(type);
  return AppendField(trial, field);
}

}  // namespace

const catalog::TableColumn* CollectorColumns::Known(std::string_view name, std::string_view suffix) const {
  const std::string column = std::string(name) + std::string(suffix);
  if (const auto used = used_.find(column); used != used_.end()) return &used->second;
  return table_ == nullptr ? nullptr : table_->Find(column);
}

const catalog::TableColumn& CollectorColumns::ColumnFor(const Field& field) {
  const Suffix& own = SuffixOf(field);
  if (const auto* column = Known(field.name, own.text); column != nullptr && Fits(field, column->type))
    return *column;
  for (const Suffix& other : kSuffixes) {
    const auto* const column = Known(field.name, other.text);
    if (column != nullptr && Fits(field, column->type)) return *column;
  }
  std::string name = std::string(field.name) + std::string(own.text);
  return used_.try_emplace(name, catalog::TableColumn{name, own.type}).first->second;
}

void CollectorColumns::Apply(const Record& record, Row& row) {
  for (const Field& field : record.fields) {
    if (field.is_null()) continue;
    const catalog::TableColumn& column = ColumnFor(field);
    row.fields.push_back({column.name, field.kind, field.text, column.type});
    if (!time_field_.empty() && field.name == time_field_ && TimeOf(field))
      row.fields.push_back({"TimeGenerated", field.kind, field.text});
  }
  row.fields.push_back({"SourceSystem", FieldKind::kString, "RestAPI"});
  if (!resource_.empty()) row.fields.push_back({"_ResourceId", FieldKind::kString, resource_});
}

}  // namespace harrier::ingest
