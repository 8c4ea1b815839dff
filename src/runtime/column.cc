#include "runtime/column.h"

#include "base/error.h"

namespace harrier::runtime {

size_t CellSize(Type type) {
  switch (type) {
    case Type::kBool:
      return 1;
    case Type::kInt:
      return 4;
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
    case Type::kReal:
      return 8;
    default:
      return 16;
  }
}

Value ValueAt(const ColumnView& column, size_t row) {
  if (!column.valid(row)) return Value::Null(column.type);
  switch (column.type) {
    case Type::kBool:
      return Value::Bool(column.cell<uint8_t>(row) != 0);
    case Type::kInt:
      return Value::Int(column.cell<int32_t>(row));
    case Type::kLong:
      return Value::Long(column.cell<int64_t>(row));
    case Type::kDatetime:
      return Value::Datetime(column.cell<int64_t>(row));
    case Type::kTimespan:
      return Value::Timespan(column.cell<int64_t>(row));
    case Type::kReal:
      return Value::Real(column.cell<double>(row));
    case Type::kDecimal: {
      int128 v;
      std::memcpy(&v, static_cast<const char*>(column.data) + row * sizeof v, sizeof v);
      return Value::Decimal(v);
    }
    case Type::kGuid:
      return Value::OfGuid(column.cell<GuidCell>(row).guid());
    case Type::kString:
      return Value::String(std::string(column.text(row)));
    case Type::kDynamic:
      return Value::Dynamic(std::string(column.text(row)));
    case Type::kUnknown:
      break;
  }
  return Value();
}

// Long strings live in blocks that never move, so that cells may point into them.
struct ColumnBuilder::Arena {
  static constexpr size_t kBlock = 64 * 1024;
  std::vector<std::unique_ptr<char[]>> blocks;
  size_t used = kBlock;
  size_t total = 0;

  const char* Store(std::string_view text) {
    total += text.size();
    if (text.size() > kBlock / 4) {
      auto own = std::make_unique<char[]>(text.size());
      std::memcpy(own.get(), text.data(), text.size());
      const char* at = own.get();
      // A block of its own goes before the open one, which stays last.
      blocks.insert(blocks.empty() ? blocks.end() : blocks.end() - 1, std::move(own));
      if (blocks.size() == 1) used = kBlock;
      return at;
    }
    if (used + text.size() > kBlock) {
      blocks.push_back(std::make_unique<char[]>(kBlock));
      used = 0;
    }
    char* at = blocks.back().get() + used;
    std::memcpy(at, text.data(), text.size());
    used += text.size();
    return at;
  }
};

ColumnBuilder::ColumnBuilder(Type type)
    : type_(type), cell_size_(CellSize(type)), arena_(std::make_unique<Arena>()) {}
ColumnBuilder::ColumnBuilder(ColumnBuilder&&) noexcept = default;
ColumnBuilder& ColumnBuilder::operator=(ColumnBuilder&&) noexcept = default;
ColumnBuilder::~ColumnBuilder() = default;

size_t ColumnBuilder::bytes() const {
  return cells_.size() + arena_->total;
}

void* ColumnBuilder::NextCell() {
  if (size_ % 64 == 0) validity_.push_back(~uint64_t{0});
  cells_.resize(cells_.size() + cell_size_);
  return cells_.data() + cell_size_ * size_++;
}

void ColumnBuilder::AppendNull() {
  NextCell();
  if (type_ == Type::kString) return;
  validity_.back() &= ~(uint64_t{1} << ((size_ - 1) % 64));
  has_null_ = true;
}

void ColumnBuilder::AppendBool(bool v) {
  *static_cast<uint8_t*>(NextCell()) = v ? 1 : 0;
}
void ColumnBuilder::AppendInt(int32_t v) {
  std::memcpy(NextCell(), &v, sizeof v);
}
void ColumnBuilder::AppendLong(int64_t v) {
  std::memcpy(NextCell(), &v, sizeof v);
}
void ColumnBuilder::AppendReal(double v) {
  std::memcpy(NextCell(), &v, sizeof v);
}
void ColumnBuilder::AppendDecimal(int128 v) {
  std::memcpy(NextCell(), &v, sizeof v);
}

void ColumnBuilder::AppendGuid(Guid v) {
  const GuidCell cell = GuidCell::From(v);
  std::memcpy(NextCell(), &cell, sizeof cell);
}

void ColumnBuilder::AppendText(std::string_view v) {
  HARRIER_CHECK(v.size() <= UINT32_MAX);
  const bool stored = v.size() > StringCell::kInline;
  const StringCell cell = StringCell::Of(stored ? std::string_view(arena_->Store(v), v.size()) : v);
  std::memcpy(NextCell(), &cell, sizeof cell);
}

void ColumnBuilder::Append(const Value& value) {
  HARRIER_CHECK(value.type() == type_);
  if (value.is_null()) return AppendNull();
  switch (type_) {
    case Type::kBool:
      return AppendBool(value.boolean());
    case Type::kInt:
      return AppendInt(static_cast<int32_t>(value.integer()));
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      return AppendLong(value.integer());
    case Type::kReal:
      return AppendReal(value.real());
    case Type::kDecimal:
      return AppendDecimal(value.decimal());
    case Type::kGuid:
      return AppendGuid(value.guid());
    case Type::kString:
    case Type::kDynamic:
      return AppendText(value.text());
    case Type::kUnknown:
      break;
  }
  HARRIER_CHECK(false);
}

void ColumnBuilder::Clear() {
  size_ = 0;
  cells_.clear();
  validity_.clear();
  has_null_ = false;
  arena_ = std::make_unique<Arena>();
}

ColumnView ColumnBuilder::View() const {
  return {type_, cells_.data(), has_null_ ? validity_.data() : nullptr, nullptr};
}

}  // namespace harrier::runtime
