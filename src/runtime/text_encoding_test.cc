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
  EXPECT_EQ(Text("base64_decode_tostring", "aGVsbG8gd29ybGQ"), "hello world");
  EXPECT_EQ(Text("base64_decode_tostring", "aGVs\r\nbG8g\nd29y\nbGQ="), "hello world");
  EXPECT_EQ(Text("base64_decode_tostring", "aGVsbG8gd2!ybGQ="), "");
  EXPECT_EQ(Text("base64_decode_tostring", "Pj4-Pz4_"), ">>>?>?");
  EXPECT_EQ(Text("base64_decode_tostring", "Pj4+Pz4/"), ">>>?>?");
  EXPECT_EQ(Text("base64_decode_tostring", "U3RyaW5n0KHR0tGA0L7Rh9C60LA="), "");
}

// Kusto docs, base64_encode_fromguid(), base64_encode_fromarray(). The page base64_decode_toguid() shows its
// third field the other way round, and so would not read what the former writes.
TEST(TextEncoding, Base64OfGuidsAndArrays) {
  const Value guid = Apply("base64_decode_toguid", {Value::String("JpbpECu8dUy7Pv5gbeJXAA==")});
  EXPECT_EQ(guid, Value::OfGuid({0x10e99626bc2b4c75ULL, 0xbb3efe606de25700ULL}));
  EXPECT_EQ(Apply("base64_encode_fromguid", {guid}).text(), "JpbpECu8dUy7Pv5gbeJXAA==");
  EXPECT_TRUE(Apply("base64_decode_toguid", {Value::String("aGk=")}).is_null());
  EXPECT_EQ(Apply("base64_encode_fromarray", {Value::Dynamic("[75,117,115,116,111]")}).text(), "S3VzdG8=");
  EXPECT_EQ(Apply("base64_encode_fromarray", {Value::Dynamic("[75,256]")}).text(), "");
  EXPECT_EQ(Apply("base64_encode_fromarray", {Value::Dynamic("[83,208,210,210]")}).text(), "");
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
