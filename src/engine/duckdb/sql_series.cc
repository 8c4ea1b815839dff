#include "engine/duckdb/sql_writer.h"

namespace harrier::engine::duckdb {

Result<Fragment> SqlWriter::VisitMakeSeries(const plan::Node&, const plan::MakeSeries&) {
  return Fail(ErrorCode::kNotSupported, "make-series is not supported");
}

}  // namespace harrier::engine::duckdb
