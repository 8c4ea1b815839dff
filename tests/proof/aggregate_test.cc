#include <atomic>

#include "duckdb_testing.h"

namespace harrier::proof {
namespace {

std::atomic<int64_t> combines;

struct Sum {
  int64_t total;
};

idx_t StateSize(duckdb_function_info) {
  return sizeof(Sum);
}
void Init(duckdb_function_info, duckdb_aggregate_state state) {
  reinterpret_cast<Sum*>(state)->total = 0;
}
void Update(duckdb_function_info, duckdb_data_chunk input, duckdb_aggregate_state* states) {
  const auto* values =
      static_cast<const int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
  const idx_t rows = duckdb_data_chunk_get_size(input);
  for (idx_t i = 0; i < rows; ++i) reinterpret_cast<Sum*>(states[i])->total += values[i];
}
void Combine(duckdb_function_info, duckdb_aggregate_state* source, duckdb_aggregate_state* target,
             idx_t count) {
  for (idx_t i = 0; i < count; ++i) {
    reinterpret_cast<Sum*>(target[i])->total += reinterpret_cast<Sum*>(source[i])->total;
  }
  combines += static_cast<int64_t>(count);
}
void Finalize(duckdb_function_info, duckdb_aggregate_state* source, duckdb_vector result, idx_t count,
              idx_t offset) {
  auto* out = static_cast<int64_t*>(duckdb_vector_get_data(result));
  for (idx_t i = 0; i < count; ++i) out[offset + i] = reinterpret_cast<Sum*>(source[i])->total;
}

TEST(AggregateFunction, SumsByGroupOnTwoThreads) {
  const Database db;
  const Connection connection(db);
  duckdb_aggregate_function function = duckdb_create_aggregate_function();
  duckdb_aggregate_function_set_name(function, "total");
  duckdb_logical_type bigint = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  duckdb_aggregate_function_add_parameter(function, bigint);
  duckdb_aggregate_function_set_return_type(function, bigint);
  duckdb_destroy_logical_type(&bigint);
  duckdb_aggregate_function_set_functions(function, StateSize, Init, Update, Combine, Finalize);
  ASSERT_EQ(duckdb_register_aggregate_function(connection.get(), function), DuckDBSuccess);
  duckdb_destroy_aggregate_function(&function);

  connection.Run("CREATE TABLE t AS SELECT i, i % 1000 AS k FROM range(1000000) r(i)");
  combines = 0;
  EXPECT_EQ(connection.Number("SELECT count(*) FROM (SELECT k, total(i) AS a, sum(i) AS b FROM t GROUP BY k) "
                              "WHERE a = b"),
            1000);
  EXPECT_GT(combines, 0) << "partial states of several threads are joined";
  EXPECT_EQ(
      connection.Number("SELECT count(*) FROM (SELECT total(i) OVER (PARTITION BY k ORDER BY i) AS a, "
                        "sum(i) OVER (PARTITION BY k ORDER BY i) AS b FROM t WHERE i < 20000) WHERE a = b"),
      20000)
      << "as a window function";
}

}  // namespace
}  // namespace harrier::proof
