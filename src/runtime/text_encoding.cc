#include <openssl/evp.h>

#include "runtime/base64.h"
#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/utf8.h"

// Base64, URL escapes and hashes (Kusto docs: base64_*(), url_*(), hash_md5(), hash_sha1(), hash_sha256()).
namespace harrier::runtime {
namespace {

bool Base64Encode(std::string& out, std::string_view s) {
  AppendBase64(out, s);
  return true;
}

// Bytes that are no UTF-8 are no text.
bool Base64Decode(std::string& out, std::string_view s) {
  std::optional<std::string> bytes = DecodeBase64(s);
  if (bytes && IsUtf8(*bytes)) out = std::move(*bytes);
  return true;
}

bool Base64DecodeArray(JsonOut& out, std::string_view s) {
  const std::optional<std::string> bytes = DecodeBase64(s);
  if (!bytes || (bytes->empty() && !s.empty())) return false;
  out.text = "[";
  for (const char byte : *bytes) {
    AppendJsonComma(out.text);
    fmt::format_to(std::back_inserter(out.text), "{}",
                   static_cast<unsigned>(static_cast<unsigned char>(byte)));
  }
  out.text += ']';
  return true;
}

// Numbers that are no bytes, like bytes that are no text, give nothing.
bool Base64EncodeArray(std::string& out, Json array) {
  std::vector<std::string_view> items;
  if (!JsonArrayItems(array.text, items)) return true;
  std::string bytes;
  for (const std::string_view item : items) {
    const std::optional<int64_t> byte = JsonLong(item);
    if (!byte || *byte < 0 || *byte > 255) return true;
    bytes += static_cast<char>(*byte);
  }
  if (IsUtf8(bytes)) AppendBase64(out, bytes);
  return true;
}

// A guid's bytes lie as on Windows: its first three fields with the lowest byte first.
uint64_t SwapGuidFields(uint64_t high) {
  const uint64_t first = __builtin_bswap32(static_cast<uint32_t>(high >> 32));
  const uint64_t second = __builtin_bswap16(static_cast<uint16_t>(high >> 16));
  const uint64_t third = __builtin_bswap16(static_cast<uint16_t>(high));
  return first << 32 | second << 16 | third;
}

std::optional<Guid> Base64DecodeGuid(std::string_view s) {
  const std::optional<std::string> bytes = DecodeBase64(s);
  if (!bytes || bytes->size() != 16) return std::nullopt;
  uint64_t halves[2] = {};
  for (size_t i = 0; i < 16; ++i)
    halves[i / 8] = halves[i / 8] << 8 | static_cast<unsigned char>((*bytes)[i]);
  return Guid{SwapGuidFields(halves[0]), halves[1]};
}

bool Base64EncodeGuid(std::string& out, Guid guid) {
  std::string bytes;
  for (const uint64_t half : {SwapGuidFields(guid.high), guid.low}) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(half >> shift & 0xFF);
  }
  AppendBase64(out, bytes);
  return true;
}

bool UrlDecode(std::string& out, std::string_view s) {
  auto hex = [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) ? c - '0' : (c | 0x20) - 'a' + 10;
  };
  for (size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%' && i + 2 < s.size() && std::isxdigit(static_cast<unsigned char>(s[i + 1])) &&
        std::isxdigit(static_cast<unsigned char>(s[i + 2]))) {
      out += static_cast<char>(hex(s[i + 1]) * 16 + hex(s[i + 2]));
      i += 2;
    } else {
      out += s[i] == '+' ? ' ' : s[i];
    }
  }
  return true;
}

// As a form's value: blanks become '+', escapes have small letters.
bool UrlEncode(std::string& out, std::string_view s) {
  for (const char c : s) {
    if (std::isalnum(static_cast<unsigned char>(c)) ||
        std::string_view("-_.!*()").find(c) != std::string_view::npos)
      out += c;
    else if (c == ' ')
      out += '+';
    else
      fmt::format_to(std::back_inserter(out), "%{:02x}",
                     static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return true;
}

bool UrlEncodeComponent(std::string& out, std::string_view s) {
  for (const char c : s) {
    if (std::isalnum(static_cast<unsigned char>(c)) ||
        std::string_view("-_.~").find(c) != std::string_view::npos)
      out += c;
    else
      fmt::format_to(std::back_inserter(out), "%{:02X}",
                     static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return true;
}

template <const EVP_MD* (*Digest)()>
bool Hash(std::string& out, std::string_view s) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (EVP_Digest(s.data(), s.size(), digest, &length, Digest(), nullptr) != 1) return false;
  for (unsigned i = 0; i < length; ++i)
    fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned>(digest[i]));
  return true;
}

}  // namespace

void AddTextEncoding(KernelRegistry& registry) {
  registry.Add(KernelOf<Base64Encode>("base64_encode_tostring"));
  registry.Add(KernelOf<Base64Decode>("base64_decode_tostring"));
  registry.Add(KernelOf<Base64DecodeArray>("base64_decode_toarray"));
  registry.Add(KernelOf<Base64EncodeArray>("base64_encode_fromarray"));
  registry.Add(KernelOf<Base64DecodeGuid>("base64_decode_toguid"));
  registry.Add(KernelOf<Base64EncodeGuid>("base64_encode_fromguid"));
  registry.Add(KernelOf<UrlDecode>("url_decode"));
  registry.Add(KernelOf<UrlEncode>("url_encode"));
  registry.Add(KernelOf<UrlEncodeComponent>("url_encode_component"));
  registry.Add(KernelOf<Hash<EVP_md5>>("hash_md5"));
  registry.Add(KernelOf<Hash<EVP_sha1>>("hash_sha1"));
  registry.Add(KernelOf<Hash<EVP_sha256>>("hash_sha256"));
}

}  // namespace harrier::runtime
