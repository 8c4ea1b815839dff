#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/value.h"
#include "catalog/catalog.h"

namespace harrier::kql {

/// What an externaldata asks for (Kusto docs, externaldata operator).
struct ExternalSource {
  std::vector<std::string> uris;
  std::vector<catalog::TableColumn> columns;
  std::string format;  // as the query has it, e.g. "csv"; empty: by the name of the file
  bool ignore_first_record = false;
};

/// Reads it: rows of as many values as there are columns, of their types. kForbidden, naming the place, for
/// what may not be read.
using ExternalReader = std::function<Result<std::vector<std::vector<Value>>>(const ExternalSource& source)>;

}  // namespace harrier::kql
