#pragma once

#include <span>
#include <string_view>

namespace harrier::store {

/// One step of the schema. Steps are never edited once released; a change of the schema is a new one.
struct Migration {
  int version;  // 1, 2, … as in the file's name
  std::string_view name;
  /// One SQL statement each. {text}, {int} stand for the dialect's types ({text} compares byte by byte), and
  /// {strict} ends a table's definition.
  std::span<const std::string_view> statements;
};

}  // namespace harrier::store
