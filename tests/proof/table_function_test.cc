#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "duckdb_testing.h"

namespace harrier::proof {
namespace {

constexpr int64_t kChunks = 200;

/// Numbers in chunks that the threads take in turn; each notes that it took part.
struct Work {
  std::atomic<int64_t> next = 0;
  std::mutex mutex;
  std::set<std::thread::id> threads;
};

void Bind(duckdb_bind_info info) {
  duckdb_logical_type bigint = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  duckdb_bind_add_result_column(info, "n", bigint);
  duckdb_bind_add_result_column(info, "unused", bigint);
  duckdb_destroy_logical_type(&bigint);
}

void Init(duckdb_init_info info) {
  duckdb_init_set_max_threads(info, 2);
  // Projection pushdown tells that only "n" is wanted.
  EXPECT_EQ(duckdb_init_get_column_count(info), 1U);
  EXPECT_EQ(duckdb_init_get_column_index(info, 0), 0U);
}

void Produce(duckdb_function_info info, duckdb_data_chunk output) {
  auto* work = static_cast<Work*>(duckdb_function_get_extra_info(info));
  const int64_t chunk = work->next++;
  if (chunk >= kChunks) {
    duckdb_data_chunk_set_size(output, 0);
    return;
  }
  {
    const std::scoped_lock lock(work->mutex);
    work->threads.insert(std::this_thread::get_id());
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto rows = static_cast<int64_t>(duckdb_vector_size());
  auto* numbers = static_cast<int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(output, 0)));
  for (int64_t i = 0; i < rows; ++i) numbers[i] = chunk * rows + i;
  duckdb_data_chunk_set_size(output, static_cast<idx_t>(rows));
}

TEST(TableFunction, ProducesOnTwoThreadsOnlyTheColumnsAskedFor) {
  Work work;
  const Database db;
  const Connection connection(db);
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, "numbers");
  duckdb_table_function_set_extra_info(function, &work, nullptr);
  duckdb_table_function_set_bind(function, Bind);
  duckdb_table_function_set_init(function, Init);
  duckdb_table_function_set_function(function, Produce);
  duckdb_table_function_supports_projection_pushdown(function, true);
  ASSERT_EQ(duckdb_register_table_function(connection.get(), function), DuckDBSuccess);
  duckdb_destroy_table_function(&function);

  const int64_t rows = kChunks * static_cast<int64_t>(duckdb_vector_size());
  EXPECT_EQ(connection.Number("SELECT sum(n)::BIGINT FROM numbers()"), rows * (rows - 1) / 2);
  EXPECT_EQ(work.threads.size(), 2U);
}

}  // namespace
}  // namespace harrier::proof
