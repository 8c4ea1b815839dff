#include "engine/duckdb/kernel_wrapper.h"

#include <atomic>
#include <filesystem>

#include <gtest/gtest.h>

#include "engine/duckdb/connection.h"
#include "engine/duckdb/engine_testing.h"
#include "engine/duckdb/kernel_error.h"
#include "runtime/kernel_of.h"

namespace harrier::engine::duckdb {
namespace {

using namespace runtime;

std::atomic<int64_t> calls = 0;

int64_t CountedLength(std::string_view s) {
  ++calls;
  return static_cast<int64_t>(s.size());
}

bool Twice(std::string& out, std::optional<std::string_view> s) {
  if (!s || *s == "null") return false;
  out = std::string(*s) + std::string(*s);
  return true;
}

bool TwiceJson(JsonOut& out, Json s) {
  out.text = std::string(s.text) + std::string(s.text);
  return s.text != "none";
}

std::optional<Guid> SameGuid(std::optional<Guid> g) {
  return g;
}
int128 SameDecimal(int128 d) {
  return d;
}
bool SameBool(bool b) {
  return b;
}
int32_t SameInt(int32_t i) {
  return i;
}
double SameReal(double d) {
  return d;
}
bool IsNullLong(std::optional<int64_t> x) {
  return !x;
}
int64_t Random() {
  return ++calls;
}

bool Split(ListOut& out, std::string_view s) {
  if (s.empty()) return false;
  size_t begin = 0;
  for (size_t end = s.find(','); end != std::string_view::npos; end = s.find(',', begin)) {
    out.items.emplace_back(s.substr(begin, end - begin));
    begin = end + 1;
  }
  out.items.emplace_back(s.substr(begin));
  return true;
}

struct Prefix : KernelState {
  std::string text;
};

Result<std::shared_ptr<KernelState>> PreparePrefix(const ConstantArgs& constants) {
  if (!constants[1]) return Fail(ErrorCode::kSemantic, "the prefix must be constant");
  if (constants[1]->text() == "bad")
    return Fail(ErrorCode::kInvalid, "the prefix '{}' is bad", constants[1]->text());
  auto prefix = std::make_shared<Prefix>();
  prefix->text = constants[1]->text();
  return prefix;
}

bool HasPrefix(const Prefix& prefix, std::string_view s, std::string_view) {
  return s.starts_with(prefix.text);
}

void RunTotal(const KernelCall& call) {
  for (size_t i = 0; i < call.rows; ++i) {
    int64_t total = 0;
    for (const ColumnView& arg : call.args) total += arg.valid(i) ? arg.cell<int64_t>(i) : 1000;
    static_cast<int64_t*>(call.out->data)[i] = total;
  }
}

bool Throws(std::string_view s) {
  if (s == "throw") throw std::runtime_error("a kernel gave up");
  return true;
}

/// State that does not survive being moved as bytes.
class Longest {
 public:
  void Update(std::string_view s) {
    if (s.size() > longest_.size()) longest_ = s;
    seen_[std::string(s)]++;
  }
  void Combine(const Longest& other) {
    if (other.longest_.size() > longest_.size()) longest_ = other.longest_;
    for (const auto& [text, n] : other.seen_) seen_[text] += n;
  }
  bool Finish(std::string& out) const {
    out = fmt::format("{} of {}", longest_, seen_.size());
    return !seen_.empty();
  }

 private:
  std::string longest_;
  std::map<std::string, int> seen_;
};

class NullCount {
 public:
  void Update(std::optional<int64_t> x) { n_ += !x; }
  void Combine(const NullCount& other) { n_ += other.n_; }
  std::optional<int64_t> Finish() const { return n_ == 0 ? std::nullopt : std::optional(n_); }

