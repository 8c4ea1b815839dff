#include <optional>

#include "runtime/all_valid.h"
#include "runtime/json_text.h"
#include "runtime/kernel.h"
#include "runtime/text_needle.h"

/// `has`, `contains`, `startswith` and their kin: bool f(text: string, needle: string).
namespace harrier::runtime {
namespace {

struct NeedleState final : KernelState {
  std::optional<Needle> needle;  // when it is constant
};

template <TextMatch how, bool ignore_case, size_t argument>
Result<std::shared_ptr<KernelState>> Prepare(const ConstantArgs& constants) {
  auto state = std::make_shared<NeedleState>();
  if (constants[argument].has_value()) state->needle.emplace(constants[argument]->text(), how, ignore_case);
  return state;
}

/// Makes the needle of a row anew only where it differs from the row's before.
template <TextMatch how, bool ignore_case>
class RowNeedle {
 public:
  const Needle& For(std::string_view text) {
    if (!needle_ || source_ != text) {
      needle_.emplace(text, how, ignore_case);
      source_ = text;
    }
    return *needle_;
  }

 private:
  std::optional<Needle> needle_;
  std::string source_;
};

template <TextMatch how, bool ignore_case>
void Run(const KernelCall& call) {
  const auto* state = static_cast<const NeedleState*>(call.state);
  const ColumnView& text = call.args[0];
  auto* out = static_cast<uint8_t*>(call.out->data);
  const bool constant = state != nullptr && state->needle.has_value();
  if (constant && AllValid(text, call.rows)) {
    state->needle->MatchRows(static_cast<const StringCell*>(text.data), call.rows, out);
    return;
  }
  RowNeedle<how, ignore_case> own;
  for (size_t i = 0; i < call.rows; ++i) {
    if (!text.valid(i) || !call.args[1].valid(i)) {
      call.out->SetNull(i);
      continue;
    }
    const Needle& needle = constant ? *state->needle : own.For(call.args[1].text(i));
    out[i] = needle.Matches(text.text(i)) ? 1 : 0;
  }
}

/// The same over a dynamic's text (Kusto docs, tostring()): of an array or a bag that is its JSON, which is
/// looked through where it lies.
template <TextMatch how, bool ignore_case>
void RunDynamic(const KernelCall& call) {
  const auto* state = static_cast<const NeedleState*>(call.state);
  const ColumnView& json = call.args[0];
  auto* out = static_cast<uint8_t*>(call.out->data);
  const bool constant = state != nullptr && state->needle.has_value();
  RowNeedle<how, ignore_case> own;
  std::vector<StringCell> cells(call.rows);
  std::vector<size_t> others;
  for (size_t i = 0; i < call.rows; ++i) {
    if (!json.valid(i)) continue;
    const auto& cell = json.cell<StringCell>(i);
    if (const char* text = cell.data(); cell.length > 0 && (*text == '{' || *text == '['))
      cells[i] = cell;
    else
      others.push_back(i);
  }
  if (constant) {
    state->needle->MatchRows(cells.data(), call.rows, out);
  } else {
    for (size_t i = 0; i < call.rows; ++i) {
      if (call.args[1].valid(i))
        out[i] = own.For(call.args[1].text(i)).Matches(cells[i].view()) ? 1 : 0;
      else
        call.out->SetNull(i);
    }
  }
  std::string text;
  for (const size_t i : others) {
    if (!constant && !call.args[1].valid(i)) continue;
    text.clear();
    AppendJsonAsText(text, json.text(i));
    out[i] = (constant ? *state->needle : own.For(call.args[1].text(i))).Matches(text) ? 1 : 0;
  }
}

/// The `search` operator over several columns: bool f(needle: string, ...columns: string).
template <TextMatch how, bool ignore_case>
void RunSearch(const KernelCall& call) {
  const auto* state = static_cast<const NeedleState*>(call.state);
  auto* out = static_cast<uint8_t*>(call.out->data);
  std::fill(out, out + call.rows, uint8_t{0});
  RowNeedle<how, ignore_case> own;
  for (const ColumnView& text : call.args.subspan(1)) {
    if (state != nullptr && state->needle && AllValid(text, call.rows)) {
      state->needle->MatchRows(static_cast<const StringCell*>(text.data), call.rows, out, /*any=*/true);
      continue;
    }
    for (size_t i = 0; i < call.rows; ++i) {
      if (out[i] != 0 || !text.valid(i) || !call.args[0].valid(i)) continue;
      const Needle& needle =
          state != nullptr && state->needle ? *state->needle : own.For(call.args[0].text(i));
      out[i] = needle.Matches(text.text(i)) ? 1 : 0;
    }
  }
}

constexpr KernelType kText{Type::kString, false};

template <TextMatch how, bool ignore_case>
void Add(KernelRegistry& registry, std::string name) {
  Kernel kernel;
  kernel.params = {kText, kText};
  kernel.result = {Type::kBool, false};
  kernel.name = name;
  kernel.run = Run<how, ignore_case>;
  kernel.prepare = Prepare<how, ignore_case, 1>;
  registry.Add(kernel);
  kernel.name = name + "_dynamic";
  kernel.params = {{Type::kDynamic, false}, kText};
  kernel.strict_nulls = false;
  kernel.run = RunDynamic<how, ignore_case>;
  registry.Add(kernel);
  kernel.params = {kText, kText};
  kernel.name = "search_" + name;
  kernel.variadic = true;
  kernel.strict_nulls = false;
  kernel.run = RunSearch<how, ignore_case>;
  kernel.prepare = Prepare<how, ignore_case, 0>;
  registry.Add(std::move(kernel));
}

template <TextMatch how>
void AddBoth(KernelRegistry& registry, const std::string& name) {
  Add<how, true>(registry, name);
  Add<how, false>(registry, name + "_cs");
}

}  // namespace

void AddTextMatch(KernelRegistry& registry) {
  AddBoth<TextMatch::kContains>(registry, "contains");
  AddBoth<TextMatch::kHas>(registry, "has");
  AddBoth<TextMatch::kHasPrefix>(registry, "hasprefix");
  AddBoth<TextMatch::kHasSuffix>(registry, "hassuffix");
  AddBoth<TextMatch::kStartsWith>(registry, "startswith");
  AddBoth<TextMatch::kEndsWith>(registry, "endswith");
  Add<TextMatch::kEquals, true>(registry, "equals_ci");
}

}  // namespace harrier::runtime
