#include <mutex>

#include <re2/re2.h>

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/user_agent_rules.h"

// Browsers, systems and devices behind user agents (Kusto docs: parse_user_agent()), by the rules of uap-core
// and as its specification reads them: the first rule that matches counts.
namespace harrier::runtime {
namespace {

/// Where a rule's field comes from: a text with $1 to $9 for captures, or a capture.
struct Field {
  std::string text;
  bool given = false;
};

struct Rule {
  std::unique_ptr<RE2> regex;
  std::vector<Field> fields;
};

constexpr int kMostGroups = 10;
using Captures = std::array<re2::StringPiece, kMostGroups>;

/// A part of the answer: its name, its fields, and where a field comes from if the rule does not say.
struct Part {
  std::string_view name;
  std::string_view option;
  std::vector<std::string_view> fields;
  /// The capture of each field; 0 for none.
  std::vector<int> captures;
};

const Part kBrowser{"Browser", "browser", {"Family", "MajorVersion", "MinorVersion", "Patch"}, {1, 2, 3, 4}};
const Part kSystem{"OperatingSystem",
                   "os",
                   {"Family", "MajorVersion", "MinorVersion", "Patch", "PatchMinor"},
                   {1, 2, 3, 4, 5}};
const Part kDevice{"Device", "device", {"Family", "Brand", "Model"}, {1, 0, 1}};

std::string Filled(const Field& field, int capture, const Captures& captures) {
  std::string out;
  if (!field.given) return capture == 0 ? out : std::string(captures[static_cast<size_t>(capture)]);
  for (size_t i = 0; i < field.text.size(); ++i) {
    const char next = i + 1 < field.text.size() ? field.text[i + 1] : '\0';
    if (field.text[i] == '$' && next >= '1' && next <= '9') {
      const re2::StringPiece& group = captures[static_cast<size_t>(next - '0')];
      out.append(group.data(), group.size());
      ++i;
    } else {
      out += field.text[i];
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  while (!out.empty() && out.front() == ' ') out.erase(0, 1);
  return out;
}

/// The rules of one part.
class Rules {
 public:
  Rules(const Part& part, char kind) : part_(part) {
    std::string_view text = EmbeddedUserAgentRules();
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      if (text.front() == kind) AddRule(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void Append(std::string& json, std::string_view user_agent) const {
    Captures captures;
    const Rule* rule = nullptr;
    for (const Rule& one : rules_) {
      if (!one.regex->Match(user_agent, 0, user_agent.size(), RE2::UNANCHORED, nullptr, 0)) continue;
      const int groups = std::min(one.regex->NumberOfCapturingGroups() + 1, kMostGroups);
      one.regex->Match(user_agent, 0, user_agent.size(), RE2::UNANCHORED, captures.data(), groups);
      rule = &one;
      break;
    }
    AppendJsonKey(json, part_.name);
    json += '{';
    for (size_t i = 0; i < part_.fields.size(); ++i) {
      AppendJsonKey(json, part_.fields[i]);
      std::string value = i == 0 ? "Other" : "";
      if (rule != nullptr) value = Filled(rule->fields[i], part_.captures[i], captures);
      AppendJsonString(json, value);
    }
    json += '}';
  }

 private:
  void AddRule(std::string_view line) {
    std::vector<std::string_view> cells;
    for (size_t start = 0; start <= line.size();) {
      const size_t end = std::min(line.find('\t', start), line.size());
      cells.push_back(line.substr(start, end - start));
      start = end + 1;
    }
    HARRIER_CHECK(cells.size() == 3 + part_.fields.size());
    RE2::Options options;
    options.set_log_errors(false);
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_case_sensitive(cells[1] != "i");
    Rule rule{std::make_unique<RE2>(re2::StringPiece(cells[2].data(), cells[2].size()), options), {}};
    // RE2 has no look-around: a rule that needs it is passed over.
    if (!rule.regex->ok()) return;
    for (size_t i = 3; i < cells.size(); ++i) {
      const bool given = !cells[i].empty();
      rule.fields.push_back({std::string(given ? cells[i].substr(1) : cells[i]), given});
    }
    rules_.push_back(std::move(rule));
  }

  const Part& part_;
  std::vector<Rule> rules_;
};

/// The rules of a kind; compiled once, on first use, which takes some tenths of a second.
template <char kind>
const Rules& RulesOf(const Part& part) {
  static const auto* const rules = new Rules(part, kind);
  return *rules;
}

/// The answers so far: user agents repeat, and trying a thousand rules takes a fraction of a millisecond.
struct UserAgentState final : KernelState {
  mutable std::mutex mutex;
  mutable std::unordered_map<std::string, std::string> answers;
};

constexpr size_t kMostAnswers = 20'000;

Result<std::shared_ptr<KernelState>> PrepareUserAgent(const ConstantArgs&) {
  return std::make_shared<UserAgentState>();
}

bool ParseUserAgent(const UserAgentState& state, JsonOut& out, std::string_view user_agent, Json look_for) {
  bool browser = false, system = false, device = false;
  for (const std::string& wanted : JsonTexts(look_for.text)) {
    browser = browser || wanted == kBrowser.option;
    system = system || wanted == kSystem.option;
    device = device || wanted == kDevice.option;
  }
  if (!browser && !system && !device) return false;
  const std::string key = fmt::format("{:d}{:d}{:d}{}", browser, system, device, user_agent);
  {
    const std::lock_guard lock(state.mutex);
    const auto known = state.answers.find(key);
    if (known != state.answers.end()) return out.text = known->second, true;
  }
  out.text = "{";
  if (browser) RulesOf<'B'>(kBrowser).Append(out.text, user_agent);
  if (system) RulesOf<'O'>(kSystem).Append(out.text, user_agent);
  if (device) RulesOf<'D'>(kDevice).Append(out.text, user_agent);
  out.text += '}';
  const std::lock_guard lock(state.mutex);
  if (state.answers.size() >= kMostAnswers) state.answers.clear();
  state.answers.emplace(key, out.text);
  return true;
}

}  // namespace

void AddUserAgent(KernelRegistry& registry) {
  registry.Add(KernelOf<ParseUserAgent, PrepareUserAgent>("parse_user_agent"));
}

}  // namespace harrier::runtime
