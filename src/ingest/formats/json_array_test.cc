#include <gtest/gtest.h>

#include "base/json_text.h"
#include "ingest/field_value.h"
#include "ingest/formats/format.h"

namespace harrier::ingest {
namespace {

class Names final : public RecordSink {
 public:
  Status Accept(const Record& record) override {
    for (const Field& field : record.fields) said += fmt::format("{}={} ", field.name, field.text);
    said += "/";
    return Ok();
  }
  Status Reject(uint64_t, std::string_view reason, std::string_view) override {
    said += fmt::format("rejected: {}", reason);
    return Ok();
  }
  std::string said;
};

std::string Read(std::string text, LoneObject lone = LoneObject::kRefused) {
  Names names;
  const Status read = ReadJsonArray(text, names, lone);
  if (read) return names.said;
  EXPECT_EQ(names.said, "") << "a bad body must change nothing";
  return "error: " + read.error().message;
}

TEST(JsonArray, ReadsObjects) {
  EXPECT_EQ(Read(R"([{"a":1,"b":"x]},{"},{"a":[1,{"c":2}]}])"), R"(a=1 b=x]},{ /a=[1,{"c":2}] /)");
  EXPECT_EQ(Read(" [\n{} ,\t{} ] \n"), "//");
  EXPECT_EQ(Read("[]"), "");
}

TEST(JsonArray, KeepsWrappersAsTheyAre) {
  EXPECT_EQ(Read(R"([{"value":[{"a":1}]}])"), R"(value=[{"a":1}] /)");
}

TEST(JsonArray, RefusesWhatIsNone) {
  EXPECT_EQ(Read("{bad"), "error: the body is not a JSON array of objects");
  EXPECT_EQ(Read(""), "error: the body is not a JSON array of objects");
  EXPECT_EQ(Read("["), "error: the JSON array of the body does not end");
  EXPECT_EQ(Read(R"([{"a":1})"), "error: row 1 of the body: no comma or ']' behind it");
  EXPECT_EQ(Read(R"([{"a":1},)"), "error: the JSON array of the body does not end");
  EXPECT_EQ(Read(R"([{"a":1},])"), "error: row 2 of the body: not a JSON object");
  EXPECT_EQ(Read(R"([{"a":1} {"a":2}])"), "error: row 1 of the body: no comma or ']' behind it");
  EXPECT_EQ(Read(R"([{"a":1},5])"), "error: row 2 of the body: not a JSON object");
  EXPECT_EQ(Read(R"([{"a":nul},{"b":n"c":1}])"), "error: row 1 of the body: not valid JSON");
  EXPECT_EQ(Read(R"([{"a":n"c":1}])"), "error: row 1 of the body: not valid JSON");
  EXPECT_EQ(Read(R"([{"a":1}] x)"), "error: there is text behind the JSON array of the body");
  EXPECT_EQ(Read(R"([{"a":1},{"a":1e}])"), "error: row 2 of the body: not valid JSON: a bad number");
}

TEST(JsonArray, MayBeOneObject) {
  EXPECT_EQ(Read(R"( {"a":1} )", LoneObject::kTaken), "a=1 /");
  EXPECT_EQ(Read(R"({"a":1})"), "error: the body is not a JSON array of objects");
  EXPECT_EQ(Read(R"({"a":1},)", LoneObject::kTaken),
            "error: row 1 of the body: it does not end where a JSON object ends");
}

}  // namespace
}  // namespace harrier::ingest