 private:
  int64_t n_ = 0;
};

class WrapperTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() / fmt::format("harrier-wrapper-{}", getpid());
    std::filesystem::create_directories(directory_);
    InstanceOptions options;
    options.threads = 4;
    options.allowed_directory = directory_.string();
    instance_ = std::move(Instance::Open(options).value());
    connection_ = std::move(instance_->Connect().value());
    kernels_.Add(KernelOf<CountedLength>("t_length"));
    kernels_.Add(KernelOf<Twice>("t_twice"));
    kernels_.Add(KernelOf<TwiceJson>("t_twice_json"));
    kernels_.Add(KernelOf<SameGuid>("t_guid"));
    kernels_.Add(KernelOf<SameDecimal>("t_decimal"));
    kernels_.Add(KernelOf<SameBool>("t_bool"));
    kernels_.Add(KernelOf<SameInt>("t_int"));
    kernels_.Add(KernelOf<SameReal>("t_real"));
    kernels_.Add(KernelOf<IsNullLong>("t_is_null"));
    kernels_.Add(KernelOf<Split>("t_split"));
    kernels_.Add(KernelOf<Throws>("t_throws"));
    kernels_.Add(KernelOf<HasPrefix, PreparePrefix>("t_prefix"));
    Kernel random = KernelOf<Random>("t_random");
    random.is_volatile = true;
    kernels_.Add(random);
    Kernel total;
    total.name = "t_total";
    total.params = {{Type::kLong, false}, {Type::kLong, false}};
    total.variadic = true;
    total.result = {Type::kLong, false};
    total.strict_nulls = false;
    total.run = RunTotal;
    kernels_.Add(total);
    kernels_.Add(AggregateOf<Longest, std::string_view>("t_longest"));
    kernels_.Add(AggregateOf<NullCount, std::optional<int64_t>>("t_nulls"));
    ASSERT_TRUE(RegisterKernels(connection_->handle(), kernels_).has_value());
  }

  void TearDown() override {
    connection_.reset();
    instance_.reset();
    std::filesystem::remove_all(directory_);
  }

  Texts Rows(const std::string& sql) {
    const auto rows = connection_->Rows(sql);
    if (!rows)
      return {fmt::format("error {}: {}", static_cast<int>(rows.error().code), rows.error().message)};
    Texts texts;
    for (const auto& row : *rows) {
      std::string& text = texts.emplace_back();
      for (size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : "|") + Text(row[i]);
    }
    return texts;
  }

