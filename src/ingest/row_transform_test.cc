#include "ingest/row_transform.h"

#include "query/service_testing.h"

namespace harrier::ingest {
namespace {

/// Rows as text.
class Texts final : public RecordSink {
 public:
  Status Accept(const Record& record) override {
    for (const Field& field : record.fields) {
      if (field.is_null()) continue;
      said += fmt::format("{}:{}={} ", field.name, TypeName(field.column_type), field.text);
    }
    said += "/";
    return Ok();
  }
  Status Reject(uint64_t, std::string_view reason, std::string_view) override {
    return Fail(ErrorCode::kInternal, "{}", reason);
  }
  std::string said;
};

class RowTransformTest : public query::ServiceTest {
 protected:
  std::string Run(std::string_view transform, std::string body, const Columns& declared = {}) {
    Texts texts;
    const Status done = TransformRows(*service_, transform, declared, body, {}, texts);
    return done ? texts.said : "error: " + done.error().message;
  }
  std::string Check(std::string_view transform, const Columns& declared = {}) {
    const Status checked = CheckTransform(*service_, transform, declared);
    return checked ? "" : fmt::format("{} at {}", checked.error().message, checked.error().span.begin);
  }
};

TEST_F(RowTransformTest, RunsOverTheRows) {
  EXPECT_EQ(Run("source | where N > 1 | extend Twice = 2 * N | project-away When",
                R"([{"N":1,"When":"2026-01-02T00:00:00Z"},{"N":2,"When":"2026-01-02T00:00:00Z"},{"N":3}])"),
            "N:long=2 Twice:long=4 /N:long=3 Twice:long=6 /");
  EXPECT_EQ(Run("source",
                R"([{"T":"it's \"q\" \\ | take 0","B":true,"D":{"a":[1,"x"]},"W":"2026-01-02T03:04:05Z"}])"),
            "T:string=it's \"q\" \\ | take 0 B:bool=true D:dynamic={\"a\":[1,\"x\"]} "
            "W:datetime=2026-01-02T03:04:05.0000000Z /");
  EXPECT_EQ(Run("source", "[]"), "");
  EXPECT_EQ(Run("source | where N == 5", R"([{"N":1}])"), "");
}

TEST_F(RowTransformTest, GivesDeclaredColumnsTheirTypes) {
  const Columns declared = {{"N", Type::kString}, {"Later", Type::kReal}, {"it's", Type::kLong}};
  EXPECT_EQ(Run("source | extend L = isnull(Later)", R"([{"N":1,"it's":7,"More":2}])", declared),
            "N:string=1 it's:long=7 More:long=2 L:bool=true /");
}

TEST_F(RowTransformTest, ReadsNothingElse) {
  EXPECT_EQ(Run("Syslog | project Computer", R"([{"N":1}])"),
            "error: the rule's transformation may read source only");
  EXPECT_EQ(Check("source | join (Syslog) on TimeGenerated"),
            "the rule's transformation reads the table 'Syslog'; it may read source only at 0");
  EXPECT_EQ(Check("source | take 5"), "");
}

TEST_F(RowTransformTest, TellsWhereATransformationIsWrong) {
  const Columns declared = {{"N", Type::kLong}};
  EXPECT_EQ(Check("source | where N > 1", declared), "");
  const std::string said = Check("source | where Bogus > 1", declared);
  EXPECT_NE(said.find("Bogus"), std::string::npos) << said;
  EXPECT_TRUE(said.ends_with(" at 15")) << said;
}

TEST_F(RowTransformTest, RefusesABodyThatIsNoArray) {
  EXPECT_EQ(Run("source", "{bad"), "error: the body is not a JSON array of objects");
}

}  // namespace
}  // namespace harrier::ingest
