#include <optional>

#include "runtime/json_text.h"
#include "runtime/kernel.h"
#include "runtime/needle_scan.h"

/// Which of many needles a text has, for counts of many queries by one scan: needles_in(text: string, rules:
/// dynamic) is the array of the rules' numbers, and null if the text has none. Rules are
/// [[number, text, how, ignore case], …], constant; `how` as TextMatch has it. Neighbours
/// may share a number: any of them will do.
namespace harrier::runtime {
namespace {

struct Rules final : KernelState {
  explicit Rules(const std::vector<NeedleRule>& needles) : scan(needles) {}
  NeedleScan scan;
  std::vector<std::string> numbers;  // as written, one a needle
};

Result<std::shared_ptr<KernelState>> Prepare(const ConstantArgs& constants) {
  const auto wrong = [] { return Fail(ErrorCode::kInternal, "needles_in: the rules are not well formed"); };
  std::vector<std::string_view> items;
  if (!constants[1] || constants[1]->is_null()) return std::make_shared<Rules>(std::vector<NeedleRule>());
  if (!JsonArrayItems(constants[1]->text(), items)) return wrong();
  std::vector<NeedleRule> needles;
  std::vector<std::string> numbers;
  for (const std::string_view item : items) {
    std::vector<std::string_view> parts;
    NeedleRule rule;
    if (!JsonArrayItems(item, parts) || parts.size() != 4 || !UnquoteJson(rule.text, parts[1]))
      return wrong();
    if (parts[2].size() != 1 || parts[2] > "6") return wrong();
    rule.how = static_cast<TextMatch>(parts[2][0] - '0');
    rule.ignore_case = parts[3] == "true";
    needles.push_back(std::move(rule));
    numbers.emplace_back(parts[0]);
  }
  auto rules = std::make_shared<Rules>(needles);
  rules->numbers = std::move(numbers);
  return rules;
}

void Run(const KernelCall& call) {
  const auto& rules = *static_cast<const Rules*>(call.state);
  NeedleScan::Session session(rules.scan);
  std::string out;
  for (size_t i = 0; i < call.rows; ++i) {
    out = "[";
    const std::string* last = nullptr;
    for (const uint32_t found : session.Find(call.args[0].valid(i) ? call.args[0].text(i) : "")) {
      // Needles of one rule are neighbours, and the text may have several of them.
      const std::string& number = rules.numbers[found];
      if (last != nullptr && *last == number) continue;
      last = &number;
      AppendJsonComma(out);
      out += number;
    }
    if (out.size() == 1) {
      call.out->SetNull(i);
      continue;
    }
    out += ']';
    call.out->SetText(i, out);
  }
}

}  // namespace

void AddTextNeedlesIn(KernelRegistry& registry) {
  Kernel kernel;
  kernel.name = "needles_in";
  kernel.params = {{Type::kString, false}, {Type::kDynamic, false}};
  kernel.result = {Type::kDynamic, false};
  kernel.strict_nulls = false;
  kernel.run = Run;
  kernel.prepare = Prepare;
  registry.Add(std::move(kernel));
}

}  // namespace harrier::runtime
