#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "engine/engine.h"
#include "ingest/table_writer.h"

namespace harrier::ingest {

/// What may be done to a table so that rows fit.
struct TablePolicy {
  /// A table that is not there is made, if its name ends in _CL.
  bool make = false;
  /// Fields without a column become columns, in built-in tables too. Tables that may be made get new columns
  /// in any case.
  bool grow = false;
  /// Columns at most in a table that grows; further fields go into its bag.
  size_t most_columns = SIZE_MAX;
};

/// Puts rows into one table, batch by batch. A batch is on disk when it is counted; one whose id was appended
/// before is counted as a duplicate.
class TableAppender {
 public:
  /// kNotFound if there is no such table and none may be made, kInvalid if its name forbids that. Batches are
  /// called `batch_prefix` with a number; no prefix: they have no ids.
  static Result<std::unique_ptr<TableAppender>> Open(engine::Storage& storage, const Clock& clock,
                                                     const std::string& table, const TablePolicy& policy,
                                                     std::string batch_prefix);

  Status Add(const Row& row);
  /// Appends what is left.
  Status Flush();

  const std::string& table() const { return table_; }
  uint64_t rows() const { return rows_; }
  uint64_t duplicates() const { return duplicates_; }
  /// Values that went into the bag.
  uint64_t overflowed() const { return writer_.overflowed(); }

 private:
  TableAppender(engine::Storage& storage, const Clock& clock, std::string table, std::string batch_prefix,
                bool makes, TableWriter writer)
      : storage_(storage),
        clock_(clock),
        table_(std::move(table)),
        batch_prefix_(std::move(batch_prefix)),
        makes_(makes),
        writer_(std::move(writer)) {}

  /// The table with all columns that the rows gathered so far may have.
  Result<catalog::TablePtr> Prepare();

  engine::Storage& storage_;
  const Clock& clock_;
  std::string table_;
  std::string batch_prefix_;
  bool makes_;
  TableWriter writer_;
  uint64_t batches_ = 0;
  uint64_t rows_ = 0;
  uint64_t duplicates_ = 0;
};

/// "there is no table named 'x'", with the names that are like it.
tl::unexpected<Error> NoSuchTable(const catalog::Catalog& names, std::string_view table,
                                  std::string_view otherwise = "");

}  // namespace harrier::ingest
