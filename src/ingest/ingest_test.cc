#include "ingest/ingest.h"

#include <zip.h>
#include <zlib.h>
#include <zstd.h>

#include "base/json_text.h"
#include "engine/duckdb/parquet_writer.h"
#include "ingest/ingest_testing.h"

namespace harrier::ingest {
namespace {

constexpr std::string_view kSyslog =
    "{\"TimeGenerated\":\"2026-01-02T03:04:05Z\",\"Computer\":\"web1\",\"Type\":\"Syslog\",\"SyslogMessage\":"
    "\"one\"}\n"
    "{\"TimeGenerated\":\"2026-01-02T03:04:06Z\",\"Computer\":\"web2\",\"Type\":\"Syslog\",\"SyslogMessage\":"
    "\"two\"}\n";

std::string Gzip(std::string_view text) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string Zip(const std::string& path, const std::vector<std::pair<std::string, std::string>>& members) {
  zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  for (const auto& [name, bytes] : members) {
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, bytes.data(), bytes.size(), 0), 0);
  }
  zip_close(archive);
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(IngestTest, OpensArchivesHoweverDeep) {
  const std::string text(kSyslog);
  const std::string inner = Zip(directory_.path() + "/inner.zip", {{"b.json.zst", Zstd(text)}});
  Zip(directory_.path() + "/outer.zip", {{"logs/a.json.gz", Gzip(text) + Gzip(text)},
                                         {"deep/inner.zip", inner},
                                         {"__MACOSX/._a.json", "junk"},
                                         {"logs/", ""},
                                         {"tool.exe", std::string("MZ\0\1", 4)}});
  IngestRequest request;
  request.paths = {directory_.path() + "/outer.zip"};
  const FileReport report = Run(request);
  EXPECT_FALSE(report.error.has_value()) << report.error->message;
  EXPECT_EQ(report.rows, 6U);
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_EQ(report.notes[0], "outer.zip/tool.exe: it is no log in a format that is known");
}

TEST_F(IngestTest, TellsOfDamagedArchives) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += kSyslog;
  const std::string packed = Gzip(text);
  IngestRequest request;
  request.paths = {Write("cut.json.gz", packed.substr(0, packed.size() / 2))};
  const FileReport report = Run(request);
  ASSERT_TRUE(report.error.has_value());
  EXPECT_EQ(report.error->message, "the gzip data ends too early");
  EXPECT_GT(report.rows, 0U);
  EXPECT_EQ(report.events, report.rows + report.rejected);
  // The whole file goes in later, without what is there already.
  request.paths = {Write("broken.zip", "PK\x03\x04 nothing")};
  EXPECT_EQ(Run(request).error->message, "it is not a whole zip archive");
}

TEST_F(IngestTest, RefusesAFileThatWentInBefore) {
  EXPECT_EQ(Take("a.json", kSyslog).rows, 2U);
  IngestRequest request;
  request.paths = {Write("copy.json", kSyslog)};
  const FileReport refused = Run(request);
  ASSERT_TRUE(refused.error.has_value());
  EXPECT_EQ(refused.error->code, ErrorCode::kConflict);
  EXPECT_EQ(refused.error->message, "it went into table 'Syslog' before: --force takes it again");
  EXPECT_EQ(storage().Stats("Syslog").value().rows, 2U);
  request.force = true;
  EXPECT_EQ(Run(request).rows, 2U);
  EXPECT_EQ(storage().Stats("Syslog").value().rows, 4U);
}

