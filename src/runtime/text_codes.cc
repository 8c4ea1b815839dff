#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/utf8.h"

/// Strings as lists of code points, and what a string is made of.
namespace harrier::runtime {
namespace {

bool CodePoints(JsonOut& out, std::string_view s) {
  out.text = "[";
  for (size_t at = 0; at < s.size();) {
    AppendJsonComma(out.text);
    out.text += std::to_string(DecodeNext(s, at));
  }
  out.text += ']';
  return true;
}

void AppendCodePoint(std::string& out, int64_t code) {
  const bool valid = code >= 0 && code < 0x110000 && (code < 0xD800 || code >= 0xE000);
  if (valid) AppendUtf8(out, static_cast<uint32_t>(code));
}

/// Numbers, and arrays of numbers, in a row.
void AppendCodePoints(std::string& out, std::string_view json) {
  std::vector<std::string_view> items;
  if (!JsonArrayItems(json, items)) items.assign(1, json);
  for (const std::string_view item : items) {
    if (const std::optional<int64_t> code = JsonLong(item)) AppendCodePoint(out, *code);
  }
}

void RunToString(const KernelCall& call) {
  std::string text;
  for (size_t i = 0; i < call.rows; ++i) {
    text.clear();
    for (const ColumnView& arg : call.args) {
      if (arg.valid(i)) AppendCodePoints(text, arg.text(i));
    }
    call.out->SetText(i, text);
  }
}

bool TextIsAscii(std::string_view s) {
  return IsAscii(s);
}

}  // namespace

void AddTextCodes(KernelRegistry& registry) {
  registry.Add(KernelOf<CodePoints>("unicode_codepoints_from_string"));
  registry.Add(KernelOf<TextIsAscii>("isascii"));
  registry.Add(KernelOf<IsUtf8>("isutf8"));
  Kernel kernel;
  kernel.name = "unicode_codepoints_to_string";
  kernel.params = {{Type::kDynamic, false}};
  kernel.variadic = true;
  kernel.result = {Type::kString, false};
  kernel.strict_nulls = false;
  kernel.run = RunToString;
  registry.Add(std::move(kernel));
}

}  // namespace harrier::runtime
