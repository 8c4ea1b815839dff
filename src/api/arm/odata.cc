#include "api/arm/odata.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "api/arm/odata_token.h"
#include "api/server/http.h"
#include "base/time_text.h"

namespace harrier::api::arm {

namespace json = boost::json;

struct FilterNode {
  enum class Kind {
    kLiteral,
    kPath,
    kCompare,
    kIn,
    kAnd,
    kOr,
    kNot,
    kCall,
    kAny,
    kAll
  } kind = Kind::kLiteral;
  json::value literal{};
  std::vector<std::string> path{};  // of kPath, kAny, kAll
  std::string name{};               // comparison, function, or the lambda's variable
  std::vector<FilterNode> parts{};
};

namespace {

using Kind = FilterNode::Kind;
constexpr size_t kMaxDepth = 64;
constexpr size_t kMaxTokens = 2000;

const json::value kNull;

const json::value* Member(const json::value& value, std::string_view name) {
  const json::object* const object = value.if_object();
  if (object == nullptr) return nullptr;
  for (const auto& [key, member] : *object) {
    if (SameText({key.data(), key.size()}, name)) return &member;
  }
  return nullptr;
}

std::vector<std::string> SplitPath(std::string_view text) {
  std::vector<std::string> path;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find('/'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (!part.empty()) path.emplace_back(part);
  }
  return path;
}

std::string_view TextOf(const json::value& value) {
  return {value.as_string().data(), value.as_string().size()};
}

std::optional<double> NumberOf(const json::value& value) {
  if (value.is_int64()) return static_cast<double>(value.as_int64());
  if (value.is_uint64()) return static_cast<double>(value.as_uint64());
  if (value.is_double()) return value.as_double();
  return std::nullopt;
}

/// The ticks of a text that is a time in ISO's form.
std::optional<int64_t> TimeOf(const json::value& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = TextOf(value);
  const bool is_time =
      text.size() >= 10 && text[0] >= '0' && text[0] <= '9' && text[4] == '-' && text[7] == '-';
  return is_time ? ParseDatetime(text) : std::nullopt;
}

/// -1, 0, 1; nullopt if the two cannot be compared. Texts that are both times compare as times.
std::optional<int> Compare(const json::value& a, const json::value& b) {
  const auto order = [](auto x, auto y) { return x < y ? -1 : x > y ? 1 : 0; };
  if (a.is_null() && b.is_null()) return 0;
  if (a.is_int64() && b.is_int64()) return order(a.as_int64(), b.as_int64());
  if (const auto x = NumberOf(a), y = NumberOf(b); x && y) return order(*x, *y);
  if (a.is_bool() && b.is_bool()) return order(a.as_bool(), b.as_bool());
  if (a.is_string() && b.is_string()) {
    if (const auto x = TimeOf(a), y = TimeOf(b); x && y) return order(*x, *y);
    return order(TextOf(a), TextOf(b));
  }
  return std::nullopt;
}

/// Kinds of values in the order of a sort: within one of them all compare.
int RankOf(const json::value& value) {
  if (value.is_null()) return 0;
  if (value.is_bool()) return 1;
  if (value.is_number()) return 2;
  if (value.is_string()) return TimeOf(value) ? 3 : 4;
  return 5;
}

class Parser {
 public:
  explicit Parser(std::vector<OdataToken> tokens) : tokens_(std::move(tokens)) {}

  Result<FilterNode> Parse() {
    TRY(FilterNode node, ReadOr());
    if (next().kind != OdataToken::Kind::kEnd) return Unexpected("the end");
    return node;
  }

 private:
  const OdataToken& next() const { return tokens_[at_]; }
  bool IsMark(char mark) const { return next().kind == OdataToken::Kind::kMark && next().text[0] == mark; }
  bool IsName(std::string_view name) const {
    return next().kind == OdataToken::Kind::kName && next().text == name;
  }
  bool AcceptMark(char mark) {
    if (!IsMark(mark)) return false;
    ++at_;
    return true;
  }
  bool AcceptName(std::string_view name) {
    if (!IsName(name)) return false;
    ++at_;
    return true;
  }
  tl::unexpected<Error> Unexpected(std::string_view wanted) {
    return Fail(ErrorCode::kInvalid, "expected {} at position {}", wanted, next().begin + 1);
  }

