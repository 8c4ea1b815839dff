#include "ingest/table_writer.h"

#include <array>

#include "base/json_text.h"

namespace harrier::ingest {
namespace {

constexpr std::string_view kOverflow = "_Overflow";

/// Fields that tell when an event happened, best first, for rows that have no TimeGenerated.
constexpr std::array<std::string_view, 20> kTimeNames = {
    "Timestamp",       "timestamp",        "@timestamp", "ts",        "time",          "Time",
    "TimeCreated",     "CreationTime",     "EventTime",  "eventTime", "EventDateTime", "event_time",
    "createdDateTime", "activityDateTime", "datetime",   "date",      "UtcTime",       "_time",
    "LastWriteTime",   "Created0x10"};

/// Adds a value to a bag that has no end yet.
void AppendMember(std::string& bag, const Field& field) {
  bag += bag.empty() ? "{" : ",";
  AppendJsonString(bag, field.name);
  bag += ':';
  if (field.kind == FieldKind::kString || field.kind == FieldKind::kText) {
    AppendJsonString(bag, field.text);
  } else {
    AppendFieldAsJson(bag, field);
  }
}

bool SameButCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
           return lower(x) == lower(y);
         });
}

}  // namespace

TableWriter::TableWriter(catalog::TablePtr table, bool grow, size_t most_columns)
    : table_(std::move(table)), grow_(grow), most_columns_(most_columns) {}

size_t TableWriter::bytes() const {
  size_t n = overflow_.bytes();
  for (const Column& column : columns_) n += column.values.bytes();
  for (const Pending& pending : pending_) n += pending.texts.bytes();
  return n;
}

void TableWriter::Pad(runtime::ColumnBuilder& column, size_t rows) {
  while (column.size() < rows) column.AppendNull();
}

TableWriter::Place TableWriter::Find(std::string_view name, bool any_case) {
  const catalog::TableColumn* column = table_->Find(name);
  if (column == nullptr && any_case) {
    for (const catalog::TableColumn& other : table_->columns) {
      if (SameButCase(other.name, name)) column = &other;
    }
  }
  if (column != nullptr && column->name == kOverflow) column = nullptr;
  if (column != nullptr) {
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].name == column->name) return {Place::Kind::kColumn, i};
    }
    columns_.push_back({column->name, runtime::ColumnBuilder(column->type)});
    if (column->name == "TimeGenerated") time_column_ = columns_.size() - 1;
    return {Place::Kind::kColumn, columns_.size() - 1};
  }
  const bool full = table_->columns.size() + pending_.size() >= most_columns_;
  if (!grow_ || full || name.empty() || name == kOverflow) return {Place::Kind::kOverflow, 0};
  pending_.push_back({std::string(name), {}, runtime::ColumnBuilder(Type::kString), {}});
  return {Place::Kind::kPending, pending_.size() - 1};
}

const TableWriter::Place& TableWriter::Resolve(std::string_view name, bool any_case) {
  const auto [found, fresh] = places_.try_emplace(std::string(name));
  if (fresh) found->second = Find(name, any_case);
  return found->second;
}

void TableWriter::AddToBag(const Field& field) {
  AppendMember(bag_, field);
  ++overflowed_;
}

void TableWriter::AddLate(std::vector<std::string>& late, size_t row, const Field& field) {
  late.resize(rows_);
  AppendMember(late[row], field);
  ++overflowed_;
}

void TableWriter::MergeLate(const std::vector<std::string>& late) {
  if (late.empty()) return;
  Pad(overflow_, rows_);
  runtime::ColumnBuilder merged(Type::kDynamic);
  const runtime::ColumnView before = overflow_.View();
  for (size_t row = 0; row < rows_; ++row) {
    std::string bag(before.valid(row) ? before.text(row) : std::string_view());
    if (!late[row].empty()) {
      if (bag.empty()) {
        bag = late[row];
      } else {
        bag.back() = ',';
        bag.append(late[row], 1);
      }
      bag += '}';
    }
    if (bag.empty()) {
      merged.AppendNull();
    } else {
      merged.AppendText(bag);
    }
  }
  overflow_ = std::move(merged);
  any_overflow_ = true;
}

