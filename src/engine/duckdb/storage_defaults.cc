#include "engine/duckdb/storage_defaults.h"

namespace harrier::engine::duckdb {
namespace {

using runtime::ColumnBuilder;
using runtime::ColumnView;

bool IsBlank(const ColumnView& column, size_t row) {
  return column.type == Type::kString ? column.cell<runtime::StringCell>(row).length == 0
                                      : !column.valid(row);
}

bool AllBlank(const ColumnView& column, size_t rows) {
  for (size_t i = 0; i < rows; ++i) {
    if (!IsBlank(column, i)) return false;
  }
  return true;
}

bool AnyBlank(const ColumnView& column, size_t rows) {
  for (size_t i = 0; i < rows; ++i) {
    if (IsBlank(column, i)) return true;
  }
  return false;
}

FilledColumn* Find(FilledBatch& filled, std::string_view name) {
  for (FilledColumn& column : filled.columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

/// Sets a column's missing values: to those of `other`, where it has one, else to `otherwise`.
void FillColumn(FilledBatch& filled, std::string_view name, const Value& otherwise,
                const FilledColumn* other = nullptr) {
  FilledColumn* column = Find(filled, name);
  if (column == nullptr && (other == nullptr || other->rows == nullptr)) {
    filled.columns.push_back({std::string(name), otherwise.type(), nullptr, otherwise});
    return;
  }
  const std::optional<ColumnView> own =
      column == nullptr ? std::nullopt : std::optional(column->rows->View());
  if (own && !AnyBlank(*own, filled.rows)) return;
  std::optional<ColumnView> second;
  if (other != nullptr && other->rows != nullptr) second = other->rows->View();
  ColumnBuilder& made = filled.made.emplace_back(otherwise.type());
  for (size_t i = 0; i < filled.rows; ++i) {
    if (own && !IsBlank(*own, i)) {
      made.Append(runtime::ValueAt(*own, i));
    } else if (second && !IsBlank(*second, i)) {
      made.Append(runtime::ValueAt(*second, i));
    } else {
      made.Append(otherwise);
    }
  }
  if (column != nullptr) {
    column->rows = &made;
  } else {
    filled.columns.push_back({std::string(name), otherwise.type(), &made, {}});
  }
}

void FindTimes(FilledBatch& filled) {
  const FilledColumn* column = Find(filled, "TimeGenerated");
  if (column == nullptr || column->type != Type::kDatetime) return;
  if (column->rows == nullptr) {
    filled.times = TimeRange{column->constant.integer(), column->constant.integer()};
    return;
  }
  const ColumnView times = column->rows->View();
  const auto* cells = static_cast<const int64_t*>(times.data);
  for (size_t i = 0; i < filled.rows; ++i) {
    if (!times.valid(i)) continue;
    Widen(filled.times, {cells[i], cells[i]});
  }
}

}  // namespace

Result<FilledBatch> FillDefaults(const catalog::Table& table, const runtime::Batch& batch, int64_t now) {
  FilledBatch filled;
  filled.rows = batch.rows();
  for (const auto& [name, rows] : batch.columns) {
    const catalog::TableColumn* known = table.Find(name);
    if (known == nullptr || known->type != rows.type()) {
      return Fail(ErrorCode::kInvalid, "table '{}' has no column '{}' of type {}", table.name, name,
                  TypeName(rows.type()));
    }
    if (rows.size() != filled.rows || Find(filled, name) != nullptr) {
      return Fail(ErrorCode::kInvalid, "the batch for table '{}' is uneven at column '{}'", table.name, name);
    }
    if (!AllBlank(rows.View(), filled.rows)) filled.columns.push_back({name, rows.type(), &rows, {}});
  }
  const auto has = [&](std::string_view name, Type type) {
    const catalog::TableColumn* column = table.Find(name);
    return column != nullptr && column->type == type;
  };
  const bool generated = has("TimeGenerated", Type::kDatetime);
  const bool timestamp = has("Timestamp", Type::kDatetime);
  if (has("Type", Type::kString)) FillColumn(filled, "Type", Value::String(table.name));
  if (has("_TimeReceived", Type::kDatetime)) FillColumn(filled, "_TimeReceived", Value::Datetime(now));
  if (generated) {
    const FilledColumn* other = timestamp ? Find(filled, "Timestamp") : nullptr;
    const std::optional<FilledColumn> copy = other == nullptr ? std::nullopt : std::optional(*other);
    FillColumn(filled, "TimeGenerated", Value::Datetime(now), copy ? &*copy : nullptr);
  }
  if (generated && timestamp) {
    const FilledColumn copy = *Find(filled, "TimeGenerated");
    FillColumn(filled, "Timestamp", copy.rows == nullptr ? copy.constant : Value::Datetime(now), &copy);
  }
  FindTimes(filled);
  return filled;
}

}  // namespace harrier::engine::duckdb
