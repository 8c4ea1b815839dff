#include <limits>
#include <unordered_set>

#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/variadic.h"

// Functions over arrays as sets (Kusto docs: set_*() functions, jaccard_index()). Elements keep the order in
// which they first come.
namespace harrier::runtime {
namespace {

using Items = std::vector<std::string_view>;

/// Distinct values by their keys.
class KeySet {
 public:
  explicit KeySet(const Items& items = {}) {
    for (const std::string_view item : items) Insert(item);
  }
  bool Insert(std::string_view item) { return keys_.insert(std::string(JsonSetKey(item, buffer_))).second; }
  bool Has(std::string_view item) { return keys_.contains(std::string(JsonSetKey(item, buffer_))); }
  size_t size() const { return keys_.size(); }

 private:
  std::unordered_set<std::string> keys_;
  std::string buffer_;
};

void AppendArray(std::string& out, const Items& items) {
  out += '[';
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    out += items[i];
  }
  out += ']';
}

enum class SetOp { kUnion, kIntersect, kDifference };

Items Distinct(const Items& items) {
  KeySet seen;
  Items out;
  for (const std::string_view item : items) {
    if (seen.Insert(item)) out.push_back(item);
  }
  return out;
}

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
      if (op == SetOp::kUnion) {
        result.insert(result.end(), items.begin(), items.end());
      } else if (i == 0) {
        result = Distinct(items);
      } else {
        KeySet keys(items);
        std::erase_if(result,
                      [&](std::string_view item) { return keys.Has(item) != (op == SetOp::kIntersect); });
      }
    }
    if (null) {
      call.out->SetNull(row);
      continue;
    }
    if (op == SetOp::kUnion) result = Distinct(result);
    out.clear();
    AppendArray(out, result);
    call.out->SetText(row, out);
  }
}

std::optional<bool> HasElement(Json json, Json value) {
  Items items;
  if (!JsonArrayItems(json.text, items)) return std::nullopt;
  return std::any_of(items.begin(), items.end(),
                     [&](std::string_view item) { return JsonSame(item, value.text); });
}

std::optional<bool> Equals(Json a, Json b) {
  Items left, right;
  if (!JsonArrayItems(a.text, left) || !JsonArrayItems(b.text, right)) return std::nullopt;
  KeySet x(left), y(right);
  return x.size() == y.size() &&
         std::all_of(right.begin(), right.end(), [&](std::string_view item) { return x.Has(item); });
}

std::optional<double> Jaccard(Json a, Json b) {
  Items left, right;
  if (!JsonArrayItems(a.text, left) || !JsonArrayItems(b.text, right)) return std::nullopt;
  KeySet all(left), first(left);
  size_t both = 0;
  for (const std::string_view item : Distinct(right)) {
    both += first.Has(item) ? 1 : 0;
    all.Insert(item);
  }
  if (all.size() == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(both) / static_cast<double>(all.size());
}

/// make_set() over dynamics: arrays are taken apart.
struct MakeSet {
  std::vector<std::string> values;
  std::unordered_set<std::string> keys;
  int64_t most = std::numeric_limits<int64_t>::max();

  void Insert(std::string_view value) {
    if (value == "null" || static_cast<int64_t>(values.size()) >= most) return;
    std::string buffer;
    if (keys.insert(std::string(JsonSetKey(value, buffer))).second) values.emplace_back(value);
  }
  void Update(Json json, int64_t limit) {
    most = limit;
    Items items;
    if (!JsonArrayItems(json.text, items)) items = {json.text};
    for (const std::string_view item : items) Insert(item);
  }
  void Combine(const MakeSet& other) {
    most = std::min(most, other.most);
    for (const std::string& value : other.values) Insert(value);
  }
  bool Finish(JsonOut& out) const {
    AppendArray(out.text, Items(values.begin(), values.end()));
    return true;
  }
};

}  // namespace

void AddDynamicSets(KernelRegistry& registry) {
  registry.Add(KernelOf<HasElement>("set_has_element"));
  registry.Add(KernelOf<Equals>("set_equals"));
  registry.Add(KernelOf<Jaccard>("jaccard_index"));
  registry.Add(VariadicOfDynamics("set_union", SetOperation<SetOp::kUnion>));
  registry.Add(VariadicOfDynamics("set_intersect", SetOperation<SetOp::kIntersect>));
  registry.Add(VariadicOfDynamics("set_difference", SetOperation<SetOp::kDifference>));
  registry.Add(AggregateOf<MakeSet, Json, int64_t>("make_set_dynamic"));
}

}  // namespace harrier::runtime
