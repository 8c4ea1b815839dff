#include <algorithm>
#include <limits>

#include "base/time_text.h"
#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/unicode.h"
#include "runtime/variadic.h"

// Functions over arrays (Kusto docs: array_*() functions).
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
bool Shift(JsonOut& out, Json json, int64_t left, std::optional<Json> fill) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return false;
  const auto n = static_cast<int64_t>(items.size());
  Items shifted;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t from = i + left;
    shifted.push_back(from >= 0 && from < n ? items[static_cast<size_t>(from)] : fill ? fill->text : "null");
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
    if (JsonSame(items[static_cast<size_t>(i)], value.text) && --occurrence <= 0) return i;
  }
  return -1;
}

/// The order in which an array's elements are sorted, as places in it; nulls together at one end.
std::vector<size_t> SortedOrder(const Items& items, bool ascending, bool nulls_last) {
  std::vector<size_t> order, nulls;
  for (size_t i = 0; i < items.size(); ++i) (items[i] == "null" ? nulls : order).push_back(i);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const std::string_view x = items[a], y = items[b];
    if (JsonLess(x, y)) return ascending;
    if (JsonLess(y, x)) return !ascending;
    return a < b;
  });
  order.insert(nulls_last ? order.end() : order.begin(), nulls.begin(), nulls.end());
  return order;
}

bool Sort(JsonOut& out, Json json, bool ascending, bool nulls_last) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return false;
  Items sorted;
  for (const size_t i : SortedOrder(items, ascending, nulls_last)) sorted.push_back(items[i]);
  return AppendArray(out.text, sorted), true;
}

// The second array in the order that sorts the first; null if their lengths differ.
bool SortLike(JsonOut& out, Json keys, Json json, bool ascending, bool nulls_last) {
  Items by, items;
  if (!JsonArrayItems(keys.text, by) || !JsonArrayItems(json.text, items) || by.size() != items.size())
    return false;
  Items sorted;
  for (const size_t i : SortedOrder(by, ascending, nulls_last)) sorted.push_back(items[i]);
  return AppendArray(out.text, sorted), true;
}

// array_concat(a, b, …); what is no array counts as one element.
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
bool Iff(JsonOut& out, Json conditions, std::optional<Json> if_true, std::optional<Json> if_false) {
  const Json then = if_true.value_or(Json{"null"}), otherwise = if_false.value_or(Json{"null"});
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

bool Repeat(JsonOut& out, std::optional<Json> value, int64_t count) {
  constexpr int64_t kMost = 1'000'000;
  if (count < 0 || count > kMost) return false;
  return AppendArray(out.text, Items(static_cast<size_t>(count), value ? value->text : "null")), true;
}

// zip(a, b, …): a scalar stands for an array of itself.
void Zip(const KernelCall& call) {
  std::string out;
  std::vector<Items> arrays(call.args.size());
  for (size_t row = 0; row < call.rows; ++row) {
    size_t length = 0;
    for (size_t i = 0; i < call.args.size(); ++i) {
      const std::string_view text = call.args[i].valid(row) ? call.args[i].text(row) : "null";
      if (!JsonArrayItems(text, arrays[i])) arrays[i] = {text};
      length = std::max(length, arrays[i].size());
    }
    out = "[";
    for (size_t k = 0; k < length; ++k) {
      if (k > 0) out += ',';
      Items tuple;
      for (const Items& array : arrays) tuple.push_back(k < array.size() ? array[k] : "null");
      AppendArray(out, tuple);
    }
    out += ']';
    call.out->SetText(row, out);
  }
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

template <void (*append)(std::string&, int64_t)>
bool RangeOfTimes(JsonOut& out, int64_t from, int64_t to, int64_t step) {
  constexpr int64_t kMost = 1'048'576;
  if (step == 0) return false;
  out.text = "[";
  int64_t n = 0;
  for (int64_t v = from; (step > 0 ? v <= to : v >= to) && n < kMost; ++n) {
    if (n > 0) out.text += ',';
    out.text += '"';
    append(out.text, v);
    out.text += '"';
    if (__builtin_add_overflow(v, step, &v)) break;
  }
  out.text += ']';
  return true;
}
bool RangeDatetime(JsonOut& out, Ticks from, Ticks to, Interval step) {
  return RangeOfTimes<AppendDatetime>(out, from.value, to.value, step.value);
}
bool RangeTimespan(JsonOut& out, Interval from, Interval to, Interval step) {
  return RangeOfTimes<AppendTimespan>(out, from.value, to.value, step.value);
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
  registry.Add(KernelOf<ArrayContains>("array_contains"));
  registry.Add(KernelOf<ArrayContainsCi>("array_contains_ci"));
  registry.Add(KernelOf<RangeLong>("range_long"));
  registry.Add(KernelOf<RangeReal>("range_real"));
  registry.Add(VariadicOfDynamics("array_concat", Concat));
  registry.Add(VariadicOfDynamics("zip", Zip));
  registry.Add(KernelOf<RangeDatetime>("range_datetime"));
  registry.Add(KernelOf<RangeTimespan>("range_timespan"));
  registry.Add(KernelOf<SortLike>("array_sort_like"));
}

}  // namespace harrier::runtime