/// Fails at its third batch, as a process does that is killed.
class CutOffStorage final : public engine::Storage {
 public:
  explicit CutOffStorage(engine::Storage& inner) : inner_(inner) {}
  catalog::CatalogPtr catalog() const override { return inner_.catalog(); }
  Status CreateTable(const catalog::Table& table) override { return inner_.CreateTable(table); }
  Status DropTable(std::string_view name) override { return inner_.DropTable(name); }
  Status CreateFunction(const catalog::StoredFunction& f) override { return inner_.CreateFunction(f); }
  Status DropFunction(std::string_view name) override { return inner_.DropFunction(name); }
  Result<bool> Append(const runtime::Batch& batch, std::string_view id, int64_t now) override {
    if (++batches_ == 3) return Fail(ErrorCode::kInternal, "cut off");
    return inner_.Append(batch, id, now);
  }
  Result<bool> WasIngested(std::string_view table, std::string_view digest) override {
    return inner_.WasIngested(table, digest);
  }
  Status MarkIngested(std::string_view table, std::string_view digest, std::string_view name,
                      uint64_t rows) override {
    return inner_.MarkIngested(table, digest, name, rows);
  }
  Result<engine::TableStats> Stats(std::string_view table) override { return inner_.Stats(table); }
  uint64_t Version(std::string_view table) const override { return inner_.Version(table); }
  Status Checkpoint() override { return inner_.Checkpoint(); }

 private:
  engine::Storage& inner_;
  int batches_ = 0;
};

