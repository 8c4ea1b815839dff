#pragma once

#include <ostream>
#include <string>

#include "app/terminal.h"
#include "query/session.h"

namespace harrier::app {

/// How results are to be written.
struct OutputOptions {
  std::string format = "table";  // table, json, ndjson, csv, parquet
  std::string file;              // parquet only
  Terminal terminal;
};

/// Whether there is such a format.
bool IsFormat(std::string_view format);

/// Runs a query and writes all of its results.
Status WriteResults(query::Service& service, query::Request request, const OutputOptions& output,
                    std::ostream& out);

}  // namespace harrier::app