  Result<FilterNode> ReadOr() {
    TRY(FilterNode left, ReadAnd());
    while (AcceptName("or")) {
      TRY(FilterNode right, ReadAnd());
      FilterNode node{Kind::kOr};
      node.parts.push_back(std::move(left));
      node.parts.push_back(std::move(right));
      left = std::move(node);
    }
    return left;
  }

  Result<FilterNode> ReadAnd() {
    TRY(FilterNode left, ReadNot());
    while (AcceptName("and")) {
      TRY(FilterNode right, ReadNot());
      FilterNode node{Kind::kAnd};
      node.parts.push_back(std::move(left));
      node.parts.push_back(std::move(right));
      left = std::move(node);
    }
    return left;
  }

  Result<FilterNode> ReadNot() {
    if (++depth_ > kMaxDepth) return Fail(ErrorCode::kInvalid, "the expression is nested too deep");
    if (AcceptName("not")) {
      TRY(FilterNode part, ReadNot());
      --depth_;
      FilterNode node{Kind::kNot};
      node.parts.push_back(std::move(part));
      return node;
    }
    TRY(FilterNode node, ReadComparison());
    --depth_;
    return node;
  }

  Result<FilterNode> ReadComparison() {
    TRY(FilterNode left, ReadOperand());
    if (AcceptName("in")) {
      FilterNode node{Kind::kIn};
      node.parts.push_back(std::move(left));
      if (!AcceptMark('(')) return Unexpected("'(' and the values");
      do {
        TRY(FilterNode value, ReadOperand());
        node.parts.push_back(std::move(value));
      } while (AcceptMark(','));
      if (!AcceptMark(')')) return Unexpected("')'");
      return node;
    }
    for (const std::string_view name : {"eq", "ne", "gt", "ge", "lt", "le"}) {
      if (!AcceptName(name)) continue;
      TRY(FilterNode right, ReadOperand());
      FilterNode node{Kind::kCompare};
      node.name = name;
      node.parts.push_back(std::move(left));
      node.parts.push_back(std::move(right));
      return node;
    }
    return left;
  }

  Result<FilterNode> ReadOperand() {
    if (AcceptMark('(')) {
      if (++depth_ > kMaxDepth) return Fail(ErrorCode::kInvalid, "the expression is nested too deep");
      TRY(FilterNode node, ReadOr());
      --depth_;
      if (!AcceptMark(')')) return Unexpected("')'");
      return node;
    }
    if (next().kind == OdataToken::Kind::kLiteral) {
      FilterNode node{Kind::kLiteral};
      node.literal = tokens_[at_++].value;
      return node;
    }
    if (next().kind != OdataToken::Kind::kName) return Unexpected("a property, a value or '('");
    const size_t begin = next().begin;
    const std::string name = tokens_[at_++].text;
    if (!AcceptMark('(')) return PathNode(name);
    if (name.ends_with("/any") || name.ends_with("/all")) return ReadLambda(name);
    return ReadCall(name, begin);
  }

  FilterNode PathNode(const std::string& name) {
    FilterNode node{Kind::kPath};
    node.path = SplitPath(name);
    return node;
  }

  Result<FilterNode> ReadLambda(const std::string& name) {
    FilterNode node{name.ends_with("/any") ? Kind::kAny : Kind::kAll};
    node.path = SplitPath(std::string_view(name).substr(0, name.size() - 4));
    if (AcceptMark(')')) return node;
    if (next().kind != OdataToken::Kind::kName) return Unexpected("a variable");
    node.name = tokens_[at_++].text;
    if (!AcceptMark(':')) return Unexpected("':'");
    if (++depth_ > kMaxDepth) return Fail(ErrorCode::kInvalid, "the expression is nested too deep");
    TRY(FilterNode condition, ReadOr());
    --depth_;
    node.parts.push_back(std::move(condition));
    if (!AcceptMark(')')) return Unexpected("')'");
    return node;
  }

