#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

std::string Text(std::string_view kernel, std::string s) {
  return Apply(kernel, {Value::String(std::move(s))}).text();
}

TEST(Punycode, Texts) {
  EXPECT_EQ(Text("punycode_from_string", "académie-française"), "acadmie-franaise-npb1a");
  EXPECT_EQ(Text("punycode_from_string", "艺术"), "cqv902d");
  EXPECT_EQ(Text("punycode_from_string", "abc"), "abc-");
  EXPECT_EQ(Text("punycode_to_string", "acadmie-franaise-npb1a"), "académie-française");
  EXPECT_EQ(Text("punycode_to_string", "abc-"), "abc");
}

// RFC 3492, section 7.1: (B) and (L).
TEST(Punycode, SamplesOfTheStandard) {
  EXPECT_EQ(Text("punycode_from_string", "他们为什么不说中文"), "ihqwcrb4cv8a8dqg056pqjye");
  EXPECT_EQ(Text("punycode_from_string", "3年B組金八先生"), "3B-ww4c5e180e575a65lsy2b");
  EXPECT_EQ(Text("punycode_to_string", "3B-ww4c5e180e575a65lsy2b"), "3年B組金八先生");
}

// Kusto docs, punycode_domain_to_string(), punycode_domain_from_string().
TEST(Punycode, Domains) {
  EXPECT_EQ(Text("punycode_domain_to_string", "Riðill｡Skáldskaparmál｡org"),
            "xn--Riill-jta.xn--Skldskaparml-dbbj.org");
  EXPECT_EQ(Text("punycode_domain_to_string", "Kaledvoulc'h.Artorījos.edu"),
            "Kaledvoulc'h.xn--Artorjos-ejb.edu");
  EXPECT_EQ(Text("punycode_domain_from_string", "xn--Ry-lja8c.xn--Jng-uta63a.xn--Bng-9ka.com"),
            "Rúyì.Jīngū.Bàng.com");
  EXPECT_EQ(Text("punycode_domain_from_string", "XN--Ge-mia.Bulg.edu"), "Gáe.Bulg.edu");
  EXPECT_EQ(Text("punycode_domain_from_string", ""), "");
}

TEST(Punycode, WhatIsNoneGivesNothing) {
  EXPECT_EQ(Text("punycode_to_string", "é-abc"), "");
  EXPECT_EQ(Text("punycode_to_string", "abc-!"), "");
  EXPECT_EQ(Text("punycode_to_string", "99999999"), "");
  EXPECT_EQ(Text("punycode_domain_from_string", "xn--a!.com"), "");
  EXPECT_EQ(Text("punycode_from_string", "\xFF"), "");
}

}  // namespace
}  // namespace harrier::runtime
