#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/value.h"
#include "catalog/catalog.h"

namespace harrier::kql {

/// What an externaldata asks for (Kusto docs, externaldata operator and inline_external_table operator).
struct ExternalSource {
  std::vector<std::string> uris;
  std::vector<catalog::TableColumn> columns;
  std::string format;  // as the query has it, e.g. "csv"; empty: by the name of the file
  bool ignore_first_record = false;
  /// An address may also be a folder, of whose files those with this beginning and end of the name are read.
  bool folders = false;
  std::string name_prefix{};
  std::string file_extension{};
};

/// Reads it: rows of as many values as there are columns, of their types. kForbidden, naming the place, for
/// what may not be read.
using ExternalReader = std::function<Result<std::vector<std::vector<Value>>>(const ExternalSource& source)>;

/// What infer_storage_schema asks for (Kusto docs, infer_storage_schema plugin).
struct ExternalSchemaRequest {
  std::vector<std::string> containers;  // files or folders
  std::string format;
  std::string name_prefix{};
  std::string file_extension{};
  /// Which of the files are looked at: the first by name, the last written, or all.
  enum class Mode : uint8_t { kAny, kLast, kAll } mode = Mode::kLast;
  bool first_row_is_header = false;
};

/// A column of files, with the range of its numbers where all values are whole numbers.
struct InferredColumn {
  std::string name;
  Type type = Type::kString;
  int64_t least = 0;
  int64_t greatest = 0;
};

/// Tells the columns of files, in the order in which they come; fails as ExternalReader does.
using ExternalSchemaReader =
    std::function<Result<std::vector<InferredColumn>>(const ExternalSchemaRequest& request)>;

}  // namespace harrier::kql