TEST_F(IngestTest, GoesOnWhereItWasCutOff) {
  std::string text;
  for (int i = 0; i < 17'500; ++i) text += kSyslog;
  IngestRequest request;
  request.paths = {Write("long.json", text)};
  CutOffStorage cut_off(storage());
  EXPECT_FALSE(Ingest(cut_off, engine::duckdb::TestClock(), request).has_value());
  EXPECT_EQ(storage().Stats("Syslog").value().rows, 20'000U);
  const FileReport report = Run(request);
  EXPECT_EQ(report.events, 35'000U);
  EXPECT_EQ(report.duplicates, 20'000U);
  EXPECT_EQ(report.rows, 15'000U);
  EXPECT_EQ(storage().Stats("Syslog").value().rows, 35'000U);
}

TEST_F(IngestTest, KeepsRejectedEventsWithTheirReasons) {
  IngestRequest request;
  request.rejects_path = directory_.path() + "/rejects.ndjson";
  const FileReport report = Take("a.json", std::string(kSyslog) + "{\"broken\n", request);
  EXPECT_EQ(report.events, 3U);
  EXPECT_EQ(report.rejected, 1U);
  std::ifstream file(request.rejects_path);
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line,
            "{\"file\":\"a.json\",\"line\":3,\"reason\":\"it does not end where a JSON object ends\","
            "\"text\":\"{\\\"broken\"}");
}

TEST_F(IngestTest, PutsWhatDoesNotFitIntoTheBag) {
  IngestRequest request;
  request.table = "Syslog";
  const FileReport report =
      Take("a.json",
           "{\"TimeGenerated\":\"2026-01-01\",\"ProcessID\":\"many\",\"color\":\"red\",\"x\":{\"y\": 1}}\n",
           request);
  EXPECT_EQ(report.overflowed, 3U);
  EXPECT_EQ(RowOf("Syslog", {"ProcessID", "_Overflow"}),
            "null|{\"ProcessID\":\"many\",\"color\":\"red\",\"x\":{\"y\":1}}");
}

TEST_F(IngestTest, MakesTablesOnRequestOnly) {
  const std::string text =
      "{\"time\":\"2026-01-01T00:00:00Z\",\"n\":1,\"name\":\"a\",\"ok\":true,\"more\":{\"k\":[1]},\"Type\":"
      "\"t\"}\n"
      "{\"time\":\"2026-01-01T00:00:01Z\",\"n\":2.5,\"name\":\"b\",\"late\":7}\n";
  IngestRequest request;
  request.table = "Mine_CL";
  request.paths = {Write("mine.json", text)};
  EXPECT_EQ(Run(request).error->message,
            "there is no table named 'Mine_CL': --create makes one, if its name ends in _CL");
  request.create = true;
  EXPECT_EQ(Run(request).rows, 2U);
  EXPECT_EQ(Rows("Mine_CL", {"TimeGenerated", "n", "name", "ok", "more", "late", "Type", "_Overflow"}).size(),
            2U);
  const catalog::TablePtr table = storage().catalog()->FindTable("Mine_CL");
  EXPECT_TRUE(table->custom);
  EXPECT_EQ(table->columns.front().name, "time");
  EXPECT_EQ(table->Find("n")->type, Type::kReal);
  EXPECT_EQ(table->Find("late")->type, Type::kLong);
  EXPECT_EQ(table->Find("more")->type, Type::kDynamic);
  EXPECT_EQ(Rows("Mine_CL", {"TimeGenerated", "name", "late", "Type", "_Overflow"}),
            (Texts{"2026-01-01T00:00:00.0000000Z|a|null|Mine_CL|{\"Type\":\"t\"}",
                   "2026-01-01T00:00:01.0000000Z|b|7|Mine_CL|null"}));
  request.table = "Mine";
  EXPECT_EQ(Run(request).error->code, ErrorCode::kInvalid);
}

TEST_F(IngestTest, AddsColumnsOnRequest) {
  IngestRequest request;
  request.table = "Syslog";
  request.add_columns = true;
  EXPECT_EQ(Take("a.json", "{\"SyslogMessage\":\"m\",\"color\":\"red\"}\n", request).overflowed, 0U);
  EXPECT_EQ(RowOf("Syslog", {"SyslogMessage", "color"}), "m|red");
}

TEST_F(IngestTest, FollowsAFieldMap) {
  IngestRequest request;
  request.map_path = Write("map.yaml",
                           "table: Fw_CL\nfields:\n  ts: TimeGenerated\n  src.ip: SourceIp\n  noise: null\n"
                           "constants:\n  Vendor: Acme\n");
  request.create = true;
  Take("fw.json",
       "{\"ts\":1767225600,\"src\":{\"ip\":\"10.0.0.1\",\"port\":1},\"noise\":1,\"act\":\"deny\"}\n",
       request);
  EXPECT_EQ(RowOf("Fw_CL", {"TimeGenerated", "SourceIp", "act", "Vendor", "src"}),
            "2026-01-01T00:00:00.0000000Z|10.0.0.1|deny|Acme|{\"ip\":\"10.0.0.1\",\"port\":1}");
  EXPECT_EQ(storage().catalog()->FindTable("Fw_CL")->Find("noise"), nullptr);
  request.map_path = Write("bad.yaml", "colums: {}\n");
  EXPECT_FALSE(Ingest(storage(), engine::duckdb::TestClock(), request).has_value());
}

TEST_F(IngestTest, TellsWhenItCannotTellTheTable) {
  IngestRequest request;
  request.paths = {Write("odd.json", "{\"a\":1}\n{\"a\":2}\n")};
  const FileReport report = Run(request);
  ASSERT_TRUE(report.error.has_value());
  EXPECT_EQ(report.error->message, "its events have no shape that is known: name their table (--table)");
  request.paths = {directory_.path() + "/missing.json"};
  EXPECT_EQ(Run(request).error->code, ErrorCode::kIo);
}

TEST_F(IngestTest, ReadsParquet) {
  const std::string path = directory_.path() + "/t.parquet";
  {
    const std::vector<plan::Column> columns{{1, "TimeGenerated", Type::kDatetime},
                                            {2, "Computer", Type::kString},
                                            {3, "ProcessID", Type::kLong},
                                            {4, "extra", Type::kReal}};
    std::vector<runtime::ColumnBuilder> cells;
    for (const plan::Column& column : columns) cells.emplace_back(column.type);
    cells[0].AppendLong(engine::duckdb::Ticks("2026-01-01T00:00:00.5Z"));
    cells[1].AppendText("web1");
    cells[2].AppendLong(42);
    cells[3].AppendReal(1.5);
    engine::Chunk chunk;
    chunk.rows = 1;
    for (const runtime::ColumnBuilder& column : cells) chunk.columns.push_back(column.View());
    auto writer = engine::duckdb::ParquetWriter::Create(path, columns).value();
    ASSERT_TRUE(writer->Write(chunk).has_value());
    ASSERT_TRUE(writer->Finish().has_value());
  }
  IngestRequest request;
  request.table = "Syslog";
  request.paths = {path};
  EXPECT_EQ(Run(request).rows, 1U);
  EXPECT_EQ(RowOf("Syslog", {"TimeGenerated", "Computer", "ProcessID", "_Overflow"}),
            "2026-01-01T00:00:00.5000000Z|web1|42|{\"extra\":1.5}");
}

}  // namespace
}  // namespace harrier::ingest
