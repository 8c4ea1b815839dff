#pragma once

#include "engine/duckdb/storage_testing.h"

/// For tests of what writes log rows of its own.
namespace harrier::hunting {

/// A storage that can lose its way before or after an append.
class UnsteadyStorage final : public engine::Storage {
 public:
  explicit UnsteadyStorage(engine::Storage& inner) : inner_(inner) {}

  int fail_before = 0;  // the appends to refuse
  int fail_after = 0;   // the appends to do and then deny

  Result<bool> Append(const runtime::Batch& batch, std::string_view batch_id, int64_t now) override {
    if (fail_before > 0 && --fail_before == 0) return Fail(ErrorCode::kIo, "the disk is full");
    TRY(const bool added, inner_.Append(batch, batch_id, now));
    if (fail_after > 0 && --fail_after == 0) return Fail(ErrorCode::kIo, "the process ended");
    return added;
  }
  catalog::CatalogPtr catalog() const override { return inner_.catalog(); }
  Status CreateTable(const catalog::Table& table) override { return inner_.CreateTable(table); }
  Status DropTable(std::string_view name) override { return inner_.DropTable(name); }
  Status CreateFunction(const catalog::StoredFunction& function) override {
    return inner_.CreateFunction(function);
  }
  Status DropFunction(std::string_view name) override { return inner_.DropFunction(name); }
  Result<bool> WasIngested(std::string_view table, std::string_view digest) override {
    return inner_.WasIngested(table, digest);
  }
  Status MarkIngested(std::string_view table, std::string_view digest, std::string_view name,
                      uint64_t rows) override {
    return inner_.MarkIngested(table, digest, name, rows);
  }
  Result<engine::TableStats> Stats(std::string_view table) override { return inner_.Stats(table); }
  uint64_t Version(std::string_view table) const override { return inner_.Version(table); }
  Status Checkpoint() override { return inner_.Checkpoint(); }

 private:
  engine::Storage& inner_;
};

/// The named columns of a log table's rows as text, joined by '|', in order of text.
inline std::vector<std::string> LogRows(engine::duckdb::Database& database, const std::string& table,
                                        const std::vector<std::string>& names) {
  std::vector<plan::Column> columns;
  for (const std::string& name : names) {
    const Type type = database.storage().catalog()->FindTable(table)->Find(name)->type;
    columns.push_back({static_cast<plan::ColumnId>(columns.size() + 1), name, type});
  }
  return engine::duckdb::ReadRows(database, table, columns);
}

}  // namespace harrier::hunting
