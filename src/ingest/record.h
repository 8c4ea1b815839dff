#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/type.h"

namespace harrier::ingest {

enum class FieldKind : uint8_t {
  kNull,
  kBool,    // "true" or "false"
  kNumber,  // as JSON writes it
  kString,
  kJson,  // an object or an array, valid JSON
  kText,  // from a format without types (CSV): may be read as a number or a bool
};

/// One named value of an event. The texts belong to whoever read the event.
struct Field {
  std::string_view name;
  FieldKind kind = FieldKind::kNull;
  std::string_view text{};
  /// Of the column that is made for it, if the table has none; unknown: told from all its values.
  Type column_type = Type::kUnknown;

  bool is_null() const { return kind == FieldKind::kNull; }
};

/// One event as a format's reader hands it on; good until the reader goes on.
struct Record {
  std::vector<Field> fields;
  /// What it was read from, for rejects; may be empty.
  std::string_view raw{};
  /// Line or record number in its file, from 1.
  uint64_t line = 0;

  const Field* Find(std::string_view name) const {
    for (const Field& field : fields) {
      if (field.name == name) return &field;
    }
    return nullptr;
  }
  /// The text of a field that is not null; else "".
  std::string_view Text(std::string_view name) const {
    const Field* const field = Find(name);
    return field == nullptr || field->is_null() ? std::string_view() : field->text;
  }
  bool Has(std::string_view name) const { return Find(name) != nullptr; }
};

/// Keeps texts that were made for one event where they are until Clear; reuses their memory.
class Scratch {
 public:
  std::string& New() {
    if (used_ == texts_.size()) texts_.emplace_back();
    std::string& text = texts_[used_++];
    text.clear();
    return text;
  }
  std::string_view Keep(std::string_view text) { return New().assign(text); }
  void Clear() { used_ = 0; }

 private:
  std::deque<std::string> texts_;
  size_t used_ = 0;
};

/// Takes the events of a file, good and bad, in order.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual Status Accept(const Record& record) = 0;
  /// An event that cannot be read: kept aside.
  virtual Status Reject(uint64_t line, std::string_view reason, std::string_view text) = 0;
};

}  // namespace harrier::ingest
