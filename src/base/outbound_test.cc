#include "base/outbound.h"

#include <gtest/gtest.h>

namespace harrier {
namespace {

TEST(Outbound, AsksOnlyHostsThatAreNamed) {
  const Outbound web({{"Feeds.example.org", "*.blob.example.net", "127.0.0.1:8081", "[::1]:8082"}});
  for (const char* url :
       {"https://feeds.example.org/a.csv", "http://FEEDS.EXAMPLE.ORG/a", "https://feeds.example.org:443/",
        "https://a.blob.example.net/x?sig=1", "https://a.b.blob.example.net/x", "http://127.0.0.1:8081/x",
        "http://[::1]:8082/x"}) {
    EXPECT_TRUE(web.Allows(url)) << url;
  }
  for (const char* url :
       {"https://feeds.example.org:8443/a.csv", "https://feeds.example.org.evil.com/",
        "https://evil.com/feeds.example.org", "https://blob.example.net/", "https://xblob.example.net/",
        "http://127.0.0.1/", "http://127.0.0.1:8082/", "https://feeds.example.org@evil.com/",
        "https://feeds.example.org:secret@feeds.example.org/", "https://evil.com#@feeds.example.org/",
        "https://evil.com\\@feeds.example.org/", "ftp://feeds.example.org/", "file:///etc/passwd",
        "gopher://feeds.example.org/", "feeds.example.org/a.csv", "", "https://", "http://[::1]/"}) {
    EXPECT_FALSE(web.Allows(url)) << url;
  }
  EXPECT_FALSE(Outbound({}).Allows("https://feeds.example.org/"));
}

TEST(Outbound, RefusesBeforeItAsks) {
  const Outbound web({{"feeds.example.org"}});
  const auto fetched = web.Fetch("https://evil.example.com/x?sig=secret", "/nowhere/x", {});
  ASSERT_FALSE(fetched.has_value());
  EXPECT_EQ(fetched.error().code, ErrorCode::kForbidden);
  EXPECT_NE(fetched.error().message.find("evil.example.com"), std::string::npos);
  EXPECT_EQ(fetched.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace harrier
