#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value Parsed(const char* user_agent, const char* look_for) {
  return Apply("parse_user_agent", {Value::String(user_agent), Value::Dynamic(look_for)});
}

// Kusto docs, parse_user_agent().
TEST(UserAgent, Documented) {
  EXPECT_EQ(Parsed("Mozilla/5.0 (Windows; U; en-US) AppleWebKit/531.9 (KHTML, like Gecko) AdobeAIR/2.5.1",
                   R"("browser")")
                .text(),
            R"({"Browser":{"Family":"AdobeAIR","MajorVersion":"2","MinorVersion":"5","Patch":"1"}})");
  EXPECT_EQ(
      Parsed("Mozilla/5.0 (SymbianOS/9.2; U; Series60/3.1 NokiaN81-3/10.0.032 Profile/MIDP-2.0 "
             "Configuration/CLDC-1.1 ) AppleWebKit/413 (KHTML, like Gecko) Safari/4",
             R"(["browser","os","device"])")
          .text(),
      R"({"Browser":{"Family":"Nokia OSS Browser","MajorVersion":"3","MinorVersion":"1","Patch":""},)"
      R"("OperatingSystem":{"Family":"Symbian OS","MajorVersion":"9","MinorVersion":"2","Patch":"","PatchMinor":""},)"
      R"("Device":{"Family":"Nokia N81","Brand":"Nokia","Model":"N81-3"}})");
}

TEST(UserAgent, OfToday) {
  EXPECT_EQ(
      Parsed("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
             "Chrome/115.0.0.0 Safari/537.36 Edg/115.0.1901.203",
             R"(["browser","os"])")
          .text(),
      R"({"Browser":{"Family":"Edge","MajorVersion":"115","MinorVersion":"0","Patch":"1901"},)"
      R"("OperatingSystem":{"Family":"Windows","MajorVersion":"10","MinorVersion":"","Patch":"","PatchMinor":""}})");
  EXPECT_EQ(Parsed("curl/7.88.1", R"(["browser"])").text(),
            R"({"Browser":{"Family":"curl","MajorVersion":"7","MinorVersion":"88","Patch":"1"}})");
}

TEST(UserAgent, UnknownOnesAndBadOptions) {
  EXPECT_EQ(
      Parsed("nothing known", R"(["browser","os","device"])").text(),
      R"({"Browser":{"Family":"Other","MajorVersion":"","MinorVersion":"","Patch":""},)"
      R"("OperatingSystem":{"Family":"Other","MajorVersion":"","MinorVersion":"","Patch":"","PatchMinor":""},)"
      R"("Device":{"Family":"Other","Brand":"","Model":""}})");
  EXPECT_TRUE(Parsed("curl/7.88.1", R"(["printer"])").is_null());
}

}  // namespace
}  // namespace harrier::runtime
