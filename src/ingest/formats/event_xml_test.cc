#include "ingest/formats/event_xml.h"

#include <gtest/gtest.h>

namespace harrier::ingest {
namespace {

std::string Joined(const std::vector<Field>& fields) {
  std::string text;
  for (const Field& field : fields) text += fmt::format("{}={}\n", field.name, field.text);
  return text;
}

TEST(ReadEventXml, ReadsSystemAndData) {
  std::vector<Field> fields;
  Scratch scratch;
  ASSERT_TRUE(ReadEventXml(
      "<?xml version=\"1.0\"?><Event xmlns='x'><System><Provider Name=\"A &amp; B\" Guid=\"{1}\"/>"
      "<EventID Qualifiers=\"0\">7</EventID><TimeCreated SystemTime=\"2026-01-01T00:00:00Z\"/>"
      "<Execution ProcessID=\"1\" ThreadID='2'/><Computer>ws1</Computer><Security/></System>"
      "<EventData><Data Name=\"a\">x &lt;y&gt; &#65;</Data><Data "
      "Name=\"b\"/><Data>plain</Data><Data>two</Data>"
      "</EventData></Event>",
      fields, scratch));
  EXPECT_EQ(Joined(fields),
            "Provider=A & B\nProviderGuid={1}\nQualifiers=0\nEventID=7\nTimeCreated=2026-01-01T00:00:00Z\n"
            "ExecutionProcessID=1\nThreadID=2\nComputer=ws1\n"
            "EventData={\"a\":\"x <y> A\",\"b\":\"\",\"Data\":\"plain\",\"Data2\":\"two\"}\n");
}

TEST(ReadEventXml, ReadsUserData) {
  std::vector<Field> fields;
  Scratch scratch;
  ASSERT_TRUE(
      ReadEventXml("<Event><System><EventID>1102</EventID></System><UserData><LogFileCleared xmlns=\"y\">"
                   "<SubjectUserName>ann</SubjectUserName></LogFileCleared></UserData></Event>",
                   fields, scratch));
  EXPECT_EQ(Joined(fields), "EventID=1102\nEventData={\"SubjectUserName\":\"ann\"}\n");
}

TEST(ReadEventXml, RefusesOtherTexts) {
  std::vector<Field> fields;
  Scratch scratch;
  for (const char* text :
       {"", "<", "<Event", "<Event>", "<a><System/></a>", "text", "<Event><EventData/></Event>"}) {
    EXPECT_FALSE(ReadEventXml(text, fields, scratch)) << text;
  }
}

TEST(AppendXmlText, Escapes) {
  std::string out;
  AppendXmlText(out, "a<b>&\"c'");
  EXPECT_EQ(out, "a&lt;b&gt;&amp;&quot;c'");
}

}  // namespace
}  // namespace harrier::ingest
