#include "runtime/kernel_of.h"
#include "runtime/utf8.h"

// Punycode (RFC 3492; Kusto docs: punycode_*()).
namespace harrier::runtime {
namespace {

constexpr uint32_t kBase = 36, kLowest = 1, kHighest = 26, kSkew = 38, kDamp = 700, kFirstBias = 72;
constexpr uint32_t kFirstCode = 0x80, kLastCode = 0x10FFFF;
constexpr std::string_view kDomainPrefix = "xn--";

uint32_t Adapt(uint32_t delta, uint32_t points, bool first) {
  delta /= first ? kDamp : 2;
  delta += delta / points;
  uint32_t k = 0;
  for (; delta > (kBase - kLowest) * kHighest / 2; k += kBase) delta /= kBase - kLowest;
  return k + (kBase - kLowest + 1) * delta / (delta + kSkew);
}

uint32_t Threshold(uint32_t k, uint32_t bias) {
  return k <= bias ? kLowest : std::min(k - bias, kHighest);
}

char DigitOf(uint32_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

std::optional<uint32_t> ValueOf(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0' + 26;
  const char letter = static_cast<char>(digit | 0x20);
  if (letter >= 'a' && letter <= 'z') return letter - 'a';
  return std::nullopt;
}

/// Appends the Punycode of a text; false for a text that is too long or no UTF-8.
bool Encode(std::string& out, std::string_view text) {
  if (!IsUtf8(text)) return false;
  std::vector<uint32_t> points;
  for (size_t at = 0; at < text.size();) points.push_back(DecodeNext(text, at));
  uint32_t done = 0;
  for (const uint32_t p : points) {
    if (p < kFirstCode) out += static_cast<char>(p), ++done;
  }
  const uint32_t ascii = done;
  if (ascii > 0) out += '-';
  uint32_t code = kFirstCode, bias = kFirstBias;
  uint64_t delta = 0;
  while (done < points.size()) {
    uint32_t next = kLastCode;
    for (const uint32_t p : points) {
      if (p >= code) next = std::min(next, p);
    }
    delta += uint64_t{next - code} * (done + 1);
    code = next;
    for (const uint32_t p : points) {
      if (p < code) ++delta;
      if (delta > UINT32_MAX) return false;
      if (p != code) continue;
      auto rest = static_cast<uint32_t>(delta);
      for (uint32_t k = kBase;; k += kBase) {
        const uint32_t threshold = Threshold(k, bias);
        if (rest < threshold) break;
        out += DigitOf(threshold + (rest - threshold) % (kBase - threshold));
        rest = (rest - threshold) / (kBase - threshold);
      }
      out += DigitOf(rest);
      bias = Adapt(static_cast<uint32_t>(delta), done + 1, done == ascii);
      delta = 0;
      ++done;
    }
    ++delta;
    ++code;
  }
  return true;
}

/// Appends the text that a Punycode text stands for; false for what is none.
bool Decode(std::string& out, std::string_view text) {
  std::vector<uint32_t> points;
  const size_t dash = text.rfind('-');
  if (dash != std::string_view::npos) {
    for (const char c : text.substr(0, dash)) {
      if (!IsAscii(c)) return false;
      points.push_back(static_cast<unsigned char>(c));
    }
    text.remove_prefix(dash + 1);
  }
  uint64_t index = 0, code = kFirstCode;
  uint32_t bias = kFirstBias;
  for (size_t at = 0; at < text.size();) {
    const uint64_t before = index;
    uint64_t weight = 1;
    for (uint32_t k = kBase;; k += kBase) {
      if (at == text.size()) return false;
      const std::optional<uint32_t> digit = ValueOf(text[at++]);
      if (!digit) return false;
      index += *digit * weight;
      if (index > UINT32_MAX) return false;
      const uint32_t threshold = Threshold(k, bias);
      if (*digit < threshold) break;
      weight *= kBase - threshold;
      if (weight > UINT32_MAX) return false;
    }
    const auto count = static_cast<uint32_t>(points.size()) + 1;
    bias = Adapt(static_cast<uint32_t>(index - before), count, before == 0);
    code += index / count;
    index %= count;
    if (code > kLastCode || (code >= 0xD800 && code <= 0xDFFF)) return false;
    points.insert(points.begin() + static_cast<ptrdiff_t>(index), static_cast<uint32_t>(code));
    ++index;
  }
  for (const uint32_t p : points) AppendUtf8(out, p);
  return true;
}

/// Calls `label` with each part of a domain's name and its output; the four dots of IDNA come out as one.
template <typename Label>
bool EachLabel(std::string& out, std::string_view domain, Label label) {
  size_t start = 0;
  for (size_t at = 0; at < domain.size();) {
    const size_t here = at;
    const uint32_t point = DecodeNext(domain, at);
    if (point != '.' && point != 0x3002 && point != 0xFF0E && point != 0xFF61) continue;
    if (!label(out, domain.substr(start, here - start))) return false;
    out += '.';
    start = at;
  }
  return label(out, domain.substr(start));
}

bool EncodeLabel(std::string& out, std::string_view label) {
  if (IsAscii(label)) return out += label, true;
  out += kDomainPrefix;
  return Encode(out, label);
}

bool DecodeLabel(std::string& out, std::string_view label) {
  const bool encoded =
      label.size() > kDomainPrefix.size() &&
      std::equal(kDomainPrefix.begin(), kDomainPrefix.end(), label.begin(),
                 [](char wanted, char c) { return wanted == (c >= 'A' && c <= 'Z' ? c | 0x20 : c); });
  if (!encoded) return out += label, true;
  return Decode(out, label.substr(kDomainPrefix.size()));
}

// What cannot be translated is an empty text.
bool FromString(std::string& out, std::string_view text) {
  if (!Encode(out, text)) out.clear();
  return true;
}

bool ToString(std::string& out, std::string_view text) {
  if (!Decode(out, text)) out.clear();
  return true;
}

bool DomainToString(std::string& out, std::string_view domain) {
  if (!EachLabel(out, domain, EncodeLabel)) out.clear();
  return true;
}

bool DomainFromString(std::string& out, std::string_view domain) {
  if (!EachLabel(out, domain, DecodeLabel)) out.clear();
  return true;
}

}  // namespace

void AddPunycode(KernelRegistry& registry) {
  registry.Add(KernelOf<FromString>("punycode_from_string"));
  registry.Add(KernelOf<ToString>("punycode_to_string"));
  registry.Add(KernelOf<DomainFromString>("punycode_domain_from_string"));
  registry.Add(KernelOf<DomainToString>("punycode_domain_to_string"));
}

}  // namespace harrier::runtime
