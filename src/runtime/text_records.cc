#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/utf8.h"

// Texts taken apart: parse_csv(), parse_command_line(); and tohex(), make_string() (Kusto docs).
namespace harrier::runtime {
namespace {

// Only the first record counts.
bool ParseCsv(JsonOut& out, std::string_view s) {
  out.text = "[";
  std::string cell;
  bool quoted = false;
  size_t i = 0;
  for (; i < s.size(); ++i) {
    const char c = s[i];
    if (quoted) {
      if (c != '"')
        cell += c;
      else if (i + 1 < s.size() && s[i + 1] == '"')
        cell += s[++i];
      else
        quoted = false;
    } else if (c == '"' && cell.empty()) {
      quoted = true;
    } else if (c == ',') {
      AppendJsonItem(out.text, cell);
      cell.clear();
    } else if (c == '\n' || c == '\r') {
      break;
    } else {
      cell += c;
    }
  }
  AppendJsonItem(out.text, cell);
  out.text += ']';
  return true;
}

// The arguments as Windows' CommandLineToArgvW splits them: backslashes count only before a quote.
bool ParseCommandLine(JsonOut& out, std::string_view s, std::string_view type) {
  if (type != "windows") return false;
  out.text = "[";
  std::string argument;
  bool quoted = false, open = false;
  for (size_t i = 0; i < s.size();) {
    const char c = s[i];
    if (c == '\\') {
      size_t n = 0;
      while (i < s.size() && s[i] == '\\') {
        ++n;
        ++i;
      }
      open = true;
      if (i < s.size() && s[i] == '"') {
        argument.append(n / 2, '\\');
        if (n % 2 == 1) {
          argument += '"';
          ++i;
        }
      } else {
        argument.append(n, '\\');
      }
      continue;
    }
    ++i;
    if (c == '"') {
      quoted = !quoted;
      open = true;
    } else if ((c == ' ' || c == '\t') && !quoted) {
      if (open) AppendJsonItem(out.text, argument);
      argument.clear();
      open = false;
    } else {
      argument += c;
      open = true;
    }
  }
  if (open) AppendJsonItem(out.text, argument);
  out.text += ']';
  return true;
}

bool ToHex(std::string& out, int64_t v, int64_t width) {
  fmt::format_to(std::back_inserter(out), "{:0{}x}", static_cast<uint64_t>(v),
                 std::clamp<int64_t>(width, 1, 16));
  return true;
}
bool ToHexInt(std::string& out, int32_t v, int64_t width) {
  fmt::format_to(std::back_inserter(out), "{:0{}x}", static_cast<uint32_t>(v),
                 std::clamp<int64_t>(width, 1, 16));
  return true;
}

// Code points, in arrays or one by one.
bool MakeString(std::string& out, Json json) {
  std::vector<std::string_view> items;
  if (!JsonArrayItems(json.text, items)) items = {json.text};
  for (const std::string_view item : items) {
    std::vector<std::string_view> inner;
    if (JsonArrayItems(item, inner)) {
      MakeString(out, Json{item});
      continue;
    }
    const auto code = JsonLong(item);
    if (!code || *code < 0 || *code > 0x10FFFF) return out.clear(), true;
    AppendUtf8(out, static_cast<uint32_t>(*code));
  }
  return true;
}

bool FormatBytes(std::string& out, double bytes, int64_t precision, std::string_view unit) {
  constexpr std::string_view kUnits[] = {"Bytes", "KB", "MB", "GB", "TB", "PB", "EB"};
  size_t at = 0;
  if (!unit.empty()) {
    while (at < std::size(kUnits) && kUnits[at] != unit) ++at;
    if (at == std::size(kUnits)) return false;
    for (size_t i = 0; i < at; ++i) bytes /= 1024;
  } else {
    while (std::fabs(bytes) >= 1024 && at + 1 < std::size(kUnits)) {
      bytes /= 1024;
      ++at;
    }
  }
  std::string number = fmt::format("{:.{}f}", bytes, std::clamp<int64_t>(precision, 0, 15));
  if (number.find('.') != std::string::npos) {
    number.erase(number.find_last_not_of('0') + 1);
    if (number.back() == '.') number.pop_back();
  }
  out += number;
  out += ' ';
  out += kUnits[at];
  return true;
}

}  // namespace

void AddTextRecords(KernelRegistry& registry) {
  registry.Add(KernelOf<ParseCsv>("parse_csv"));
  registry.Add(KernelOf<ParseCommandLine>("parse_command_line"));
  registry.Add(KernelOf<ToHex>("tohex_long"));
  registry.Add(KernelOf<ToHexInt>("tohex_int"));
  registry.Add(KernelOf<MakeString>("make_string"));
  registry.Add(KernelOf<FormatBytes>("format_bytes"));
}

}  // namespace harrier::runtime
