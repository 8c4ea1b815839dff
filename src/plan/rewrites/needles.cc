#include "plan/rewrites/rewrite.h"

// `search` looks for a text in every column. A number's or a time's text cannot hold most words, so the texts
// are not even made: a comparison with a needle that has a character which they never have is false. And what
// is looked for in a dynamic's text is looked for where it lies, without a copy.
namespace harrier::plan {

namespace {

/// The characters, in lower case, of the texts that a conversion to string gives; empty: any.
std::string_view AlphabetOf(const Expr& text) {
  if (text.kind != Expr::Kind::kKernel) return {};
  struct Conversion {
    std::string_view kernel, alphabet;
  };
  static constexpr Conversion kConversions[] = {
      {"bool_to_string", "aeflrstu"},
      {"int_to_string", "-0123456789"},
      {"long_to_string", "-0123456789"},
      {"decimal_to_string", "-.0123456789e+"},
      {"real_to_string", "-.0123456789e+afinty"},
      {"datetime_to_string", "-:.0123456789tz"},
      {"timespan_to_string", "-:.0123456789"},
      {"guid_to_string", "-0123456789abcdef"},
  };
  for (const Conversion& conversion : kConversions) {
    if (text.kernel->name == conversion.kernel) return conversion.alphabet;
  }
  return {};
}

/// f(text, needle), true only of a text that holds the whole needle.
bool HoldsNeedle(std::string_view kernel) {
  static constexpr std::string_view kKernels[] = {
      "contains",     "contains_cs", "has",           "has_cs",   "hasprefix",   "hasprefix_cs", "hassuffix",
      "hassuffix_cs", "startswith",  "startswith_cs", "endswith", "endswith_cs", "equals_ci",
  };
  return std::find(std::begin(kKernels), std::end(kKernels), kernel) != std::end(kKernels);
}

bool IsImpossible(const Expr& expr) {
  if (expr.kind != Expr::Kind::kKernel || expr.args.size() != 2 || !HoldsNeedle(expr.kernel->name))
    return false;
  const std::string_view alphabet = AlphabetOf(*expr.args[0]);
  const Expr& needle = *expr.args[1];
  if (alphabet.empty() || !needle.is_literal() || needle.type != Type::kString) return false;
  const std::string& text = needle.value.text();
  return std::any_of(text.begin(), text.end(), [&](char c) {
    return alphabet.find(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c) == alphabet.npos;
  });
}

bool IsInDynamic(const Expr& expr) {
  return expr.kind == Expr::Kind::kKernel && expr.args.size() == 2 && HoldsNeedle(expr.kernel->name) &&
         expr.args[0]->kind == Expr::Kind::kKernel && expr.args[0]->kernel->name == "dynamic_to_string";
}

ExprPtr Simplify(const ExprPtr& expr) {
  if (IsImpossible(*expr)) return Lit(Value::Bool(false), expr->span);
  if (IsInDynamic(*expr)) {
    return CallKernel(expr->kernel->name + "_dynamic", {Simplify(expr->args[0]->args[0]), expr->args[1]},
                      expr->span);
  }
  std::vector<ExprPtr> args;
  bool changed = false;
  const bool is_or = expr->kind == Expr::Kind::kOp && expr->op == Op::kOr;
  for (const ExprPtr& arg : expr->args) {
    ExprPtr simple = Simplify(arg);
    changed = changed || simple != arg;
    if (is_or && simple != arg && simple->is_literal() && simple->value == Value::Bool(false)) continue;
    args.push_back(std::move(simple));
  }
  if (!changed) return expr;
  if (is_or && args.empty()) return Lit(Value::Bool(false), expr->span);
  if (is_or && args.size() == 1) return args.front();
  Expr simpler = *expr;
  simpler.args = std::move(args);
  return std::make_shared<const Expr>(std::move(simpler));
}

class Pruner {
 public:
  NodePtr Apply(const NodePtr& node) {
    const auto known = done_.find(node);
    if (known != done_.end()) return known->second;
    NodePtr result = MapChildren(node, [&](const NodePtr& child) { return Apply(child); });
    Node::Payload payload = result->payload;
    bool changed = false;
    VisitExprs(payload, [&](ExprPtr& expr) {
      if (expr == nullptr) return;
      ExprPtr simple = Simplify(expr);
      changed = changed || simple != expr;
      expr = std::move(simple);
    });
    if (changed) {
      Node simpler = *result;
      simpler.payload = std::move(payload);
      result = std::make_shared<const Node>(std::move(simpler));
    }
    done_.emplace(node, result);
    return result;
  }

 private:
  std::unordered_map<NodePtr, NodePtr> done_;
};

}  // namespace

NodePtr Needles(const NodePtr& root) {
  return Pruner().Apply(root);
}

}  // namespace harrier::plan