  Result<FilterNode> ReadCall(const std::string& name, size_t begin) {
    static const std::map<std::string_view, size_t> kArity = {
        {"contains", 2}, {"startswith", 2}, {"endswith", 2}, {"tolower", 1}, {"toupper", 1}, {"length", 1}};
    const auto known = kArity.find(name);
    if (known == kArity.end())
      return Fail(ErrorCode::kInvalid, "there is no function '{}' (position {})", name, begin + 1);
    FilterNode node{Kind::kCall};
    node.name = name;
    do {
      if (++depth_ > kMaxDepth) return Fail(ErrorCode::kInvalid, "the expression is nested too deep");
      TRY(FilterNode argument, ReadOr());
      --depth_;
      node.parts.push_back(std::move(argument));
    } while (AcceptMark(','));
    if (!AcceptMark(')')) return Unexpected("')'");
    if (node.parts.size() != known->second)
      return Fail(ErrorCode::kInvalid, "{}() takes {} arguments (position {})", name, known->second,
                  begin + 1);
    return node;
  }

  std::vector<OdataToken> tokens_;
  size_t at_ = 0;
  size_t depth_ = 0;
};

/// The variables of the lambdas around.
using Scope = std::vector<std::pair<std::string_view, const json::value*>>;

class Evaluator {
 public:
  explicit Evaluator(const json::value& resource) : resource_(resource) {}

  bool Holds(const FilterNode& node) {
    const json::value value = Evaluate(node);
    return value.is_bool() && value.as_bool();
  }

 private:
  const json::value& Follow(const std::vector<std::string>& path) {
    if (!path.empty()) {
      for (auto variable = scope_.rbegin(); variable != scope_.rend(); ++variable) {
        if (variable->first == path[0]) return AtPath(*variable->second, {path.begin() + 1, path.end()});
      }
    }
    return AtPath(resource_, path);
  }

  json::value Evaluate(const FilterNode& node) {
    switch (node.kind) {
      case Kind::kLiteral:
        return node.literal;
      case Kind::kPath:
        return Follow(node.path);
      case Kind::kAnd:
        return Holds(node.parts[0]) && Holds(node.parts[1]);
      case Kind::kOr:
        return Holds(node.parts[0]) || Holds(node.parts[1]);
      case Kind::kNot:
        return !Holds(node.parts[0]);
      case Kind::kCompare:
        return Compares(node);
      case Kind::kIn: {
        const json::value value = Evaluate(node.parts[0]);
        for (size_t i = 1; i < node.parts.size(); ++i) {
          if (Compare(value, Evaluate(node.parts[i])) == 0) return true;
        }
        return false;
      }
      case Kind::kAny:
      case Kind::kAll:
        return Quantified(node);
      case Kind::kCall:
        return Call(node);
    }
    return {};
  }

  bool Compares(const FilterNode& node) {
    const auto order = Compare(Evaluate(node.parts[0]), Evaluate(node.parts[1]));
    if (!order) return node.name == "ne";
    if (node.name == "eq") return *order == 0;
    if (node.name == "ne") return *order != 0;
    if (node.name == "gt") return *order > 0;
    if (node.name == "ge") return *order >= 0;
    if (node.name == "lt") return *order < 0;
    return *order <= 0;
  }

  bool Quantified(const FilterNode& node) {
    const bool any = node.kind == Kind::kAny;
    const json::array* const list = Follow(node.path).if_array();
    if (list == nullptr) return !any;
    if (node.parts.empty()) return !list->empty();
    for (const json::value& element : *list) {
      scope_.emplace_back(node.name, &element);
      const bool holds = Holds(node.parts[0]);
      scope_.pop_back();
      if (holds == any) return any;
    }
    return !any;
  }

