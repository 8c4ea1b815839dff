#include <algorithm>
#include <limits>

#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/unicode.h"

// Functions over arrays and sets (Kusto docs: array_*() and set_*() functions).
namespace harrier::runtime {
namespace {

using Items = std::vector<std::string_view>;

void AppendArray(std::string& out, const Items& items) {
  out += '[';
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    out += items[i];
  }
  out += ']';
}

/// Equality of JSON values as texts and numbers: 1 equals 1.0.
bool SameValue(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto x = JsonReal(a), y = JsonReal(b);
  return x && y && *x == *y;
}

bool Contains(const Items& items, std::string_view value) {
  return std::any_of(items.begin(), items.end(),
                     [&](std::string_view item) { return SameValue(item, value); });
}

std::optional<int64_t> Length(Json json) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return std::nullopt;
  return static_cast<int64_t>(items.size());
}

// array_slice(array, start, end): both ends belong to it; negative ones count from the end.
bool Slice(JsonOut& out, Json json, int64_t start, int64_t end) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return false;
  const auto n = static_cast<int64_t>(items.size());
  if (start < 0) start = std::max<int64_t>(0, n + start);
  if (end < 0) end = n + end;
  end = std::min(end, n - 1);
  const Items part = start > end ? Items() : Items(items.begin() + start, items.begin() + end + 1);
  return AppendArray(out.text, part), true;
}

bool Reverse(JsonOut& out, Json json) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return out.text = json.text, true;
  std::reverse(items.begin(), items.end());
  return AppendArray(out.text, items), true;
}

bool Rotate(JsonOut& out, Json json, int64_t left) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return false;
  const auto n = static_cast<int64_t>(items.size());
  if (n > 0) std::rotate(items.begin(), items.begin() + ((left % n) + n) % n, items.end());
  return AppendArray(out.text, items), true;
}

// A positive count shifts to the left; what comes in is `fill`.
bool Shift(JsonOut& out, Json json, int64_t left, Json fill) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return false;
  const auto n = static_cast<int64_t>(items.size());
  Items shifted;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t from = i + left;
    shifted.push_back(from >= 0 && from < n ? items[static_cast<size_t>(from)] : fill.text);
  }
  return AppendArray(out.text, shifted), true;
}

std::optional<double> Sum(Json json) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return std::nullopt;
  double sum = 0;
  for (const std::string_view item : items) {
    if (item == "null") continue;
    if (item == "true" || item == "false") {
      sum += item == "true" ? 1 : 0;
      continue;
    }
    const auto value = JsonReal(item);
    if (!value) return std::nullopt;
    sum += *value;
  }
  return sum;
}

std::optional<int64_t> IndexOf(Json json, Json value, int64_t start, int64_t length, int64_t occurrence) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return std::nullopt;
  const auto n = static_cast<int64_t>(items.size());
  if (start < 0) start = std::max<int64_t>(0, n + start);
  const int64_t end = length < 0 || length > n - start ? n : start + length;
  for (int64_t i = start; i < end; ++i) {
    if (SameValue(items[static_cast<size_t>(i)], value.text) && --occurrence <= 0) return i;
  }
  return -1;
}

// Numbers by value, then texts by byte; null last.
bool Less(std::string_view a, std::string_view b) {
  const auto x = JsonReal(a), y = JsonReal(b);
  if (x && y) return *x < *y;
  if (x.has_value() != y.has_value()) return x.has_value();
  return a < b;
}

bool Sort(JsonOut& out, Json json, bool ascending, bool nulls_last) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return false;
  const auto nulls = std::count(items.begin(), items.end(), "null");
  std::erase(items, "null");
  std::sort(items.begin(), items.end(), [&](auto a, auto b) { return ascending ? Less(a, b) : Less(b, a); });
  items.insert(nulls_last ? items.end() : items.begin(), static_cast<size_t>(nulls), "null");
  return AppendArray(out.text, items), true;
}

// Concat(a, b, …), sets: variadic over dynamics.
void Concat(const KernelCall& call) {
  std::string out;
  for (size_t row = 0; row < call.rows; ++row) {
    Items all;
    for (const ColumnView& arg : call.args) {
      if (!arg.valid(row)) continue;
      Items items;
      if (JsonArrayItems(arg.text(row), items))
        all.insert(all.end(), items.begin(), items.end());
      else
        all.push_back(arg.text(row));
    }
    out.clear();
    AppendArray(out, all);
    call.out->SetText(row, out);
  }
}

