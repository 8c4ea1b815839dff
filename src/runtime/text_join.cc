#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

/// Strings put together from strings.
namespace harrier::runtime {
namespace {

/// What one row of a result may grow to; longer ones are cut off (Kusto docs, string: at most 1 MB).
constexpr size_t kMaxText = size_t{16} << 20;

constexpr KernelType kText{Type::kString, false};

std::string_view TextOf(const ColumnView& column, size_t row) {
  return column.valid(row) ? column.text(row) : std::string_view();
}

void RunStrCat(const KernelCall& call) {
  std::string text;
  for (size_t i = 0; i < call.rows; ++i) {
    text.clear();
    for (const ColumnView& arg : call.args) text += TextOf(arg, i);
    call.out->SetText(i, text);
  }
}

void RunStrCatDelim(const KernelCall& call) {
  std::string text;
  for (size_t i = 0; i < call.rows; ++i) {
    text.clear();
    const std::string_view delimiter = TextOf(call.args[0], i);
    for (size_t n = 1; n < call.args.size(); ++n) {
      if (n > 1) text += delimiter;
      text += TextOf(call.args[n], i);
    }
    call.out->SetText(i, text);
  }
}

Kernel Variadic(std::string name, size_t fixed, void (*run)(const KernelCall&)) {
  Kernel kernel;
  kernel.name = std::move(name);
  kernel.params.assign(fixed + 1, kText);
  kernel.variadic = true;
  kernel.result = kText;
  kernel.strict_nulls = false;
  kernel.run = run;
  return kernel;
}

// Kusto docs, strcat_array(): elements as tostring() gives them.
bool StrCatArray(std::string& out, std::optional<Json> array, std::string_view delimiter) {
  std::vector<std::string_view> items;
  if (!array || !JsonArrayItems(array->text, items)) return true;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += delimiter;
    AppendJsonAsText(out, items[i]);
  }
  return true;
}

bool StrRep(std::string& out, std::string_view s, int64_t times, std::string_view delimiter) {
  for (int64_t i = 0; i < times && out.size() < kMaxText && s.size() + delimiter.size() > 0; ++i) {
    if (i > 0) out += delimiter;
    out += s;
  }
  return true;
}

}  // namespace

void AddTextJoin(KernelRegistry& registry) {
  registry.Add(Variadic("strcat", 0, RunStrCat));
  registry.Add(Variadic("strcat_delim", 1, RunStrCatDelim));
  registry.Add(KernelOf<StrCatArray>("strcat_array"));
  registry.Add(KernelOf<StrRep>("strrep"));
}

}  // namespace harrier::runtime
