#include "engine/duckdb/vector_view.h"

namespace harrier::engine::duckdb {

duckdb_logical_type LogicalType(runtime::KernelType type) {
  if (type.list) {
    TypeHandle item(LogicalType({type.type, false}));
    return duckdb_create_list_type(item.get());
  }
  switch (type.type) {
    case Type::kBool:
      return duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
    case Type::kInt:
      return duckdb_create_logical_type(DUCKDB_TYPE_INTEGER);
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      return duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    case Type::kReal:
      return duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
    case Type::kDecimal:
      return duckdb_create_decimal_type(38, kDecimalScale);
    case Type::kGuid:
      return duckdb_create_logical_type(DUCKDB_TYPE_UUID);
    case Type::kString:
    case Type::kDynamic:
    case Type::kUnknown:
      break;
  }
  return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
}

runtime::ColumnView ViewOf(duckdb_vector vector, Type type) {
  return {type, duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector), nullptr};
}

ArgumentViews::ArgumentViews(duckdb_data_chunk chunk, const std::vector<runtime::KernelType>& types)
    : count_(duckdb_data_chunk_get_column_count(chunk)), views_(inline_.data()) {
  if (types.empty()) {
    count_ = 0;
    return;
  }
  // Children of lists lie behind the arguments.
  if (count_ > kInline) {
    heap_.resize(2 * count_);
    views_ = heap_.data();
  }
  for (size_t i = 0; i < count_; ++i) {
    const runtime::KernelType type = types[std::min(i, types.size() - 1)];
    const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
    views_[i] = ViewOf(vector, type.type);
    if (!type.list) continue;
    views_[count_ + i] = ViewOf(duckdb_list_vector_get_child(vector), type.type);
    views_[i].child = &views_[count_ + i];
  }
}

VectorOutput::VectorOutput(duckdb_vector vector, runtime::KernelType type) : vector_(vector), type_(type) {
  data = duckdb_vector_get_data(vector);
  if (type.list) list_size_ = list_capacity_ = duckdb_list_vector_get_size(vector);
}

bool VectorOutput::Takes(uint64_t bytes) {
  bytes_ += bytes;
  full = full || bytes_ > kMostBytes;
  return !full;
}

void VectorOutput::SetText(size_t row, std::string_view text) {
  if (text.size() <= runtime::StringCell::kInline) {
    static_cast<runtime::StringCell*>(data)[row] = runtime::StringCell::Of(text);
    return;
  }
  if (!Takes(text.size())) return;
  duckdb_unsafe_vector_assign_string_element_len(vector_, row, text.data(), text.size());
}

void VectorOutput::SetNull(size_t row) {
  if (type_.type == Type::kString && !type_.list) {
    static_cast<runtime::StringCell*>(data)[row] = {};
    return;
  }
  if (type_.list) static_cast<runtime::ListCell*>(data)[row] = {list_size_, 0};
  if (validity_ == nullptr) {
    duckdb_vector_ensure_validity_writable(vector_);
    validity_ = duckdb_vector_get_validity(vector_);
  }
  duckdb_validity_set_row_invalid(validity_, row);
}

void VectorOutput::SetList(size_t row, std::span<const std::string_view> items) {
  uint64_t bytes = items.size() * sizeof(runtime::StringCell);
  for (const std::string_view item : items) {
    if (item.size() > runtime::StringCell::kInline) bytes += item.size();
  }
  if (!Takes(bytes)) return;
  const uint64_t end = list_size_ + items.size();
  if (end > list_capacity_) {
    list_capacity_ = std::max<uint64_t>(2 * list_capacity_, std::max<uint64_t>(end, 2048));
    duckdb_list_vector_reserve(vector_, list_capacity_);
  }
  const duckdb_vector child = duckdb_list_vector_get_child(vector_);
  for (size_t i = 0; i < items.size(); ++i) {
    duckdb_unsafe_vector_assign_string_element_len(child, list_size_ + i, items[i].data(), items[i].size());
  }
  static_cast<runtime::ListCell*>(data)[row] = {list_size_, items.size()};
  list_size_ = end;
  duckdb_list_vector_set_size(vector_, end);
}

}  // namespace harrier::engine::duckdb
