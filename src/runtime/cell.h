#pragma once

#include "runtime/kernel.h"

namespace harrier::runtime {

/// One value that changes: a column of one row, which owns its text. Stays where it is, since its view points
/// into it.
class Cell final : public Output {
 public:
  explicit Cell(Type type) : type_(type) { data = bytes_; }
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  Type type() const { return type_; }
  bool is_null() const { return validity_ == 0; }
  ColumnView view() const { return {type_, bytes_, &validity_, nullptr}; }
  template <typename T>
  T as() const {
    T value;
    std::memcpy(&value, bytes_, sizeof value);
    return value;
  }
  std::string_view text() const { return reinterpret_cast<const StringCell*>(bytes_)->view(); }

  template <typename T>
  void Put(T value) {
    std::memcpy(bytes_, &value, sizeof value);
    validity_ = 1;
  }
  void PutNull();
  void PutText(std::string_view text);
  void Put(const Value& value);
  /// Copies; the text too, so that the source may go away.
  void Copy(const Cell& other);
  void Copy(const ColumnView& column, size_t row);
  /// The same without copying text: good as long as the column is.
  void Borrow(const ColumnView& column, size_t row);

  // As a kernel's output; a row starts out valid.
  void Begin() { validity_ = 1; }
  void SetText(size_t, std::string_view text) override { PutText(text); }
  void SetNull(size_t) override { PutNull(); }
  void SetList(size_t, std::span<const std::string_view>) override { PutNull(); }

 private:
  alignas(16) std::byte bytes_[16] = {};
  uint64_t validity_ = 1;
  Type type_;
  std::string text_;
};

/// Whether cells of the type are StringCells; those of no known type are.
inline bool IsText(Type type) {
  return type == Type::kString || type == Type::kDynamic || type == Type::kUnknown;
}

/// Both null, or both the same value; NaN is the same as itself.
bool Same(const Cell& a, const Cell& b);

}  // namespace harrier::runtime
