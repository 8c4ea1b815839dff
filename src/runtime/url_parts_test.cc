#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

std::string Parts(std::string_view kernel, const char* s) {
  return Apply(kernel, {Value::String(s)}).text();
}

TEST(UrlParts, Url) {
  EXPECT_EQ(Parts("parse_url", "https://ann:pw@h.com:80/a/b?k=v&w#f"),
            R"({"Scheme":"https","Host":"h.com","Port":"80","Path":"/a/b","Username":"ann","Password":"pw",)"
            R"("Query Parameters":{"k":"v","w":""},"Fragment":"f"})");
  EXPECT_NE(Parts("parse_url", "http://[::1]:8080/").find(R"("Host":"[::1]","Port":"8080")"),
            std::string::npos);
  EXPECT_NE(Parts("parse_url", "http://[::1]/").find(R"("Host":"[::1]","Port":"")"), std::string::npos);
}

TEST(UrlParts, Path) {
  EXPECT_EQ(Parts("parse_path", R"(C:\temp\file.txt:s.exe)"),
            R"({"Scheme":"","RootPath":"C:","DirectoryPath":"C:\\temp","DirectoryName":"temp",)"
            R"("Filename":"file.txt","Extension":"txt","AlternateDataStreamName":"s.exe"})");
  EXPECT_NE(Parts("parse_path", "/usr/lib/x")
                .find(R"("DirectoryPath":"/usr/lib","DirectoryName":"lib","Filename":"x")"),
            std::string::npos);
}

}  // namespace
}  // namespace harrier::runtime
