#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/type.h"
#include "base/value.h"

namespace harrier::runtime {

/// A string as columns hold it: 16 bytes, up to 12 characters inside, else a prefix and a pointer. The layout
/// is the engine's own, so that kernels read its vectors in place.
struct StringCell {
  uint32_t length = 0;
  char prefix[4] = {};
  union {
    const char* pointer = nullptr;
    char rest[8];
  };

  static constexpr uint32_t kInline = 12;
  const char* data() const { return length <= kInline ? prefix : pointer; }
  std::string_view view() const { return {data(), length}; }

  /// A cell of a text, which must live as long as the cell if it is longer than kInline.
  static StringCell Of(std::string_view text) {
    StringCell cell;
    cell.length = static_cast<uint32_t>(text.size());
    char inlined[kInline] = {};
    text.copy(inlined, kInline);
    std::memcpy(cell.prefix, inlined, sizeof cell.prefix);
    if (text.size() > kInline)
      cell.pointer = text.data();
    else
      std::memcpy(cell.rest, inlined + sizeof cell.prefix, sizeof cell.rest);
    return cell;
  }
};
static_assert(sizeof(StringCell) == 16);

/// How values lie in a column, by type: bool → uint8_t (0/1), int → int32_t, long, datetime, timespan →
/// int64_t, real → double, decimal → int128 (scale kDecimalScale), guid → GuidCell, string, dynamic →
/// StringCell. A guid cell is the engine's: high half with its top bit flipped, so that it sorts as a signed
/// 128-bit number.
struct GuidCell {
  uint64_t low = 0;
  int64_t high = 0;
  static GuidCell From(Guid g) { return {g.low, static_cast<int64_t>(g.high ^ (uint64_t{1} << 63))}; }
  Guid guid() const { return {static_cast<uint64_t>(high) ^ (uint64_t{1} << 63), low}; }
};

/// A read-only column: `data` is an array of the type's cells; bit i of `validity` says that row i is not
/// null (no bitmap: none is null). For a list column `data` holds ListCells over `child`.
struct ColumnView {
  Type type = Type::kUnknown;
  const void* data = nullptr;
  const uint64_t* validity = nullptr;
  const ColumnView* child = nullptr;

  bool valid(size_t row) const { return validity == nullptr || (validity[row / 64] >> (row % 64) & 1) != 0; }
  template <typename T>
  const T& cell(size_t row) const {
    return static_cast<const T*>(data)[row];
  }
  std::string_view text(size_t row) const { return cell<StringCell>(row).view(); }
};

/// The elements of one row of a list column: child rows [offset, offset + length).
struct ListCell {
  uint64_t offset = 0;
  uint64_t length = 0;
};

/// Reads row `row` as a Value; string and dynamic are copied.
Value ValueAt(const ColumnView& column, size_t row);

/// A growing column that owns its cells: what folding, tests and ingest write. Rows are appended in order.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(Type type);
  ColumnBuilder(ColumnBuilder&&) noexcept;
  ColumnBuilder& operator=(ColumnBuilder&&) noexcept;
  ~ColumnBuilder();

  Type type() const { return type_; }
  size_t size() const { return size_; }
  /// Bytes held, for deciding when a batch is full.
  size_t bytes() const;

  /// Appends a null; for a string column an empty string, since KQL strings are never null.
  void AppendNull();
  void AppendBool(bool v);
  void AppendInt(int32_t v);
  /// long, datetime and timespan.
  void AppendLong(int64_t v);
  void AppendReal(double v);
  void AppendDecimal(int128 v);
  void AppendGuid(Guid v);
  /// string and dynamic; the text is copied.
  void AppendText(std::string_view v);
  /// The value's type must be the column's.
  void Append(const Value& value);
  void Clear();

  /// A view that is good until the next change.
  ColumnView View() const;

 private:
  void* NextCell();

  Type type_;
  size_t cell_size_;
  size_t size_ = 0;
  std::vector<std::byte> cells_;
  std::vector<uint64_t> validity_;
  bool has_null_ = false;
  struct Arena;
  std::unique_ptr<Arena> arena_;
};

/// Bytes of one cell of the type.
size_t CellSize(Type type);

}  // namespace harrier::runtime
