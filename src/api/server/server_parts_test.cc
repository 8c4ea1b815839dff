#include <gtest/gtest.h>

#include "api/server/guard.h"
#include "api/server/gzip.h"
#include "api/server/http.h"
#include "api/server/router.h"

namespace harrier::api {
namespace {

TEST(Guard, TakesLoopbackNamesOnly) {
  const Listener plain;
  for (const char* host : {"localhost", "LocalHost:8080", "127.0.0.1:1", "127.9.0.1", "[::1]:8080"}) {
    EXPECT_FALSE(RefuseForeign(plain, host, "")) << host;
  }
  for (const char* host :
       {"", "example.com", "127.0.0.1.example.com", "localhost.example.com", "10.0.0.1", "[::2]"}) {
    EXPECT_TRUE(RefuseForeign(plain, host, "")) << host;
  }
}

TEST(Guard, TakesItsConfiguredNames) {
  const Listener secure{true, "https://hunt.example:1", {"Hunt.example", "10.0.0.1"}};
  for (const char* host : {"localhost", "hunt.example", "HUNT.example:8443", "10.0.0.1:8443"}) {
    EXPECT_FALSE(RefuseForeign(secure, host, "")) << host;
  }
  EXPECT_TRUE(RefuseForeign(secure, "other.example", ""));
  EXPECT_FALSE(RefuseForeign(secure, "hunt.example:1", "https://hunt.example:1"));
  EXPECT_TRUE(RefuseForeign(secure, "hunt.example:1", "http://hunt.example:1"));
}

TEST(Guard, TakesItsOwnPagesOnly) {
  const Listener plain;
  EXPECT_FALSE(RefuseForeign(plain, "localhost:8080", "http://localhost:8080"));
  EXPECT_TRUE(RefuseForeign(plain, "localhost:8080", "http://localhost:9090"));
  EXPECT_TRUE(RefuseForeign(plain, "localhost:8080", "https://example.com"));
  EXPECT_TRUE(RefuseForeign(plain, "localhost:8080", "null"));
}

TEST(Http, AddressesAreText) {
  const auto is_text = [](std::string_view path, std::string_view parameters) {
    Request request;
    request.path = PercentDecode(path, false);
    request.query = ParseQueryString(parameters);
    return IsText(request);
  };
  EXPECT_TRUE(is_text("/bookmarks/%C3%A9%01", "a=%E6%97%A5&%C3%A9=%00"));
  for (const char* path : {"/%FF", "/a%00b", "/%C3", "/%ED%A0%80"}) EXPECT_FALSE(is_text(path, "")) << path;
  for (const char* query : {"a=%FF", "%FF=a", "a=1&b=%C3"}) EXPECT_FALSE(is_text("/", query)) << query;
}

TEST(Gzip, ComesBackAsItWas) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i * 7919);
  GzipPacker packer;
  std::string packed;
  packer.Add(std::string_view(text).substr(0, 1000), false, packed);
  packer.Add(std::string_view(text).substr(1000), true, packed);
  EXPECT_LT(packed.size(), text.size());
  EXPECT_EQ(Gunzip(packed, text.size()).value(), text);
  EXPECT_EQ(Gunzip(packed, text.size() - 1).error().code, ErrorCode::kLimit);
  EXPECT_EQ(Gunzip(packed.substr(0, packed.size() / 2), 1U << 30).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Gunzip("plain", 100).error().code, ErrorCode::kInvalid);
}

TEST(Router, MatchesPatternsAndMethods) {
  Router router;
  const Handler handler = [](const Request&) { return Response{}; };
  router.Add({{"POST", "/v1/rest/query", handler},
              {"POST", "/v1/rest/ingest/{db}/{table}", handler},
              {"GET", "/", handler}});
  EXPECT_NE(router.Find("POST", "/v1/rest/query").route, nullptr);
  EXPECT_NE(router.Find("HEAD", "/").route, nullptr);
  EXPECT_EQ(router.Find("POST", "//v1/rest/ingest/d/t").captures, (std::vector<std::string>{"d", "t"}));
  EXPECT_EQ(router.Find("GET", "/v1/rest/query").allowed, "POST");
  const auto none = router.Find("GET", "/v1/rest/nothing");
  EXPECT_TRUE(none.route == nullptr && none.allowed.empty());
}

TEST(Router, ComparesWithoutCaseWhereAsked) {
  Router router;
  router.Add({{.method = "GET", .pattern = "/Sub/{id}/x", .handler = {}, .open = true, .any_case = true},
              {.method = "GET", .pattern = "/exact", .handler = {}, .open = true}});
  EXPECT_EQ(router.Find("GET", "//sUB/Ab/X").captures, std::vector<std::string>{"Ab"});
  EXPECT_EQ(router.Find("GET", "/Exact").route, nullptr);
}

TEST(Http, DecodesQueriesAndFindsHeaders) {
  const Fields fields = ParseQueryString("a=1%202&b=x+y&c&%24top=5&d=%zz");
  EXPECT_EQ(fields, (Fields{{"a", "1 2"}, {"b", "x y"}, {"c", ""}, {"$top", "5"}, {"d", "%zz"}}));
  EXPECT_EQ(ParseQueryString("a=" + PercentEncode("1 &+%ä/"))[0].second, "1 &+%ä/");
  EXPECT_EQ(FindHeader({{"Content-Type", "x"}}, "content-TYPE"), "x");
  EXPECT_EQ(NewGuid().size(), 36U);
  EXPECT_NE(NewGuid(), NewGuid());
}

}  // namespace
}  // namespace harrier::api