void TableWriter::FindTime(const Row& row) {
  if (time_column_ != SIZE_MAX && columns_[time_column_].values.size() > rows_) return;
  const catalog::TableColumn* const column = table_->Find("TimeGenerated");
  if (column == nullptr || column->type != Type::kDatetime) return;
  for (const std::string_view name : kTimeNames) {
    for (const Field& field : row.fields) {
      if (field.name != name) continue;
      const std::optional<int64_t> time = TimeOf(field);
      if (!time) continue;
      if (time_column_ == SIZE_MAX) (void)Resolve("TimeGenerated", false);
      if (time_column_ == SIZE_MAX) return;
      runtime::ColumnBuilder& values = columns_[time_column_].values;
      Pad(values, rows_);
      values.AppendLong(*time);
      return;
    }
  }
}

void TableWriter::Add(const Row& row) {
  if (hints_.size() < row.fields.size()) hints_.resize(row.fields.size());
  for (size_t i = 0; i < row.fields.size(); ++i) {
    const Field& field = row.fields[i];
    if (field.is_null()) continue;
    auto& [name, place] = hints_[i];
    if (name != field.name || name.empty()) {
      name = field.name;
      place = Resolve(field.name, row.any_case);
    }
    switch (place.kind) {
      case Place::Kind::kColumn: {
        Column& column = columns_[place.index];
        // The column Type is the table's name, whatever a field of that name says.
        const bool foreign = column.name == "Type" && field.text != table_->name;
        if (column.values.size() > rows_ || foreign) {
          AddToBag(field);
          break;
        }
        Pad(column.values, rows_);
        if (!AppendField(column.values, field)) AddToBag(field);
        break;
      }
      case Place::Kind::kPending: {
        Pending& pending = pending_[place.index];
        if (pending.texts.size() > rows_) {
          AddToBag(field);
          break;
        }
        Pad(pending.texts, rows_);
        pending.kinds.resize(rows_, FieldKind::kNull);
        pending.texts.AppendText(field.text);
        pending.kinds.push_back(field.kind);
        pending.guess.See(field);
        break;
      }
      case Place::Kind::kOverflow:
        AddToBag(field);
    }
  }
  FindTime(row);
  if (!bag_.empty()) {
    bag_ += '}';
    Pad(overflow_, rows_);
    overflow_.AppendText(bag_);
    bag_.clear();
    any_overflow_ = true;
  }
  ++rows_;
}

std::vector<catalog::TableColumn> TableWriter::NewColumns() const {
  std::vector<catalog::TableColumn> columns;
  for (const Pending& pending : pending_) {
    if (!pending.guess.empty()) columns.push_back({pending.name, pending.guess.type()});
  }
  return columns;
}

runtime::Batch TableWriter::Take(catalog::TablePtr table) {
  runtime::Batch batch;
  batch.table = table_->name;
  for (Column& column : columns_) {
    Pad(column.values, rows_);
    batch.columns.emplace_back(column.name, std::move(column.values));
  }
  std::vector<std::string> late;
  for (Pending& pending : pending_) {
    const catalog::TableColumn* const column = table->Find(pending.name);
    if (column == nullptr) continue;
    runtime::ColumnBuilder values(column->type);
    const runtime::ColumnView texts = pending.texts.View();
    for (size_t i = 0; i < pending.texts.size(); ++i) {
      // A type that was guessed from the values fits them all; one that somebody else chose may not.
      const Field field{column->name, pending.kinds[i], texts.text(i)};
      if (AppendField(values, field)) continue;
      AddLate(late, i, field);
      values.AppendNull();
    }
    Pad(values, rows_);
    batch.columns.emplace_back(column->name, std::move(values));
  }
  MergeLate(late);
  if (any_overflow_) {
    Pad(overflow_, rows_);
    batch.columns.emplace_back(kOverflow, std::move(overflow_));
  }
  if (batch.columns.empty()) {
    // Rows of nothing but nulls are rows all the same.
    const catalog::TableColumn& first = table->columns.front();
    runtime::ColumnBuilder blank(first.type);
    Pad(blank, rows_);
    batch.columns.emplace_back(first.name, std::move(blank));
  }
  table_ = std::move(table);
  rows_ = 0;
  columns_.clear();
  pending_.clear();
  places_.clear();
  hints_.clear();
  overflow_ = runtime::ColumnBuilder(Type::kDynamic);
  any_overflow_ = false;
  time_column_ = SIZE_MAX;
  return batch;
}

}  // namespace harrier::ingest
