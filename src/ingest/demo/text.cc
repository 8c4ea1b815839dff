#include "ingest/demo/text.h"

#include <fmt/format.h>

namespace harrier::ingest::demo {

std::string GuidText(Random& random) {
  const uint64_t a = random.Next(), b = random.Next();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", a >> 32, (a >> 16) & 0xffff, a & 0xfff,
                     0x8000 | (b >> 50), b & 0xffffffffffff);
}

std::string TextOf(Random& random, std::string_view alphabet, size_t length) {
  std::string text(length, ' ');
  for (char& c : text) c = alphabet[random.Below(alphabet.size())];
  return text;
}

std::string HexText(Random& random, size_t digits) {
  return TextOf(random, "0123456789abcdef", digits);
}

std::string DigestText(std::string_view text, size_t digits) {
  Random random(StableHash(text));
  return HexText(random, digits);
}

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    }
    for (size_t j = 0; j < 4; ++j) {
      out += i + j <= bytes.size() ? kDigits[(group >> (18 - 6 * j)) & 63] : '=';
    }
  }
  return out;
}

std::string EncodedCommand(std::string_view ascii) {
  std::string wide;
  for (const char c : ascii) {
    wide += c;
    wide += '\0';
  }
  return Base64(wide);
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string JsonEscape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 8);
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  }
  return out;
}

std::string EventDataXml(const std::vector<std::pair<std::string_view, std::string>>& fields) {
  std::string xml = "<EventData xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">";
  for (const auto& [name, value] : fields) {
    xml += "<Data Name=\"";
    xml += name;
    xml += "\">";
    for (const char c : value) {
      if (c == '<') {
        xml += "&lt;";
      } else if (c == '>') {
        xml += "&gt;";
      } else if (c == '&') {
        xml += "&amp;";
      } else {
        xml += c;
      }
    }
    xml += "</Data>";
  }
  return xml + "</EventData>";
}

std::string Fill(std::string_view pattern, Random& random,
                 const std::vector<std::pair<std::string_view, std::string_view>>& values) {
  std::string out;
  out.reserve(pattern.size() + 32);
  while (true) {
    const size_t open = pattern.find('{');
    const size_t close = pattern.find('}', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) return out.append(pattern);
    out.append(pattern.substr(0, open));
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    const bool counted =
        name.size() == 2 && (name[0] == 'N' || name[0] == 'H') && name[1] >= '1' && name[1] <= '9';
    if (counted) {
      const size_t digits = static_cast<size_t>(name[1] - '0');
      out += name[0] == 'N' ? TextOf(random, "123456789", digits) : HexText(random, digits);
    } else {
      bool found = false;
      for (const auto& [key, value] : values) {
        if (key != name) continue;
        out.append(value);
        found = true;
        break;
      }
      // Braces of the text itself (guids, scripts) stay.
      if (!found) out.append(pattern.substr(open, close - open + 1));
    }
    pattern.remove_prefix(close + 1);
  }
}

}  // namespace harrier::ingest::demo
