#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "store/location.h"

namespace harrier::store {

/// What is bound to a statement or read from it. Null is monostate.
using Cell = std::variant<std::monostate, int64_t, std::string>;
using Row = std::vector<Cell>;

inline int64_t Integer(const Cell& cell) {
  return std::get<int64_t>(cell);
}
inline const std::string& Text(const Cell& cell) {
  return std::get<std::string>(cell);
}
inline std::optional<int64_t> OptionalInteger(const Cell& cell) {
  return std::holds_alternative<int64_t>(cell) ? std::optional(std::get<int64_t>(cell)) : std::nullopt;
}
inline Cell OptionalCell(const std::optional<int64_t>& value) {
  return value ? Cell(*value) : Cell();
}

/// SQL that both dialects understand, with `:name` where cells are bound, in that order, no name twice; and
/// a letter for each column of its rows: 'i' integer, 't' text. The texts must live for ever.
struct Statement {
  std::string_view sql;
  std::string_view columns;
};

/// One connection to a database. Statements are prepared once and kept. Not to be shared between threads.
/// Messages of errors hold no SQL and no values.
class Connection {
 public:
  static Result<std::unique_ptr<Connection>> Open(const Location& location);
  ~Connection();

  Result<std::vector<Row>> Query(const Statement& statement, std::span<const Cell> cells);
  Result<std::vector<Row>> Query(const Statement& statement, std::initializer_list<Cell> cells = {}) {
    return Query(statement, std::span(cells.begin(), cells.size()));
  }
  /// How many rows it changed.
  Result<int64_t> Run(std::string_view sql, std::span<const Cell> cells);
  Result<int64_t> Run(std::string_view sql, std::initializer_list<Cell> cells) {
    return Run(sql, std::span(cells.begin(), cells.size()));
  }
  /// One statement that is not worth keeping: BEGIN, a pragma, a table's definition.
  Status Execute(std::string_view sql);
  /// False once the server has gone: open another one.
  bool usable() const;

 private:
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace harrier::store
