#include <atomic>
#include <string>

#include "duckdb_testing.h"

namespace harrier::proof {
namespace {

/// What the function under test saw; it computes length(text) + length(needle).
struct Seen {
  std::atomic<int64_t> binds = 0;
  std::atomic<int64_t> folded = 0;
  std::atomic<int64_t> rows = 0;
};

struct Bound {
  int64_t needle_length = -1;
};

void DeleteBound(void* data) {
  delete static_cast<Bound*>(data);
}
void* CopyBound(void* data) {
  return new Bound(*static_cast<Bound*>(data));
}

void Bind(duckdb_bind_info info) {
  auto* seen = static_cast<Seen*>(duckdb_scalar_function_bind_get_extra_info(info));
  ++seen->binds;
  duckdb_client_context context = nullptr;
  duckdb_scalar_function_get_client_context(info, &context);
  duckdb_expression needle = duckdb_scalar_function_bind_get_argument(info, 1);
  auto* bound = new Bound;
  if (duckdb_expression_is_foldable(needle)) {
    duckdb_value value = nullptr;
    duckdb_error_data error = duckdb_expression_fold(context, needle, &value);
    EXPECT_FALSE(error != nullptr && duckdb_error_data_has_error(error));
    duckdb_destroy_error_data(&error);
    char* text = duckdb_get_varchar(value);
    bound->needle_length = static_cast<int64_t>(std::string(text).size());
    duckdb_free(text);
    duckdb_destroy_value(&value);
    ++seen->folded;
  }
  duckdb_destroy_expression(&needle);
  duckdb_destroy_client_context(&context);
  duckdb_scalar_function_set_bind_data(info, bound, DeleteBound);
  duckdb_scalar_function_set_bind_data_copy(info, CopyBound);
}

void Lengths(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  auto* seen = static_cast<Seen*>(duckdb_scalar_function_get_extra_info(info));
  const auto* bound = static_cast<const Bound*>(duckdb_scalar_function_get_bind_data(info));
  const idx_t rows = duckdb_data_chunk_get_size(input);
  seen->rows += static_cast<int64_t>(rows);
  auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
  auto* lengths = static_cast<int64_t*>(duckdb_vector_get_data(output));
  for (idx_t i = 0; i < rows; ++i) lengths[i] = duckdb_string_t_length(texts[i]) + bound->needle_length;
}

class ScalarFunction : public ::testing::Test {
 protected:
  void Register(bool is_volatile) {
    duckdb_scalar_function function = duckdb_create_scalar_function();
    duckdb_scalar_function_set_name(function, "lengths");
    duckdb_logical_type varchar = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    duckdb_logical_type bigint = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    duckdb_scalar_function_add_parameter(function, varchar);
    duckdb_scalar_function_add_parameter(function, varchar);
    duckdb_scalar_function_set_return_type(function, bigint);
    duckdb_destroy_logical_type(&varchar);
    duckdb_destroy_logical_type(&bigint);
    duckdb_scalar_function_set_extra_info(function, &seen_, nullptr);
    duckdb_scalar_function_set_bind(function, Bind);
    duckdb_scalar_function_set_function(function, Lengths);
    if (is_volatile) duckdb_scalar_function_set_volatile(function);
    ASSERT_EQ(duckdb_register_scalar_function(connection_.get(), function), DuckDBSuccess);
    duckdb_destroy_scalar_function(&function);
  }

  /// A million rows of ten long texts, stored, so that the column comes from disk as a dictionary.
  void StoreRepeatedTexts() {
    connection_.Run("ATTACH '" + folder_.File("texts.duckdb") + "' AS texts");
    connection_.Run(
        "CREATE TABLE texts.t AS SELECT 'powershell.exe -enc ' || repeat('x', (i % 10)::INT) AS s "
        "FROM range(1000000) r(i)");
    connection_.Run("CHECKPOINT texts");
  }

  Seen seen_;
  TemporaryFolder folder_;
  Database db_;
  Connection connection_{db_};
};

TEST_F(ScalarFunction, FoldsAConstantArgumentOnceWhenBound) {
  Register(false);
  EXPECT_EQ(
      connection_.Number("SELECT sum(lengths(s, 'ab' || 'cd'))::BIGINT FROM (VALUES ('x'), ('yz')) t(s)"),
      11);
  EXPECT_EQ(seen_.binds, 1);
  EXPECT_EQ(seen_.folded, 1);
}

TEST_F(ScalarFunction, KnowsAnArgumentThatVaries) {
  Register(false);
  EXPECT_EQ(connection_.Number("SELECT sum(lengths(s, s))::BIGINT FROM (VALUES ('x'), ('yz')) t(s)"), 1);
  EXPECT_EQ(seen_.folded, 0);
}

TEST_F(ScalarFunction, SeesADictionaryOnceWhenOneArgumentVaries) {
  Register(false);
  StoreRepeatedTexts();
  EXPECT_EQ(connection_.Number("SELECT sum(lengths(s, 'abcd'))::BIGINT FROM texts.t"), 28500000);
  RecordProperty("rows_seen", std::to_string(seen_.rows));
  EXPECT_LT(seen_.rows, 20000) << "of 1,000,000 rows with ten values";
}

TEST_F(ScalarFunction, SeesEveryRowWhenVolatile) {
  Register(true);
  StoreRepeatedTexts();
  EXPECT_EQ(connection_.Number("SELECT sum(lengths(s, 'abcd'))::BIGINT FROM texts.t"), 28500000);
  EXPECT_EQ(seen_.rows, 1000000);
}

}  // namespace
}  // namespace harrier::proof
