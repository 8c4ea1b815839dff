#include <gtest/gtest.h>

#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

Value Parsed(std::string_view xml) {
  return Apply("parse_xml", {Text(xml)});
}

TEST(ParseXml, FollowsTheTableOfConversions) {
  EXPECT_EQ(Parsed("<e/>"), Dyn(R"({"e":null})"));
  EXPECT_EQ(Parsed("<e>text</e>"), Dyn(R"({"e":"text"})"));
  EXPECT_EQ(Parsed(R"(<e name="value" />)"), Dyn(R"({"e":{"@name":"value"}})"));
  EXPECT_EQ(Parsed(R"(<e name="value">text</e>)"), Dyn(R"({"e":{"@name":"value","#text":"text"}})"));
  EXPECT_EQ(Parsed("<e> <a>text</a> <b>text</b> </e>"), Dyn(R"({"e":{"a":"text","b":"text"}})"));
  EXPECT_EQ(Parsed("<e> <a>text</a> <a>text</a> </e>"), Dyn(R"({"e":{"a":["text","text"]}})"));
  EXPECT_EQ(Parsed("<e> text <a>text</a> </e>"), Dyn(R"({"e":{"#text":"text","a":"text"}})"));
}

TEST(ParseXml, ReadsWindowsEvents) {
  EXPECT_EQ(Parsed("<?xml version=\"1.0\"?><EventData xmlns='u'><Data Name=\"Image\">C:\\a&amp;b.exe</Data>"
                   "<Data Name=\"Pid\">42</Data><!-- c --></EventData>"),
            Dyn(R"({"EventData":{"@xmlns":"u","Data":[{"@Name":"Image","#text":"C:\\a&b.exe"},)"
                R"({"@Name":"Pid","#text":42}]}})"));
}

TEST(ParseXml, NumbersKeepTheirText) {
  EXPECT_EQ(Parsed("<a>118.0</a>"), Dyn(R"({"a":118.0})"));
  EXPECT_EQ(Parsed("<a>007</a>"), Dyn(R"({"a":"007"})"));
  EXPECT_EQ(Parsed("<a>0x1F</a>"), Dyn(R"({"a":"0x1F"})"));
}

TEST(ParseXml, EntitiesAndSections) {
  EXPECT_EQ(Parsed("<a>&lt;&#65;&#x42;&gt;</a>"), Dyn(R"({"a":"<AB>"})"));
  EXPECT_EQ(Parsed("<a><![CDATA[<b>]]></a>"), Dyn(R"({"a":"<b>"})"));
}

TEST(ParseXml, WhatIsNoXmlGivesNull) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<a>";
  for (const std::string& xml :
       {std::string(), std::string("text"), std::string("<a>"), std::string("<a></b>"),
        std::string("<a b></a>"), std::string("<a>&nope;</a>"), std::string("<a/><b/>"),
        std::string("<a b='1"), std::string("<"), std::string("<a><!-- </a>"), deep}) {
    EXPECT_TRUE(Parsed(xml).is_null()) << xml.substr(0, 40);
  }
}

}  // namespace
}  // namespace harrier::runtime