  // Before the instance, which calls them until its end.
  KernelRegistry kernels_;
  std::filesystem::path directory_;
  std::unique_ptr<Instance> instance_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(WrapperTest, StringsShortAndLong) {
  EXPECT_EQ(Rows("SELECT kql_t_twice(s) FROM (VALUES ('abcdef'), ('abcdefg'), (''), ('null'), (NULL)) v(s)"),
            (Texts{"abcdefabcdef", "abcdefgabcdefg", "", "", ""}));
  EXPECT_EQ(Rows("SELECT kql_t_twice(s) IS NULL FROM (VALUES ('null'), (NULL)) v(s)"),
            (Texts{"false", "false"}));
  EXPECT_EQ(Rows("SELECT coalesce(kql_t_twice_json(s), 'NULL') FROM (VALUES ('1'), ('none'), (NULL), "
                 "('[1,2,3,4,5]')) v(s)"),
            (Texts{"11", "NULL", "NULL", "[1,2,3,4,5][1,2,3,4,5]"}));
}

TEST_F(WrapperTest, FixedTypesAndNulls) {
  EXPECT_EQ(
      Rows("SELECT kql_t_guid(g) FROM (VALUES ('fedcba98-7654-3210-0123-456789abcdef'::UUID), (NULL)) v(g)"),
      (Texts{"fedcba98-7654-3210-0123-456789abcdef", "null"}));
  EXPECT_EQ(Rows("SELECT kql_t_decimal(d) FROM (VALUES ('-1.5'::DECIMAL(38,18)), (NULL)) v(d)"),
            (Texts{"-1.500000000000000000", "null"}));
  EXPECT_EQ(Rows("SELECT kql_t_bool(b), kql_t_int(i::INTEGER), kql_t_real(r) FROM (VALUES (true, -7, 2.5e0), "
                 "(NULL, NULL, "
                 "NULL)) v(b, i, r)"),
            (Texts{"true|-7|2.5", "null|null|null"}));
  EXPECT_EQ(Rows("SELECT kql_t_is_null(x) FROM (VALUES (1::BIGINT), (NULL)) v(x)"), (Texts{"false", "true"}));
}

TEST_F(WrapperTest, GuidCellsOrderAsText) {
  const Guid guid{0xfedcba9876543210, 0x0123456789abcdef};
  const auto rows = connection_->Rows("SELECT '" + Literal(Value::OfGuid(guid)).substr(1, 36) + "'::UUID");
  ASSERT_TRUE(rows.has_value());
  EXPECT_EQ(rows->at(0).at(0).guid(), guid);
}

TEST_F(WrapperTest, VariadicFromNoneToMany) {
  EXPECT_EQ(Rows("SELECT kql_t_total(1::BIGINT), kql_t_total(1::BIGINT, 2::BIGINT), kql_t_total(1::BIGINT, "
                 "x, x) FROM "
                 "(VALUES (5::BIGINT), (NULL)) v(x)"),
            (Texts{"1|3|11", "1|3|2001"}));
  std::string many = "SELECT kql_t_total(0::BIGINT";
  for (int i = 1; i <= 40; ++i) many += ", x + " + std::to_string(i);
  EXPECT_EQ(Rows(many + ") FROM (VALUES (0::BIGINT)) v(x)"), Texts{"820"});
}

TEST_F(WrapperTest, ListsOfStrings) {
  EXPECT_EQ(Rows("SELECT len(l), l[1], coalesce(l[2], 'NULL') FROM (SELECT kql_t_split(s) AS l FROM (VALUES "
                 "('a,a text of more than "
                 "twelve'), (''), ('x'), (NULL)) v(s))"),
            (Texts{"2|a|a text of more than twelve", "null||NULL", "1|x|NULL", "null||NULL"}));
  EXPECT_EQ(
      Rows("SELECT count(*), min(x), max(x) FROM (SELECT unnest(kql_t_split('k,l,m' || repeat(',z', n::INT % "
           "7))) AS x FROM range(10000) r(n))"),
      Texts{"59994|k|z"});
}

TEST_F(WrapperTest, ConstantsReachPrepare) {
  EXPECT_EQ(Rows("SELECT kql_t_prefix(s, 'a' || 'b') FROM (VALUES ('abc'), ('bc')) v(s)"),
            (Texts{"true", "false"}));
  EXPECT_EQ(Rows("SELECT kql_t_prefix(s, 'a' || chr(0)) FROM (VALUES ('ab'), ('a' || chr(0) || 'b')) v(s)"),
            (Texts{"false", "true"}));
}

TEST_F(WrapperTest, ErrorsOfPrepareKeepTheirCode) {
  EXPECT_EQ(Rows("SELECT kql_t_prefix(s, 'bad') FROM (VALUES ('abc')) v(s)"),
            Texts{fmt::format("error {}: the prefix 'bad' is bad", static_cast<int>(ErrorCode::kInvalid))});
  EXPECT_EQ(
      Rows("SELECT kql_t_prefix(s, s) FROM (VALUES ('abc')) v(s)"),
      Texts{fmt::format("error {}: the prefix must be constant", static_cast<int>(ErrorCode::kSemantic))});
}

TEST_F(WrapperTest, ExceptionsEndTheQueryOnly) {
  const auto rows = Rows("SELECT kql_t_throws(s) FROM (VALUES ('throw'), ('x')) v(s)");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_NE(rows[0].find("a kernel gave up"), std::string::npos) << rows[0];
  EXPECT_EQ(Rows("SELECT kql_t_throws('x')"), Texts{"true"});
}

TEST_F(WrapperTest, TooLongTextsAndListsAtOnceEndTheQueryOnly) {
  const std::string refused =
      fmt::format("error {}: {}", static_cast<int>(TooMuchAtOnce().code), TooMuchAtOnce().message);
  EXPECT_EQ(Rows("SELECT max(len(kql_t_twice(repeat('x', 600000 + (i % 3)::INT)))) FROM range(2000) r(i)"),
            Texts{refused});
  EXPECT_EQ(Rows("SELECT max(len(kql_t_split(repeat(',', 60000 + (i % 3)::INT)))) FROM range(2000) r(i)"),
            Texts{refused});
  EXPECT_EQ(Rows("SELECT max(len(kql_t_twice(repeat('x', 100000 + (i % 3)::INT)))) FROM range(2000) r(i)"),
            Texts{"200004"});
}

TEST_F(WrapperTest, VolatileKernelsRunForEachRow) {
  EXPECT_EQ(
      Rows(
          "SELECT count(DISTINCT r), count(DISTINCT q) FROM (SELECT kql_t_random() AS r, kql_t_random() AS q "
          "FROM range(5000))"),
      Texts{"5000|5000"});
}

TEST_F(WrapperTest, DictionariesAreEvaluatedOnce) {
  const std::string file = (directory_ / "d.db").string();
  ASSERT_TRUE(
      connection_
          ->Execute("ATTACH '" + file +
                    "' AS d (STORAGE_VERSION 'latest'); CREATE TABLE d.t AS SELECT "
                    "'a value of some length ' || (i % 5) AS s FROM range(500000) r(i); CHECKPOINT d; "
                    "DETACH d; ATTACH '" +
                    file + "' AS d (READ_ONLY)")
          .has_value());
  calls = 0;
  EXPECT_EQ(Rows("SELECT sum(kql_t_length(s))::BIGINT FROM d.t"), Texts{"12000000"});
  EXPECT_LT(calls, 50000);
}

TEST_F(WrapperTest, FilesOutsideTheDirectoryAreRefused) {
  EXPECT_FALSE(connection_->Execute("ATTACH '/tmp/harrier-elsewhere.db' AS e").has_value());
  EXPECT_FALSE(connection_->Execute("SELECT * FROM read_csv('/etc/passwd')").has_value());
  EXPECT_FALSE(connection_->Execute("SET enable_external_access = true").has_value());
}

TEST_F(WrapperTest, AggregatesOverGroups) {
  EXPECT_EQ(Rows("SELECT kql_t_longest(s) FROM (VALUES ('a'), ('a longer text than twelve'), ('a')) v(s)"),
            Texts{"a longer text than twelve of 2"});
  EXPECT_EQ(Rows("SELECT kql_t_longest(s) FROM (VALUES ('a')) v(s) WHERE false"), Texts{""});
  EXPECT_EQ(
      Rows("SELECT kql_t_nulls(x), kql_t_nulls(1::BIGINT) FROM (VALUES (1::BIGINT), (NULL), (NULL)) v(x)"),
      Texts{"2|null"});
  EXPECT_EQ(Rows("SELECT k, kql_t_nulls(x) FILTER (WHERE k > 0) FROM (VALUES (1::BIGINT, NULL::BIGINT), (0, "
                 "NULL), (1, 5)) v(k, x) "
                 "GROUP BY k ORDER BY k"),
            (Texts{"0|null", "1|1"}));
}

TEST_F(WrapperTest, AggregatesWithFilterAndWithoutGroups) {
  EXPECT_EQ(Rows("SELECT kql_t_longest('text ' || i) FILTER (WHERE i % 3 = 0 AND i > 200000) FROM "
                 "range(300000) r(i)"),
            Texts{"text 200001 of 33333"});
}

TEST_F(WrapperTest, ListsAndSets) {
  EXPECT_EQ(Rows("SELECT kql_engine_list(x, 2), kql_engine_list(x, 0), kql_engine_set(x, 9), "
                 "kql_engine_set(x, 1) FROM "
                 "(VALUES ('1'), (NULL), ('1'), ('\"a\"')) v(x)"),
            Texts{"[1,1]|[]|[1,\"a\"]|[1]"});
  EXPECT_EQ(Rows("SELECT kql_engine_list_text(x, 3), kql_engine_set_text(x, 9), kql_engine_set_text(x, 1), "
                 "kql_engine_set_text(x, 0) FROM (VALUES ('a'), (''), ('a'), ('\"b')) v(x)"),
            Texts{R"(["a","","a"]|["a","","\"b"]|["a"]|[])"});
  // Sets around the size where they begin to hash.
  EXPECT_EQ(
      Rows("SELECT string_agg(len(s)::VARCHAR, ' ' ORDER BY k) FROM (SELECT k, kql_engine_set_text((i % "
           "k)::VARCHAR, 1000000) AS s FROM range(20000) r(i), range(6, 12) g(k) GROUP BY k)"),
      Texts{"25 29 33 37 41 46"});
  EXPECT_EQ(Rows("SELECT string_agg(len(s)::VARCHAR, ' ' ORDER BY k) FROM (SELECT k, kql_engine_set((i % "
                 "k)::VARCHAR, 9) AS s FROM range(20000) r(i), range(6, 12) g(k) GROUP BY k)"),
            Texts{"13 15 17 19 19 19"});
  EXPECT_EQ(
      Rows("SELECT count(*), sum(len(l))::BIGINT, min(len(s)), max(len(s)) FROM (SELECT i % 100 AS k, "
           "kql_engine_list((i % 10)::VARCHAR, 1000) AS l, kql_engine_set((i % 1000)::VARCHAR, 1000000) AS s "
           "FROM range(400000) r(i) GROUP BY k)"),
      Texts{"100|200100|39|40"});
}

TEST_F(WrapperTest, AggregatesOverManyGroupsAndThreads) {
  EXPECT_EQ(Rows("SELECT count(*), min(l), max(l) FROM (SELECT i % 50000 AS k, kql_t_longest('text number ' "
                 "|| (i % 100)) AS l "
                 "FROM range(600000) r(i) GROUP BY k)"),
            Texts{"50000|text number 0 of 1|text number 99 of 1"});
  EXPECT_EQ(Rows("SELECT kql_t_longest('text number ' || i) FROM range(300000) r(i)"),
            Texts{"text number 100000 of 300000"});
}

}  // namespace
}  // namespace harrier::engine::duckdb
