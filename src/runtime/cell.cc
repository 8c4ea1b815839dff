#include "runtime/cell.h"

namespace harrier::runtime {

void Cell::PutNull() {
  std::memset(bytes_, 0, sizeof bytes_);
  // KQL's strings are empty, never null.
  validity_ = type_ == Type::kString ? 1 : 0;
}

void Cell::PutText(std::string_view text) {
  if (text.size() > StringCell::kInline && text.data() != text_.data()) text_.assign(text);
  Put(StringCell::Of(text.size() > StringCell::kInline ? std::string_view(text_.data(), text.size()) : text));
}

void Cell::Put(const Value& value) {
  if (value.is_null()) return PutNull();
  switch (type_) {
    case Type::kBool:
      return Put<uint8_t>(value.boolean() ? 1 : 0);
    case Type::kInt:
      return Put(static_cast<int32_t>(value.integer()));
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      return Put(value.integer());
    case Type::kReal:
      return Put(value.real());
    case Type::kDecimal:
      return Put(value.decimal());
    case Type::kGuid:
      return Put(GuidCell::From(value.guid()));
    default:
      return PutText(value.text());
  }
}

void Cell::Copy(const Cell& other) {
  if (other.is_null()) return PutNull();
  if (IsText(type_)) return PutText(other.text());
  std::memcpy(bytes_, other.bytes_, sizeof bytes_);
  validity_ = 1;
}

void Cell::Copy(const ColumnView& column, size_t row) {
  Borrow(column, row);
  if (IsText(type_) && !is_null()) PutText(text());
}

void Cell::Borrow(const ColumnView& column, size_t row) {
  if (!column.valid(row)) return PutNull();
  const size_t size = CellSize(type_);
  std::memcpy(bytes_, static_cast<const std::byte*>(column.data) + row * size, size);
  validity_ = 1;
}

bool Same(const Cell& a, const Cell& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (IsText(a.type())) return a.text() == b.text();
  if (a.type() == Type::kReal) {
    const auto x = a.as<double>();
    const auto y = b.as<double>();
    return x == y || (std::isnan(x) && std::isnan(y));
  }
  const ColumnView x = a.view();
  const ColumnView y = b.view();
  return std::memcmp(x.data, y.data, CellSize(a.type())) == 0;
}

}  // namespace harrier::runtime
