#include "runtime/json_scan.h"
#include "runtime/kernel_of.h"

// max_of() and min_of() of two values by type, nulls left out (Kusto docs); min() and max() over dynamics.
namespace harrier::runtime {
namespace {

template <typename T>
bool Before(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, Ticks> || std::is_same_v<T, Interval>)
    return a.value < b.value;
  else
    return a < b;
}

template <typename T, bool greatest>
std::optional<T> Pick(std::optional<T> a, std::optional<T> b) {
  if (!a) return b;
  if (!b) return a;
  return Before(*a, *b) == greatest ? b : a;
}

template <bool greatest>
bool PickText(std::string& out, std::string_view a, std::string_view b) {
  return out = (a < b) == greatest ? b : a, true;
}

template <typename T>
void AddPick(KernelRegistry& registry, std::string_view type) {
  registry.Add(KernelOf<Pick<T, true>>(fmt::format("max_of_{}", type)));
  registry.Add(KernelOf<Pick<T, false>>(fmt::format("min_of_{}", type)));
}

template <bool greatest>
struct ExtremeDynamic {
  std::optional<std::string> best;

  void Update(Json json) {
    if (!best || JsonLess(*best, json.text) == greatest) best = std::string(json.text);
  }
  void Combine(const ExtremeDynamic& other) {
    if (other.best) Update(Json{*other.best});
  }
  bool Finish(JsonOut& out) const {
    if (!best) return false;
    out.text = *best;
    return true;
  }
};

}  // namespace

void AddExtremes(KernelRegistry& registry) {
  AddPick<int32_t>(registry, "int");
  AddPick<int64_t>(registry, "long");
  AddPick<double>(registry, "real");
  AddPick<int128>(registry, "decimal");
  AddPick<Ticks>(registry, "datetime");
  AddPick<Interval>(registry, "timespan");
  AddPick<bool>(registry, "bool");
  registry.Add(KernelOf<PickText<true>>("max_of_string"));
  registry.Add(KernelOf<PickText<false>>("min_of_string"));
  registry.Add(AggregateOf<ExtremeDynamic<true>, Json>("max_dynamic"));
  registry.Add(AggregateOf<ExtremeDynamic<false>, Json>("min_dynamic"));
}

}  // namespace harrier::runtime
