#include "ingest/formats/format.h"

#include <gtest/gtest.h>

#include "ingest/ingest_testing.h"

namespace harrier::ingest {
namespace {

/// What a reader hands on: "name=value" for each field, or "reject LINE: reason".
class Collected final : public RecordSink {
 public:
  Status Accept(const Record& record) override {
    std::string text = std::to_string(record.line) + ":";
    for (const Field& field : record.fields) {
      constexpr const char* kKinds = "nb#sj~";
      text += fmt::format(" {}={}{}", field.name, kKinds[static_cast<int>(field.kind)], field.text);
    }
    events.push_back(text);
    return Ok();
  }
  Status Reject(uint64_t line, std::string_view reason, std::string_view) override {
    events.push_back(fmt::format("reject {}: {}", line, reason));
    return Ok();
  }
  std::vector<std::string> events;
};

Texts Read(Format format, std::string_view bytes) {
  MemorySource memory(bytes);
  PeekSource peek(memory);
  Collected collected;
  const Status done = ReadFormat(format, peek, "", collected);
  if (!done) collected.events.push_back("error: " + done.error().message);
  return collected.events;
}

TEST(Ndjson, ReadsTypedFields) {
  EXPECT_EQ(
      Read(Format::kNdjson,
           "{\"a\":1,\"b\":\"x\\u0041\\n\",\"c\":true,\"d\":null,\"e\":{\"f\": [1, 2]}}\r\n\n{\"a\":-2.5e3}"),
      (Texts{"1: a=#1 b=sxA\n c=btrue d=n e=j{\"f\": [1, 2]}", "3: a=#-2.5e3"}));
}

TEST(Ndjson, KeepsBrokenLinesAside) {
  EXPECT_EQ(
      Read(
          Format::kNdjson,
          "{\"a\":1\n{\"a\":01}\n[1]\n{\"a\":1} x\n{\"a\":{1}}\n{}\n\"text\"\n{\"a\":\"\x01\"}\n{\"a\":1}\n"),
      (Texts{"reject 1: it does not end where a JSON object ends", "reject 2: not valid JSON: a bad number",
             "reject 3: not a JSON object", "reject 4: it does not end where a JSON object ends",
             "reject 5: not valid JSON", "reject 6: an object without fields", "reject 7: not a JSON object",
             "reject 8: not valid JSON", "9: a=#1"}));
}

TEST(Ndjson, RepairsTextThatIsNotUtf8) {
  EXPECT_EQ(Read(Format::kNdjson, "{\"a\":\"caf\xE9\"}\n{\"a\":\"\\ud800x\"}\n"),
            (Texts{"1: a=scaf\xEF\xBF\xBD", "2: a=s\xEF\xBF\xBDx"}));
}

TEST(Ndjson, OpensWrappedLists) {
  EXPECT_EQ(
      Read(Format::kNdjson, "{\"Records\":[{\"a\":1},{\"a\":2}]}\n{\"records\":[]}\n{\"value\":[1,2]}\n"),
      (Texts{"1: a=#1", "1: a=#2", "3: value=j[1,2]"}));
}

TEST(Ndjson, ReadsUtf16WithAMark) {
  const std::string text("\xFF\xFE{\0\"\0a\0\"\0:\0\"\0\x3D\xD8\x00\xDE\"\0}\0\n\0", 24);
  EXPECT_EQ(Read(Format::kNdjson, text), (Texts{"1: a=s\xF0\x9F\x98\x80"}));
  EXPECT_EQ(Read(Format::kNdjson, "\xEF\xBB\xBF{\"a\":1}"), (Texts{"1: a=#1"}));
}

TEST(JsonDocument, ReadsArraysAndObjectsOverLines) {
  EXPECT_EQ(
      Read(Format::kJson, "[\n {\"a\": 1},\n {\"a\": 01},\n 7,\n {\"a\":\n 2}\n]\n"),
      (Texts{"2: a=#1", "reject 3: not valid JSON: a bad number", "reject 4: not a JSON object", "5: a=#2"}));
  EXPECT_EQ(Read(Format::kJson, "{\n\"a\": \"}\"\n}\n{\"a\": 2}\n{\"a\": "),
            (Texts{"1: a=s}", "4: a=#2", "reject 5: the JSON ends too early"}));
}

TEST(Csv, FollowsRfc4180) {
  EXPECT_EQ(
      Read(Format::kCsv, "a,b ,a\r\n1,\"x, \"\"y\"\"\r\nz\",\n\n2,\"q\"\n1,2,3,4\n5,\"open\n"),
      (Texts{"2: a=~1 b=~x, \"y\"\nz a_2=n", "5: a=~2 b=~q",
             "reject 6: 4 values, but the head of the file names 3", "reject 7: a quoted value has no end"}));
  EXPECT_EQ(Read(Format::kCsv, "a;b\n1;2,5\n"), (Texts{"2: a=~1 b=~2,5"}));
  EXPECT_EQ(Read(Format::kTsv, "a\tb\n1\tx y\n"), (Texts{"2: a=~1 b=~x y"}));
}

TEST(ZeekTsv, ReadsHeadsAndTypes) {
  EXPECT_EQ(Read(Format::kZeekTsv,
                 "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
                 "#fields\tts\tid.orig_h\tlocal\tn\tt\n#types\ttime\taddr\tbool\tcount\tset[string]\n"
                 "1300475167.096535\t10.0.0.1\tT\t-\t(empty)\n1\t2\n#close\t2020\n"),
            (Texts{"8: _path=sconn ts=#1300475167.096535 id.orig_h=s10.0.0.1 local=btrue n=n t=s",
                   "reject 9: 2 values, but #fields names 5"}));
}

TEST(Lines, ReadsEachLine) {
  EXPECT_EQ(Read(Format::kLines, "one\n\ntwo \xFF\n"), (Texts{"1: line=sone", "3: line=stwo \xEF\xBF\xBD"}));
}

TEST(BrokenFiles, AreErrors) {
  EXPECT_EQ(Read(Format::kEvtx, "ElfFile and then nothing"),
            (Texts{"error: it is not a whole Windows event log"}));
  EXPECT_EQ(Read(Format::kParquet, "PAR1 and then nothing"),
            (Texts{"error: it is not a whole Parquet file"}));
}

TEST(DetectFormat, LooksAtBytesAndNames) {
  const auto detect = [](std::string_view name, std::string_view head) {
    const auto format = DetectFormat(name, head);
    return format ? std::string(FormatName(*format)) : "none";
  };
  EXPECT_EQ(detect("x", "{\"a\":1}\n{\"a\":2}\n"), "ndjson");
  EXPECT_EQ(detect("x", "{\"a\":1}"), "ndjson");
  EXPECT_EQ(detect("x.json", "{\n  \"a\": 1\n}\n"), "json");
  EXPECT_EQ(detect("x", "  [\n{\"a\":1}]"), "json");
  EXPECT_EQ(detect("x.log", "[2024-01-01] hello"), "lines");
  EXPECT_EQ(detect("x", "a,b,c\n1,2,3\n"), "csv");
  EXPECT_EQ(detect("x.csv", "a b c"), "csv");
  EXPECT_EQ(detect("x", "a\tb\tc\n1\t2\t3\n"), "tsv");
  EXPECT_EQ(detect("conn.log", "#separator \\x09\n"), "zeek");
  EXPECT_EQ(detect("x.evtx", std::string_view("ElfFile\0\0", 9)), "evtx");
  EXPECT_EQ(detect("x", "PAR1...."), "parquet");
  EXPECT_EQ(detect("messages", "<34>Oct 11 22:14:15 host su: text, more, and more"), "lines");
  EXPECT_EQ(detect("x.exe", std::string_view("MZ\x90\0\x03\0", 6)), "none");
  EXPECT_EQ(FormatFromName("JSONL"), Format::kNdjson);
  EXPECT_EQ(FormatFromName("docx"), std::nullopt);
}

}  // namespace
}  // namespace harrier::ingest
