#include <string>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "duckdb_testing.h"

namespace harrier::proof {
namespace {

TEST(AttachedFiles, ActAsOneTableAndMoveInOneTransactionEach) {
  const TemporaryFolder folder;
  const Database db;
  const Connection connection(db);
  std::string all;
  for (int month = 1; month <= 12; ++month) {
    const std::string name = "m" + std::to_string(month);
    connection.Run("ATTACH '" + folder.File(name + ".duckdb") + "' AS " + name);
    connection.Run("CREATE TABLE " + name + ".log AS SELECT " + std::to_string(month) +
                   " * 1000000 + i AS ticks, 'x' AS s FROM range(1000) r(i)");
    all += (all.empty() ? "" : " UNION ALL ") + ("SELECT ticks, s FROM " + name + ".log");
  }
  EXPECT_EQ(connection.Number("SELECT count(*) FROM (" + all + ")"), 12000);
  EXPECT_EQ(connection.Number("SELECT count(*) FROM (" + all + ") WHERE ticks BETWEEN 3000000 AND 4000000"),
            1001);

  connection.Run("BEGIN");
  connection.Run("INSERT INTO m1.log VALUES (1, 'y')");
  EXPECT_NE(connection.Error("INSERT INTO m2.log VALUES (1, 'y')"), "") << "one transaction writes one file";
  connection.Run("ROLLBACK");
  EXPECT_EQ(connection.Number("SELECT count(*) FROM (" + all + ") WHERE s = 'y'"), 0);

  connection.Run("DETACH m1");
  connection.Run("ATTACH '" + folder.File("m1.duckdb") + "' AS m1 (READ_ONLY)");
  EXPECT_EQ(connection.Number("SELECT count(*) FROM m1.log"), 1000);
  EXPECT_NE(connection.Error("INSERT INTO m1.log VALUES (1, 'y')"), "");
}

TEST(AttachedFiles, LetAReaderKeepWhatItSawWhileOthersWrite) {
  const TemporaryFolder folder;
  const Database db;
  const Connection reader(db);
  const Connection writer(db);
  writer.Run("ATTACH '" + folder.File("hot.duckdb") + "' AS hot");
  writer.Run("CREATE TABLE hot.log AS SELECT i FROM range(10) r(i)");
  reader.Run("BEGIN");
  EXPECT_EQ(reader.Number("SELECT count(*) FROM hot.log"), 10);
  writer.Run("INSERT INTO hot.log VALUES (11)");
  EXPECT_EQ(reader.Number("SELECT count(*) FROM hot.log"), 10);
  reader.Run("COMMIT");
  EXPECT_EQ(reader.Number("SELECT count(*) FROM hot.log"), 11);
}

/// Appends batches of ten rows and says so after each commit, until it is killed.
[[noreturn]] void AppendForever(const std::string& path, int acknowledge) {
  duckdb_database db = nullptr;
  duckdb_connection connection = nullptr;
  if (duckdb_open(path.c_str(), &db) != DuckDBSuccess || duckdb_connect(db, &connection) != DuckDBSuccess)
    _exit(1);
  if (duckdb_query(connection, "CREATE TABLE log (batch BIGINT, i BIGINT)", nullptr) != DuckDBSuccess)
    _exit(1);
  for (int64_t batch = 0;; ++batch) {
    const std::string sql = "INSERT INTO log SELECT " + std::to_string(batch) + ", i FROM range(10) r(i)";
    if (duckdb_query(connection, sql.c_str(), nullptr) != DuckDBSuccess) _exit(1);
    if (batch % 50 == 49) duckdb_query(connection, "CHECKPOINT", nullptr);
    if (write(acknowledge, &batch, sizeof batch) != sizeof batch) _exit(1);
  }
}

TEST(Durability, LosesNoAcknowledgedBatchToKill9) {
  const TemporaryFolder folder;
  const std::string path = folder.File("killed.duckdb");
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) AppendForever(path, pipe_ends[1]);
  close(pipe_ends[1]);
  int64_t acknowledged = -1;
  for (int64_t batch = 0; acknowledged < 200 && read(pipe_ends[0], &batch, sizeof batch) == sizeof batch;) {
    acknowledged = batch;
  }
  ASSERT_EQ(kill(child, SIGKILL), 0);
  for (int64_t batch = 0; read(pipe_ends[0], &batch, sizeof batch) == sizeof batch;) acknowledged = batch;
  close(pipe_ends[0]);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_GE(acknowledged, 200);

  const Database db(path.c_str());
  const Connection connection(db);
  EXPECT_GE(connection.Number("SELECT count(*) FROM log"), (acknowledged + 1) * 10);
  EXPECT_EQ(
      connection.Number("SELECT count(*) FROM (SELECT batch FROM log GROUP BY batch HAVING count(*) <> 10)"),
      0)
      << "a batch is there whole or not at all";
}

TEST(ExternalAccess, IsRefusedOnceSwitchedOff) {
  const TemporaryFolder folder;
  const Database db;
  const Connection connection(db);
  connection.Run("ATTACH '" + folder.File("kept.duckdb") + "' AS kept");
  connection.Run("CREATE TABLE kept.t AS SELECT 1::BIGINT AS x");
  connection.Run("SET enable_external_access = false");
  EXPECT_EQ(connection.Number("SELECT x FROM kept.t"), 1) << "what is attached stays readable";
  EXPECT_NE(connection.Error("SELECT * FROM read_csv('/etc/passwd')"), "");
  EXPECT_NE(connection.Error("COPY kept.t TO '" + folder.File("out.csv") + "'"), "");
  EXPECT_NE(connection.Error("ATTACH '" + folder.File("new.duckdb") + "' AS new"), "");
  EXPECT_NE(connection.Error("SET enable_external_access = true"), "");
}

}  // namespace
}  // namespace harrier::proof