  json::value Call(const FilterNode& node) {
    const json::value first = Evaluate(node.parts[0]);
    if (node.name == "length" && first.is_array()) return static_cast<int64_t>(first.as_array().size());
    if (node.name == "contains" && first.is_array()) {
      const json::value wanted = Evaluate(node.parts[1]);
      return std::any_of(first.as_array().begin(), first.as_array().end(),
                         [&](const json::value& element) { return Compare(element, wanted) == 0; });
    }
    if (!first.is_string()) return {};
    const std::string_view text = TextOf(first);
    if (node.name == "length") return static_cast<int64_t>(text.size());
    if (node.name == "tolower" || node.name == "toupper") {
      const bool lower = node.name == "tolower";
      std::string out(text);
      for (char& c : out) {
        if (lower && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        if (!lower && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
      }
      return json::value(json::string(out.data(), out.size()));
    }
    const json::value second = Evaluate(node.parts[1]);
    if (!second.is_string()) return {};
    const std::string_view part = TextOf(second);
    if (node.name == "contains") return text.find(part) != std::string_view::npos;
    if (node.name == "startswith") return text.starts_with(part);
    return text.ends_with(part);
  }

  const json::value& resource_;
  Scope scope_;
};

}  // namespace

const json::value& AtPath(const json::value& root, const std::vector<std::string>& path) {
  const json::value* value = &root;
  for (const std::string& name : path) {
    value = Member(*value, name);
    if (value == nullptr) return kNull;
  }
  return *value;
}

Result<Filter> Filter::Parse(std::string_view text) {
  Result<std::vector<OdataToken>> tokens = ReadOdata(text);
  if (!tokens) return Fail(ErrorCode::kInvalid, "$filter: {}", tokens.error().message);
  if (tokens->size() > kMaxTokens) return Fail(ErrorCode::kInvalid, "$filter has too many parts");
  Result<FilterNode> root = Parser(*std::move(tokens)).Parse();
  if (!root) return Fail(ErrorCode::kInvalid, "$filter: {}", root.error().message);
  Filter filter;
  filter.root_ = std::make_shared<const FilterNode>(*std::move(root));
  return filter;
}

bool Filter::Matches(const json::value& resource) const {
  return Evaluator(resource).Holds(*root_);
}

Result<Ordering> Ordering::Parse(std::string_view text) {
  Result<std::vector<OdataToken>> tokens = ReadOdata(text);
  if (!tokens) return Fail(ErrorCode::kInvalid, "$orderby: {}", tokens.error().message);
  Ordering ordering;
  size_t at = 0;
  while (true) {
    if ((*tokens)[at].kind != OdataToken::Kind::kName)
      return Fail(ErrorCode::kInvalid, "$orderby: expected a property at position {}",
                  (*tokens)[at].begin + 1);
    Key key{SplitPath((*tokens)[at++].text)};
    if ((*tokens)[at].text == "asc" || (*tokens)[at].text == "desc")
      key.descending = (*tokens)[at++].text == "desc";
    ordering.keys_.push_back(std::move(key));
    if ((*tokens)[at].kind == OdataToken::Kind::kEnd) return ordering;
    if ((*tokens)[at].text != ",")
      return Fail(ErrorCode::kInvalid, "$orderby: expected ',' at position {}", (*tokens)[at].begin + 1);
    ++at;
  }
}

bool Ordering::Before(const json::value& a, const json::value& b) const {
  for (const Key& key : keys_) {
    const json::value& x = AtPath(a, key.path);
    const json::value& y = AtPath(b, key.path);
    const int ranks = RankOf(x) - RankOf(y);
    const int order = ranks != 0 ? ranks : Compare(x, y).value_or(0);
    if (order != 0) return key.descending ? order > 0 : order < 0;
  }
  return false;
}

}  // namespace harrier::api::arm