enum class SetOp { kUnion, kIntersect, kDifference };

template <SetOp op>
void SetOperation(const KernelCall& call) {
  std::string out;
  for (size_t row = 0; row < call.rows; ++row) {
    Items result;
    bool null = false;
    for (size_t i = 0; i < call.args.size(); ++i) {
      Items items;
      if (!call.args[i].valid(row) || !JsonArrayItems(call.args[i].text(row), items)) {
        null = op != SetOp::kUnion || null;
        continue;
      }
      if (i == 0 || op == SetOp::kUnion) {
        for (const std::string_view item : items) {
          if (!Contains(result, item)) result.push_back(item);
        }
      } else {
        std::erase_if(result, [&](std::string_view item) {
          return Contains(items, item) != (op == SetOp::kIntersect);
        });
      }
    }
    if (null) {
      call.out->SetNull(row);
      continue;
    }
    out.clear();
    AppendArray(out, result);
    call.out->SetText(row, out);
  }
}

std::optional<bool> HasElement(Json json, Json value) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return std::nullopt;
  return Contains(items, value.text);
}

std::optional<double> Jaccard(Json a, Json b) {
  Items left, right;
  if (!JsonArrayItems(a.text, left) || !JsonArrayItems(b.text, right)) return std::nullopt;
  Items all, both;
  for (const std::string_view item : left) {
    if (!Contains(all, item)) all.push_back(item);
  }
  for (const std::string_view item : right) {
    if (Contains(left, item) && !Contains(both, item)) both.push_back(item);
    if (!Contains(all, item)) all.push_back(item);
  }
  if (all.empty()) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(both.size()) / static_cast<double>(all.size());
}

/// Is the text one of the array's elements, as texts? The membership test of `in` over arrays.
bool ArrayContains(Json json, std::string_view text) {
  Items items;
  if (!JsonArrayItems(json.text, items)) items = {json.text};
  std::string unquoted;
  for (const std::string_view item : items) {
    unquoted.clear();
    AppendJsonAsText(unquoted, item);
    if (unquoted == text) return true;
  }
  return false;
}

bool ArrayContainsCi(Json json, std::string_view text) {
  Items items;
  if (!JsonArrayItems(json.text, items)) items = {json.text};
  std::string unquoted, folded, wanted;
  AppendFolded(wanted, text);
  for (const std::string_view item : items) {
    unquoted.clear();
    AppendJsonAsText(unquoted, item);
    folded.clear();
    AppendFolded(folded, unquoted);
    if (folded == wanted) return true;
  }
  return false;
}

// array_iff(conditions, if true, if false): element by element; scalars stand for arrays of themselves.
bool Iff(JsonOut& out, Json conditions, Json then, Json otherwise) {
  Items c, t, e;
  if (!JsonArrayItems(conditions.text, c)) return false;
  const bool t_array = JsonArrayItems(then.text, t), e_array = JsonArrayItems(otherwise.text, e);
  Items result;
  for (size_t i = 0; i < c.size(); ++i) {
    const bool truth = c[i] == "true" || (JsonReal(c[i]).value_or(0) != 0);
    if (c[i] == "null")
      result.push_back("null");
    else if (truth)
      result.push_back(!t_array ? then.text : i < t.size() ? t[i] : "null");
    else
      result.push_back(!e_array ? otherwise.text : i < e.size() ? e[i] : "null");
  }
  return AppendArray(out.text, result), true;
}

bool Split(JsonOut& out, Json json, Json indices) {
  Items items, at;
  if (!JsonArrayItems(json.text, items)) return false;
  if (!JsonArrayItems(indices.text, at)) at = {indices.text};
  out.text = "[";
  size_t from = 0;
  for (size_t i = 0; i <= at.size(); ++i) {
    size_t to = items.size();
    if (i < at.size()) {
      int64_t index = JsonLong(at[i]).value_or(0);
      if (index < 0) index += static_cast<int64_t>(items.size());
      to = std::min(items.size(), static_cast<size_t>(std::max<int64_t>(index, 0)));
    }
    if (i > 0) out.text += ',';
    AppendArray(out.text, from < to ? Items(items.begin() + static_cast<std::ptrdiff_t>(from),
                                            items.begin() + static_cast<std::ptrdiff_t>(to))
                                    : Items());
    from = std::max(from, to);
  }
  out.text += ']';
  return true;
}

