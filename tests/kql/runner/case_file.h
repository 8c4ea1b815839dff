#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/type.h"
#include "base/value.h"
#include "catalog/catalog.h"

namespace harrier::kqltest {

/// A column and the rows below it, as a `table` section or an answer has them.
struct Rows {
  std::vector<catalog::TableColumn> columns;
  std::vector<std::vector<Value>> values;
};

/// A mistake that an `error` section wants: Kusto's code at bytes [begin, end) of the query.
struct WantedError {
  std::string id;
  size_t begin = 0;
  size_t end = 0;
};

enum class SectionKind { kTable, kQuery, kUnorderedQuery, kError, kPlan, kSql };

/// One section of a case file.
struct Section {
  SectionKind kind = SectionKind::kQuery;
  size_t line = 0;         // of its first line, counted from 1
  size_t answer_line = 0;  // of the line after "----"
  size_t end_line = 0;     // behind its last line
  std::string name;        // of a table
  std::string query;
  Rows rows;                        // of tables and queries
  std::string text;                 // the answer of plan and sql
  std::vector<WantedError> errors;  // of error
};

/// A whole .kqltest file.
struct CaseFile {
  std::string name;
  std::vector<Section> sections;
};

/// Reads the text of a .kqltest file; an error says which line is not understood and why.
Result<CaseFile> ParseCaseFile(std::string_view text);

/// A cell as case files write it: 1, 1.0, "a", null, true, 2024-01-01T00:00:00Z, 01:00:00, [1,2], {"a":1};
/// nullopt if it is no value of the type.
std::optional<Value> ParseCell(std::string_view text, Type type);

/// The same the other way round.
std::string CellText(const Value& value);

}  // namespace harrier::kqltest
