#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// Filling gaps of series (Kusto docs: series_fill_const(), series_fill_forward(), series_fill_backward(),
// series_fill_linear()). What is missing is null, or equals the placeholder if one is given.
namespace harrier::runtime {
namespace {

using Items = std::vector<std::string_view>;

bool Missing(std::string_view item, const std::optional<Json>& placeholder) {
  if (!placeholder) return item == "null" || item == "\"NaN\"";
  return JsonSame(item, placeholder->text);
}

void AppendItems(std::string& out, const Items& items) {
  out += '[';
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    out += items[i];
  }
  out += ']';
}

bool FillConst(JsonOut& out, Json json, std::optional<Json> constant, std::optional<Json> placeholder) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return false;
  const std::string_view value = constant ? constant->text : "0";
  for (std::string_view& item : items) {
    if (Missing(item, placeholder)) item = value;
  }
  return AppendItems(out.text, items), true;
}

template <bool forward>
bool Fill(JsonOut& out, Json json, std::optional<Json> placeholder) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return false;
  if (!forward) std::reverse(items.begin(), items.end());
  for (size_t i = 1; i < items.size(); ++i) {
    if (Missing(items[i], placeholder)) items[i] = items[i - 1];
  }
  if (!forward) std::reverse(items.begin(), items.end());
  return AppendItems(out.text, items), true;
}

bool FillLinear(JsonOut& out, Json json, std::optional<Json> placeholder, bool edges,
                std::optional<Json> constant) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return false;
  std::vector<size_t> known;
  bool whole = true;
  for (size_t i = 0; i < items.size(); ++i) {
    if (Missing(items[i], placeholder)) continue;
    known.push_back(i);
    whole = whole && KindOf(items[i]) == JsonKind::kLong;
  }
  if (known.empty()) {
    std::fill(items.begin(), items.end(), constant ? std::string_view(constant->text) : "0.0");
    return AppendItems(out.text, items), true;
  }
  out.text = "[";
  size_t next = 0;  // the first known place that is not before i
  for (size_t i = 0; i < items.size(); ++i) {
    while (next < known.size() && known[next] < i) ++next;
    if (i > 0) out.text += ',';
    if (next < known.size() && known[next] == i) {
      out.text += items[i];
    } else if (next == 0 || next == known.size()) {
      out.text += !edges ? items[i] : items[next == 0 ? known.front() : known.back()];
    } else {
      const size_t before = known[next - 1], after = known[next];
      const double a = JsonReal(items[before]).value_or(0), b = JsonReal(items[after]).value_or(0);
      const double v = a + (b - a) * static_cast<double>(i - before) / static_cast<double>(after - before);
      // A series of whole numbers stays one.
      if (whole)
        fmt::format_to(std::back_inserter(out.text), "{}", static_cast<int64_t>(v));
      else
        AppendJsonReal(out.text, v);
    }
  }
  out.text += ']';
  return true;
}

}  // namespace

void AddSeriesFill(KernelRegistry& registry) {
  registry.Add(KernelOf<FillConst>("series_fill_const"));
  registry.Add(KernelOf<Fill<true>>("series_fill_forward"));
  registry.Add(KernelOf<Fill<false>>("series_fill_backward"));
  registry.Add(KernelOf<FillLinear>("series_fill_linear"));
}

}  // namespace harrier::runtime
