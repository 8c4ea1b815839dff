#include "engine/duckdb/parquet_writer.h"

#include <filesystem>

#include <duckdb.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/time_text.h"

namespace harrier::engine::duckdb {
namespace {

/// The file's rows as one text, as DuckDB reads them.
std::string Read(const std::string& sql) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  EXPECT_EQ(duckdb_open(nullptr, &database), DuckDBSuccess);
  EXPECT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
  duckdb_result result;
  EXPECT_EQ(duckdb_query(connection, sql.c_str(), &result), DuckDBSuccess) << duckdb_result_error(&result);
  std::string out;
  for (idx_t row = 0; row < duckdb_row_count(&result); ++row) {
    for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
      char* const text = duckdb_value_varchar(&result, column, row);
      out += text == nullptr ? "∅" : text;
      out += '|';
      duckdb_free(text);
    }
  }
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return out;
}

TEST(ParquetWriter, KeepsNamesTypesAndNulls) {
  const std::string path =
      (std::filesystem::temp_directory_path() / fmt::format("harrier-{}.parquet", ::getpid())).string();
  const std::vector<plan::Column> columns{{0, "ProcessId", Type::kLong}, {1, "ProcessID", Type::kString},
                                          {2, "seen", Type::kDatetime},  {3, "took", Type::kTimespan},
                                          {4, "bag", Type::kDynamic},    {5, "say \"hi\"", Type::kGuid},
                                          {6, "price", Type::kDecimal},  {7, "flag", Type::kBool}};
  auto writer = ParquetWriter::Create(path, columns);
  ASSERT_TRUE(writer) << writer.error().message;
  std::vector<runtime::ColumnBuilder> builders;
  for (const plan::Column& column : columns) builders.emplace_back(column.type);
  constexpr size_t kRows = 5000;  // more than one vector
  for (size_t row = 0; row < kRows; ++row) {
    builders[0].AppendLong(static_cast<int64_t>(row));
    builders[1].AppendText("a string longer than twelve bytes");
    row % 2 == 0 ? builders[2].AppendLong(*ParseDatetime("2024-01-01T00:00:00.1234567Z"))
                 : builders[2].AppendNull();
    builders[3].AppendLong(*ParseTimespan("1.02:03:04"));
    builders[4].AppendText(R"({"a":1})");
    builders[5].AppendGuid({0x74be27de1e4e49d9, 0xb579fe0b331d3642});
    builders[6].AppendDecimal(static_cast<int128>(1'500'000'000'000'000'000));
    builders[7].AppendBool(row == 1);
  }
  Chunk chunk;
  chunk.rows = kRows;
  for (const auto& builder : builders) chunk.columns.push_back(builder.View());
  ASSERT_TRUE((*writer)->Write(chunk));
  const Status finished = (*writer)->Finish();
  ASSERT_TRUE(finished) << finished.error().message;

  const std::string from = " FROM read_parquet('" + path + "')";
  EXPECT_EQ(Read("SELECT count(*), count(seen), sum(ProcessId)::BIGINT, count_if(flag)" + from),
            "5000|2500|12497500|1|");
  EXPECT_EQ(Read("SELECT epoch_us(seen), took, bag->>'a', \"say \"\"hi\"\"\"::VARCHAR, price::VARCHAR" +
                 from + " LIMIT 1"),
            "1704067200123456|1.02:03:04|1|74be27de-1e4e-49d9-b579-fe0b331d3642|1.500000000000000000|");
  EXPECT_EQ(Read("SELECT string_agg(name, ',') FROM (SELECT name FROM parquet_schema('" + path +
                 "') OFFSET 1 LIMIT 2)"),
            "ProcessId,ProcessID_1|");
  std::filesystem::remove(path);
}

TEST(ParquetWriter, LeavesNothingBehindWhenItCannotWrite) {
  auto writer = ParquetWriter::Create("/nonexistent/x.parquet", {{0, "a", Type::kLong}});
  ASSERT_TRUE(writer);
  EXPECT_EQ((*writer)->Finish().error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace harrier::engine::duckdb
