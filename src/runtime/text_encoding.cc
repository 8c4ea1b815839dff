#include <openssl/evp.h>

#include "runtime/kernel_of.h"
#include "runtime/utf8.h"

// Base64, URL escapes and hashes (Kusto docs: base64_*(), url_*(), hash_md5(), hash_sha1(), hash_sha256()).
namespace harrier::runtime {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool Base64Encode(std::string& out, std::string_view s) {
  for (size_t i = 0; i < s.size(); i += 3) {
    uint32_t word = 0;
    for (size_t j = 0; j < 3; ++j)
      word = word << 8 | (i + j < s.size() ? static_cast<unsigned char>(s[i + j]) : 0U);
    for (size_t j = 0; j < 4; ++j) out += i + j > s.size() ? '=' : kAlphabet[word >> (18 - 6 * j) & 63];
  }
  return true;
}

// What is no base64 gives nothing.
bool DecodeBytes(std::string& out, std::string_view s) {
  while (!s.empty() && s.back() == '=') s.remove_suffix(1);
  uint32_t word = 0;
  int bits = 0;
  for (const char c : s) {
    if (c == '\r' || c == '\n') continue;
    const size_t digit = kAlphabet.find(c == '-' ? '+' : c == '_' ? '/' : c);
    if (digit == std::string_view::npos) return out.clear(), true;
    word = word << 6 | static_cast<uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(word >> bits & 0xFF);
    }
  }
  return true;
}

// Bytes that are no UTF-8 are no text.
bool Base64Decode(std::string& out, std::string_view s) {
  DecodeBytes(out, s);
  if (!IsUtf8(out)) out.clear();
  return true;
}

bool Base64DecodeArray(JsonOut& out, std::string_view s) {
  std::string bytes;
  DecodeBytes(bytes, s);
  if (bytes.empty() && !s.empty()) return false;
  out.text = "[";
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) out.text += ',';
    fmt::format_to(std::back_inserter(out.text), "{}",
                   static_cast<unsigned>(static_cast<unsigned char>(bytes[i])));
  }
  out.text += ']';
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
  registry.Add(KernelOf<UrlDecode>("url_decode"));
  registry.Add(KernelOf<UrlEncode>("url_encode"));
  registry.Add(KernelOf<UrlEncodeComponent>("url_encode_component"));
  registry.Add(KernelOf<Hash<EVP_md5>>("hash_md5"));
  registry.Add(KernelOf<Hash<EVP_sha1>>("hash_sha1"));
  registry.Add(KernelOf<Hash<EVP_sha256>>("hash_sha256"));
}

}  // namespace harrier::runtime
