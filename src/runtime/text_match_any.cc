#include <optional>

#include "runtime/all_valid.h"
#include "runtime/json_text.h"
#include "runtime/kernel.h"
#include "runtime/needle_scan.h"
#include "runtime/text_needle.h"
#include "runtime/unicode.h"

/// has_any, has_all, has_any_index and in~: f(text: string, values: dynamic array).
namespace harrier::runtime {
namespace {

/// The needles of one array. An empty set has none of its needles anywhere, and all of them everywhere.
class NeedleSet {
 public:
  explicit NeedleSet(std::string_view json) {
    std::vector<NeedleRule> rules;
    for (std::string& text : JsonTexts(json)) {
      needles_.emplace_back(text, TextMatch::kHas, true);
      rules.push_back({std::move(text), TextMatch::kHas, true});
    }
    if (needles_.size() >= kMany) scan_ = std::make_unique<NeedleScan>(rules);
  }
  const std::vector<Needle>& needles() const { return needles_; }
  /// All of them at once; null if they are few.
  const NeedleScan* scan() const { return scan_.get(); }

 private:
  /// From so many on one pass is faster than one for each.
  static constexpr size_t kMany = 16;

  std::vector<Needle> needles_;
  std::unique_ptr<NeedleScan> scan_;
};

struct HasAny {
  static constexpr Type kResult = Type::kBool;
  using Set = NeedleSet;
  static void Rows(const Set& set, const StringCell* cells, size_t rows, uint8_t* out) {
    if (set.scan() != nullptr) {
      NeedleScan::Session session(*set.scan());
      for (size_t i = 0; i < rows; ++i) out[i] = session.HasAny(cells[i].view()) ? 1 : 0;
      return;
    }
    std::fill(out, out + rows, uint8_t{0});
    for (const Needle& needle : set.needles()) needle.MatchRows(cells, rows, out, /*any=*/true);
  }
};

struct HasAll {
  static constexpr Type kResult = Type::kBool;
  using Set = NeedleSet;
  static void Rows(const Set& set, const StringCell* cells, size_t rows, uint8_t* out) {
    for (size_t i = 0; i < rows; ++i) {
      out[i] = std::all_of(set.needles().begin(), set.needles().end(),
                           [&](const Needle& needle) { return needle.Matches(cells[i].view()); });
    }
  }
};

/// The index of the first value that the text has, or -1.
struct HasAnyIndex {
  static constexpr Type kResult = Type::kLong;
  using Set = NeedleSet;
  static void Rows(const Set& set, const StringCell* cells, size_t rows, int64_t* out) {
    if (set.scan() != nullptr) {
      NeedleScan::Session session(*set.scan());
      for (size_t i = 0; i < rows; ++i) {
        const std::vector<uint32_t>& found = session.Find(cells[i].view());
        out[i] = found.empty() ? -1 : static_cast<int64_t>(found.front());
      }
      return;
    }
    for (size_t i = 0; i < rows; ++i) {
      const auto at = std::find_if(set.needles().begin(), set.needles().end(),
                                   [&](const Needle& needle) { return needle.Matches(cells[i].view()); });
      out[i] = at == set.needles().end() ? -1 : at - set.needles().begin();
    }
  }
};

/// Whole texts, folded, looked up by hash.
class FoldedSet {
 public:
  explicit FoldedSet(std::string_view json) {
    for (const std::string& text : JsonTexts(json)) {
      std::string folded;
      AppendFolded(folded, text);
      texts_.insert(std::move(folded));
    }
  }
  bool Contains(std::string_view folded) const { return texts_.find(folded) != texts_.end(); }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> texts_;
};

struct InNoCase {
  static constexpr Type kResult = Type::kBool;
  using Set = FoldedSet;
  static void Rows(const Set& set, const StringCell* cells, size_t rows, uint8_t* out) {
    std::string folded;
    for (size_t i = 0; i < rows; ++i) {
      folded.clear();
      AppendFolded(folded, cells[i].view());
      out[i] = set.Contains(folded) ? 1 : 0;
    }
  }
};

template <typename Op>
struct SetState final : KernelState {
  std::optional<typename Op::Set> set;  // when the values are constant
};

template <typename Op>
Result<std::shared_ptr<KernelState>> Prepare(const ConstantArgs& constants) {
  auto state = std::make_shared<SetState<Op>>();
  if (constants[1].has_value()) state->set.emplace(constants[1]->is_null() ? "[]" : constants[1]->text());
  return state;
}

template <typename Op>
void Run(const KernelCall& call) {
  using Cell = std::conditional_t<Op::kResult == Type::kBool, uint8_t, int64_t>;
  const auto* state = static_cast<const SetState<Op>*>(call.state);
  const ColumnView& text = call.args[0];
  const auto* cells = static_cast<const StringCell*>(text.data);
  auto* out = static_cast<Cell*>(call.out->data);
  const bool constant = state != nullptr && state->set.has_value();
  if (constant && AllValid(text, call.rows)) return Op::Rows(*state->set, cells, call.rows, out);
  std::optional<typename Op::Set> own;
  std::string source;
  for (size_t i = 0; i < call.rows; ++i) {
    if (!text.valid(i)) {
      call.out->SetNull(i);
      continue;
    }
    if (!constant) {
      const std::string_view values = call.args[1].valid(i) ? call.args[1].text(i) : "[]";
      if (!own || source != values) {
        own.emplace(values);
        source = values;
      }
    }
    Op::Rows(constant ? *state->set : *own, cells + i, 1, out + i);
  }
}

template <typename Op>
void Add(KernelRegistry& registry, std::string_view name) {
  Kernel kernel;
  kernel.name = name;
  kernel.params = {{Type::kString, false}, {Type::kDynamic, false}};
  kernel.result = {Op::kResult, false};
  kernel.strict_nulls = false;
  kernel.run = Run<Op>;
  kernel.prepare = Prepare<Op>;
  registry.Add(std::move(kernel));
}

}  // namespace

void AddTextMatchAny(KernelRegistry& registry) {
  Add<HasAll>(registry, "has_all");
  Add<HasAny>(registry, "has_any");
  Add<HasAnyIndex>(registry, "has_any_index");
  Add<InNoCase>(registry, "in_ci");
}

}  // namespace harrier::runtime