bool Repeat(JsonOut& out, Json value, int64_t count) {
  constexpr int64_t kMost = 1'000'000;
  if (count < 0 || count > kMost) return false;
  return AppendArray(out.text, Items(static_cast<size_t>(count), value.text)), true;
}

bool Zip(JsonOut& out, Json a, Json b) {
  Items left, right;
  if (!JsonArrayItems(a.text, left)) left = {a.text};
  if (!JsonArrayItems(b.text, right)) right = {b.text};
  out.text = "[";
  for (size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    if (i > 0) out.text += ',';
    AppendArray(out.text, {i < left.size() ? left[i] : "null", i < right.size() ? right[i] : "null"});
  }
  out.text += ']';
  return true;
}

// range(start, stop, step) as an array.
bool RangeLong(JsonOut& out, int64_t from, int64_t to, int64_t step) {
  constexpr int64_t kMost = 1'048'576;
  if (step == 0) return false;
  out.text = "[";
  int64_t n = 0;
  for (int64_t v = from; step > 0 ? v <= to : v >= to; v += step) {
    if (++n > kMost) break;
    if (n > 1) out.text += ',';
    fmt::format_to(std::back_inserter(out.text), "{}", v);
    if ((step > 0 && v > to - step) || (step < 0 && v < to - step)) break;
  }
  out.text += ']';
  return true;
}

bool RangeReal(JsonOut& out, double from, double to, double step) {
  constexpr int64_t kMost = 1'048'576;
  if (step == 0 || std::isnan(from + to + step)) return false;
  out.text = "[";
  for (int64_t i = 0; i < kMost; ++i) {
    const double v = from + static_cast<double>(i) * step;
    if (step > 0 ? v > to : v < to) break;
    if (i > 0) out.text += ',';
    AppendJsonReal(out.text, v);
  }
  out.text += ']';
  return true;
}

Kernel Variadic(std::string_view name, void (*run)(const KernelCall&)) {
  Kernel k;
  k.name = std::string(name);
  k.params = {{Type::kDynamic, false}};
  k.variadic = true;
  k.result = {Type::kDynamic, false};
  k.strict_nulls = false;
  k.run = run;
  return k;
}

}  // namespace

void AddDynamicArrays(KernelRegistry& registry) {
  registry.Add(KernelOf<Length>("array_length"));
  registry.Add(KernelOf<Slice>("array_slice"));
  registry.Add(KernelOf<Reverse>("array_reverse"));
  registry.Add(KernelOf<Rotate>("array_rotate_left"));
  registry.Add(KernelOf<Shift>("array_shift_left"));
  registry.Add(KernelOf<Sum>("array_sum"));
  registry.Add(KernelOf<IndexOf>("array_index_of"));
  registry.Add(KernelOf<Sort>("array_sort"));
  registry.Add(KernelOf<Iff>("array_iff"));
  registry.Add(KernelOf<Split>("array_split"));
  registry.Add(KernelOf<Repeat>("repeat"));
  registry.Add(KernelOf<Zip>("zip"));
  registry.Add(KernelOf<HasElement>("set_has_element"));
  registry.Add(KernelOf<Jaccard>("jaccard_index"));
  registry.Add(KernelOf<ArrayContains>("array_contains"));
  registry.Add(KernelOf<ArrayContainsCi>("array_contains_ci"));
  registry.Add(KernelOf<RangeLong>("range_long"));
  registry.Add(KernelOf<RangeReal>("range_real"));
  registry.Add(Variadic("array_concat", Concat));
  registry.Add(Variadic("set_union", SetOperation<SetOp::kUnion>));
  registry.Add(Variadic("set_intersect", SetOperation<SetOp::kIntersect>));
  registry.Add(Variadic("set_difference", SetOperation<SetOp::kDifference>));
}

}  // namespace harrier::runtime
