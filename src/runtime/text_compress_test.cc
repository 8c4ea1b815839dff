#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

std::string Text(std::string_view kernel, std::string s) {
  return Apply(kernel, {Value::String(std::move(s))}).text();
}

// Kusto docs, zlib_compress_to_base64_string(), gzip_decompress_from_base64_string().
TEST(TextCompress, DocumentedForms) {
  EXPECT_EQ(Text("zlib_compress_to_base64_string", "1234567890qwertyuiop"),
            "eAEBFADr/zEyMzQ1Njc4OTBxd2VydHl1aW9wOAkGdw==");
  EXPECT_EQ(Text("gzip_compress_to_base64_string", "1234567890qwertyuiop"),
            "H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA==");
  EXPECT_EQ(Text("zlib_decompress_from_base64_string", "eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4="),
            "Test string 123");
}

TEST(TextCompress, ThereAndBack) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "all work and no play ";
  for (const std::string kind : {"zlib", "gzip"}) {
    const std::string packed = Text(kind + "_compress_to_base64_string", text);
    EXPECT_LT(packed.size(), text.size() / 10);
    EXPECT_EQ(Text(kind + "_decompress_from_base64_string", packed), text);
    EXPECT_EQ(Text(kind + "_decompress_from_base64_string", Text(kind + "_compress_to_base64_string", "")),
              "");
  }
}

TEST(TextCompress, WhatIsBrokenGivesNothing) {
  for (const std::string kernel :
       {"zlib_decompress_from_base64_string", "gzip_decompress_from_base64_string"}) {
    EXPECT_EQ(Text(kernel, "x0x0x0"), "");
    EXPECT_EQ(Text(kernel, "no base64!"), "");
    EXPECT_EQ(Text(kernel, ""), "");
  }
  EXPECT_EQ(Text("zlib_decompress_from_base64_string", "eAEBFADr/zEyMzQ1"), "");
}

// A megabyte of zeros squared would fill the memory: beyond 16 MB nothing comes back.
TEST(TextCompress, LongTextsAreRefused) {
  const std::string packed = Text("zlib_compress_to_base64_string", std::string(16u << 20, 'a'));
  EXPECT_FALSE(packed.empty());
  EXPECT_EQ(Text("zlib_compress_to_base64_string", std::string((16u << 20) + 1, 'a')), "");
}

}  // namespace
}  // namespace harrier::runtime
