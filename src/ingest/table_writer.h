#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/field_value.h"
#include "ingest/record.h"
#include "runtime/batch.h"

namespace harrier::ingest {

/// One row on its way into a table.
struct Row {
  std::string table;
  std::vector<Field> fields;
  /// Names that no column has exactly may match one that differs in case.
  bool any_case = false;
};

/// Gathers the rows of one table into batches. Fields that have no column, or do not fit its type, go into
/// the bag `_Overflow` by name.
class TableWriter {
 public:
  /// With `grow`, fields without a column become new columns, while the table has fewer than `most_columns`.
  TableWriter(catalog::TablePtr table, bool grow, size_t most_columns = SIZE_MAX);

  void Add(const Row& row);
  size_t rows() const { return rows_; }
  size_t bytes() const;
  /// Values that went into the bag since the beginning.
  uint64_t overflowed() const { return overflowed_; }

  /// The columns that the rows gathered so far need and the table lacks.
  std::vector<catalog::TableColumn> NewColumns() const;
  /// The rows gathered so far; the writer is empty then. `table` has the new columns.
  runtime::Batch Take(catalog::TablePtr table);

 private:
  struct Column {
    std::string name;
    runtime::ColumnBuilder values;
  };
  /// A column whose type is not known yet: its values as they came.
  struct Pending {
    std::string name;
    std::vector<FieldKind> kinds;
    runtime::ColumnBuilder texts{Type::kString};
    TypeGuess guess;
  };
  /// What a field's name stands for.
  struct Place {
    enum class Kind : uint8_t { kColumn, kPending, kOverflow } kind = Kind::kOverflow;
    size_t index = 0;
  };

  const Place& Resolve(std::string_view name, bool any_case);
  Place Find(std::string_view name, bool any_case);
  void AddToBag(const Field& field);
  /// What does not fit a column that somebody else made meanwhile.
  void AddLate(std::vector<std::string>& late, size_t row, const Field& field);
  void MergeLate(const std::vector<std::string>& late);
  /// TimeGenerated from another field that tells the time.
  void FindTime(const Row& row);
  static void Pad(runtime::ColumnBuilder& column, size_t rows);

  catalog::TablePtr table_;
  bool grow_;
  size_t most_columns_;
  size_t rows_ = 0;
  uint64_t overflowed_ = 0;
  std::vector<Column> columns_;
  std::vector<Pending> pending_;
  std::unordered_map<std::string, Place> places_;
  /// Where the field at each position of the last rows went; rows mostly have their fields in the same order.
  std::vector<std::pair<std::string, Place>> hints_;
  std::string bag_;
  runtime::ColumnBuilder overflow_{Type::kDynamic};
  bool any_overflow_ = false;
  size_t time_column_ = SIZE_MAX;
};

}  // namespace harrier::ingest
