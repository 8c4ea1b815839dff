#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

std::string Text(std::string_view kernel, const char* s) {
  return Apply(kernel, {Value::String(s)}).text();
}

TEST(TextEncoding, Base64) {
  EXPECT_EQ(Text("base64_encode_tostring", "hi"), "aGk=");
  EXPECT_EQ(Text("base64_encode_tostring", "hello"), "aGVsbG8=");
  EXPECT_EQ(Text("base64_encode_tostring", "abc"), "YWJj");
  EXPECT_EQ(Text("base64_decode_tostring", "aGVsbG8="), "hello");
  EXPECT_EQ(Text("base64_decode_tostring", "!!"), "");
  EXPECT_EQ(Text("base64_decode_tostring", "U3RyaW5n0KHR0tGA0L7Rh9C60LA="), "");
}

TEST(TextEncoding, Url) {
  EXPECT_EQ(Text("url_encode", "a b/c"), "a+b%2fc");
  EXPECT_EQ(Text("url_encode_component", "a b/c"), "a%20b%2Fc");
  EXPECT_EQ(Text("url_decode", "a%20b%2Fc"), "a b/c");
}

TEST(TextEncoding, Hashes) {
  EXPECT_EQ(Text("hash_md5", "abc"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(Text("hash_sha1", "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

}  // namespace
}  // namespace harrier::runtime
