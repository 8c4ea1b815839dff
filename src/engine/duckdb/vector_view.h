#pragma once

#include <array>
#include <string>
#include <vector>

#include <duckdb.h>

#include "runtime/kernel.h"

/// DuckDB's vectors as kernels see them: read in place, written in place.
namespace harrier::engine::duckdb {

static_assert(sizeof(runtime::StringCell) == sizeof(duckdb_string_t));
static_assert(offsetof(runtime::StringCell, prefix) == offsetof(duckdb_string_t, value.inlined.inlined));
static_assert(offsetof(runtime::StringCell, pointer) == offsetof(duckdb_string_t, value.pointer.ptr));
static_assert(sizeof(runtime::ListCell) == sizeof(duckdb_list_entry));

/// The logical type that holds a kernel's argument or result; the caller destroys it.
duckdb_logical_type LogicalType(runtime::KernelType type);

/// An owned logical type.
class TypeHandle {
 public:
  explicit TypeHandle(duckdb_logical_type type) : type_(type) {}
  TypeHandle(const TypeHandle&) = delete;
  TypeHandle& operator=(const TypeHandle&) = delete;
  ~TypeHandle() { duckdb_destroy_logical_type(&type_); }
  duckdb_logical_type get() const { return type_; }

 private:
  duckdb_logical_type type_;
};

/// A flat vector of the type, as a view without a copy.
runtime::ColumnView ViewOf(duckdb_vector vector, Type type);

/// The columns of a chunk as kernel arguments; `types[i]` for column i, the last one for all beyond.
class ArgumentViews {
 public:
  ArgumentViews(duckdb_data_chunk chunk, const std::vector<runtime::KernelType>& types);
  std::span<const runtime::ColumnView> span() const { return {views_, count_}; }

 private:
  static constexpr size_t kInline = 8;
  size_t count_;
  std::array<runtime::ColumnView, 2 * kInline> inline_;
  std::vector<runtime::ColumnView> heap_;
  runtime::ColumnView* views_;
};

/// Writes a kernel's results into a flat vector, as far as they are no more than kMostBytes: an engine hands
/// a kernel thousands of rows at once, sees nothing of what their values take until they are all there, and
/// cannot stop it.
class VectorOutput final : public runtime::Output {
 public:
  static constexpr uint64_t kMostBytes = uint64_t{1} << 30;

  VectorOutput(duckdb_vector vector, runtime::KernelType type);
  void SetText(size_t row, std::string_view text) override;
  void SetNull(size_t row) override;
  void SetList(size_t row, std::span<const std::string_view> items) override;

 private:
  /// Counts what is about to be written; false if it is too much.
  bool Takes(uint64_t bytes);

  duckdb_vector vector_;
  runtime::KernelType type_;
  uint64_t* validity_ = nullptr;
  uint64_t bytes_ = 0;
  uint64_t list_size_ = 0;
  uint64_t list_capacity_ = 0;
};

}  // namespace harrier::engine::duckdb
