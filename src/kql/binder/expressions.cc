#include "kql/binder/binder.h"
#include "kql/functions/signature.h"

namespace harrier::kql {
namespace {

/// The steps of d.a["b"][0], innermost first, as the JSON array that the path kernel takes; the base
/// expression.
struct Path {
  const syntax::Expr* base = nullptr;
  std::vector<const syntax::Expr*> steps;  // Member or Index
};

Path CollectPath(const syntax::Expr& expr) {
  Path path;
  const syntax::Expr* at = &expr;
  while (true) {
    if (const auto* member = at->As<syntax::Member>()) {
      path.steps.push_back(at);
      at = member->base.get();
    } else if (const auto* index = at->As<syntax::Index>()) {
      path.steps.push_back(at);
      at = index->base.get();
    } else {
      break;
    }
  }
  path.base = at;
  std::reverse(path.steps.begin(), path.steps.end());
  return path;
}

/// Kusto's operators over text and the kernels that answer them.
struct TextOperator {
  std::string_view op;
  std::string_view kernel;
  bool negated;
};
constexpr TextOperator kTextOperators[] = {
    {"has", "has", false},
    {"!has", "has", true},
    {"has_cs", "has_cs", false},
    {"!has_cs", "has_cs", true},
    {"hasprefix", "hasprefix", false},
    {"!hasprefix", "hasprefix", true},
    {"hasprefix_cs", "hasprefix_cs", false},
    {"!hasprefix_cs", "hasprefix_cs", true},
    {"hassuffix", "hassuffix", false},
    {"!hassuffix", "hassuffix", true},
    {"hassuffix_cs", "hassuffix_cs", false},
    {"!hassuffix_cs", "hassuffix_cs", true},
    {"contains", "contains", false},
    {"!contains", "contains", true},
    {"notcontains", "contains", true},
    {"contains_cs", "contains_cs", false},
    {"containscs", "contains_cs", false},
    {"!contains_cs", "contains_cs", true},
    {"notcontainscs", "contains_cs", true},
    {"startswith", "startswith", false},
    {"!startswith", "startswith", true},
    {"startswith_cs", "startswith_cs", false},
    {"!startswith_cs", "startswith_cs", true},
    {"endswith", "endswith", false},
    {"!endswith", "endswith", true},
    {"endswith_cs", "endswith_cs", false},
    {"!endswith_cs", "endswith_cs", true},
    {"=~", "equals_ci", false},
    {"!~", "equals_ci", true},
    {"matches regex", "matches_regex", false},
    {"has_any", "has_any", false},
    {"has_all", "has_all", false},
};

const TextOperator* FindTextOperator(std::string_view op) {
  for (const TextOperator& text : kTextOperators) {
    if (text.op == op) return &text;
  }
  return nullptr;
}

}  // namespace

Result<plan::ExprPtr> Binder::BindScalar(const syntax::Expr& expr, const RowScope& scope) {
  TRY(Bound bound, BindAny(expr, scope));
  if (auto* scalar = std::get_if<plan::ExprPtr>(&bound)) return std::move(*scalar);
  return FailAt(expr.span, "KS108", ErrorCode::kSemantic,
                "a scalar value is wanted here, and this is a table; use toscalar(…)");
}

Result<Bound> Binder::BindSource(const syntax::Expr& expr, const RowScope& scope) {
  Result<Bound> bound = BindAny(expr, scope);
  if (!bound && expr.As<syntax::NameRef>() != nullptr && bound.error().id == "KS142") {
    bound.error().id = "KS204";
  }
  return bound;
}

Result<Relation> Binder::BindTable(const syntax::Expr& expr, const RowScope& scope) {
  TRY(Relation table, BindTableOrGraph(expr, scope));
  if (table.graph == nullptr) return table;
  return FailAt(
      expr.span, "", ErrorCode::kSemantic,
      "a table is wanted here, and this is a graph: graph-match or graph-to-table make a table of it");
}

Result<Relation> Binder::BindTableOrGraph(const syntax::Expr& expr, const RowScope& scope) {
  TRY(Bound bound, BindSource(expr, scope));
  if (auto* relation = std::get_if<Relation>(&bound)) return std::move(*relation);
  return FailAt(expr.span, "KS111", ErrorCode::kSemantic,
                "a table is wanted here, and this is a scalar value");
}

Result<plan::ExprPtr> Binder::BindPredicate(const syntax::Expr& expr, const RowScope& scope) {
  TRY(plan::ExprPtr predicate, BindScalar(expr, scope));
  if (predicate->type == Type::kBool) return predicate;
  if (predicate->type == Type::kString || !CanConvert(predicate->type, Type::kBool)) {
    return FailAt(expr.span, "KS141", ErrorCode::kSemantic,
                  "a condition must be of type bool, and this is {}", TypeName(predicate->type));
  }
  return Convert(std::move(predicate), Type::kBool);
}

Result<plan::ExprPtr> Binder::BindConstant(const syntax::Expr& expr) {
  TRY(plan::ExprPtr bound, BindScalar(expr, RowScope{}));
  return plan::Fold(bound);
}

Result<plan::ExprPtr> Binder::BindRowCount(const syntax::Expr& expr) {
  TRY(plan::ExprPtr count, BindConstant(expr));
  if (!IsInteger(count->type) && count->type != Type::kUnknown) {
    return FailAt(expr.span, "KS134", ErrorCode::kSemantic, "a number of rows is a whole number, not {}",
                  TypeName(count->type));
  }
  return plan::Fold(Convert(std::move(count), Type::kLong));
}

Result<int64_t> Binder::BindConstantLong(const syntax::Expr& expr, std::string_view what) {
  TRY(plan::ExprPtr bound, BindConstant(expr));
  const plan::ExprPtr value = plan::Fold(Convert(bound, Type::kLong));
  if (!value->is_literal() || value->value.is_null()) {
    return FailAt(expr.span, "KS134", ErrorCode::kSemantic, "{} must be a constant number", what);
  }
  return value->value.integer();
}

Result<std::string> Binder::BindConstantString(const syntax::Expr& expr, std::string_view what) {
  TRY(plan::ExprPtr bound, BindConstant(expr));
  if (!bound->is_literal() || bound->type != Type::kString) {
    return FailAt(expr.span, "KS129", ErrorCode::kSemantic, "{} must be a constant string", what);
  }
  return bound->value.text();
}

Result<Bound> Binder::BindAny(const syntax::Expr& expr, const RowScope& scope) {
  constexpr int kDeepest = 400;
  if (depth_ >= kDeepest) {
    return FailAt(expr.span, "", ErrorCode::kLimit, "the query nests deeper than {} levels", kDeepest);
  }
  ++depth_;
  struct Leave {
    int& depth;
    ~Leave() { --depth; }
  } leave{depth_};

  auto scalar = [](Result<plan::ExprPtr> result) -> Result<Bound> {
    if (!result) return tl::unexpected(std::move(result.error()));
    return Bound(plan::Fold(*result));
  };
  auto table = [](Result<Relation> result) -> Result<Bound> {
    if (!result) return tl::unexpected(std::move(result.error()));
    return Bound(std::move(*result));
  };

  if (const auto* bad = expr.As<syntax::BadConstant>()) {
    return FailAt(expr.span, "KS004", ErrorCode::kSemantic, "'{}' is no {}", bad->text, TypeName(bad->type));
  }
  if (const auto* literal = expr.As<syntax::Literal>()) return Bound(plan::Lit(literal->value, expr.span));
  if (const auto* dynamic = expr.As<syntax::DynamicLiteral>())
    return Bound(plan::Lit(dynamic->value, expr.span));
  if (const auto* name = expr.As<syntax::NameRef>()) return BindName(name->name, scope);
  if (const auto* paren = expr.As<syntax::Paren>()) return BindAny(*paren->inner, scope);
  if (const auto* call = expr.As<syntax::Call>()) return BindCall(*call, scope, expr.span);
  if (const auto* binary = expr.As<syntax::Binary>()) return scalar(BindBinary(*binary, scope, expr.span));
  if (const auto* in = expr.As<syntax::InList>()) return scalar(BindInList(*in, scope, expr.span));
  if (const auto* between = expr.As<syntax::Between>())
    return scalar(BindBetween(*between, scope, expr.span));
  if (const auto* unary = expr.As<syntax::Unary>()) {
    TRY(plan::ExprPtr operand, BindScalar(*unary->operand, scope));
    if (unary->op == "+") return Bound(std::move(operand));
    if (operand->type == Type::kReal)
      return scalar(plan::Apply(plan::Op::kNeg, {std::move(operand)}, expr.span));
    if (operand->type == Type::kDynamic) operand = Convert(std::move(operand), Type::kReal);
    const Type type = operand->type == Type::kInt ? Type::kLong : operand->type;
    const plan::ExprPtr zero = type == Type::kTimespan
                                   ? plan::Lit(Value::Timespan(0), expr.span)
                                   : plan::Fold(Convert(plan::Lit(Value::Long(0), expr.span), type));
    return scalar(BindArithmetic("-", zero, std::move(operand), expr.span));
  }
  if (expr.As<syntax::Member>() || expr.As<syntax::Index>()) {
    const Path path = CollectPath(expr);
    // database("x").T and the like.
    if (const auto* call = path.base->As<syntax::Call>()) {
      const std::string& function = call->function.text;
      if (const auto pattern = environment_->FindPattern(function); pattern && path.steps.size() == 1) {
        std::string key;
        if (const auto* member = path.steps[0]->As<syntax::Member>()) {
          key = member->member.text;
        } else {
          TRY(key, BindConstantString(*path.steps[0]->As<syntax::Index>()->index, "a pattern's path"));
        }
        return table(CallPattern(*pattern, *call, key, expr.span));
      }
      if (function == "database" || function == "cluster" || function == "workspace" || function == "app" ||
          function == "adx" || function == "arg" || function == "resource") {
        return table(BindRemote(*call, path.steps, expr.span));
      }
    }
    return scalar(BindMember(expr, scope));
  }
  if (const auto* pipe = expr.As<syntax::Pipe>()) {
    TRY(Relation source, BindTableOrGraph(*pipe->source, scope));
    return table(BindOperators(pipe->operators, std::move(source)));
  }
  if (const auto* data = expr.As<syntax::DataTable>()) return table(BindDataTable(*data, expr.span));
  if (const auto* source = expr.As<syntax::SourceOperator>()) return table(BindOperator(*source->op, Unit()));
  if (const auto* external = expr.As<syntax::ExternalData>())
    return table(BindExternalData(*external, expr.span));
  if (const auto* named = expr.As<syntax::Named>()) return BindAny(*named->value, scope);
  if (expr.As<syntax::Star>()) {
    return FailAt(expr.span, "KS191", ErrorCode::kSemantic, "'*' is not allowed here");
  }
  if (expr.As<syntax::TypeOf>()) {
    return FailAt(expr.span, "KS172", ErrorCode::kSemantic, "typeof(…) is not allowed here");
  }
  if (expr.As<syntax::FunctionLiteral>()) {
    return FailAt(expr.span, "KS112", ErrorCode::kSemantic,
                  "a function body is only allowed in a let statement");
  }
  return FailAt(expr.span, "KS006", ErrorCode::kSyntax, "this could not be understood");
}

std::optional<plan::ExprPtr> Binder::FindInRow(const syntax::Name& name, const RowScope& scope) {
  if (scope.extra != nullptr) {
    const auto at = scope.extra->find(name.text);
    if (at != scope.extra->end()) return at->second;
  }
  for (const Relation* relation : {scope.row, scope.left, scope.right}) {
    if (relation == nullptr) continue;
    for (const plan::Column& column : relation->columns()) {
      if (column.name == name.text) return plan::Ref(column, name.span);
    }
  }
  return std::nullopt;
}

Result<Bound> Binder::BindName(const syntax::Name& name, const RowScope& scope) {
  if (scope.graph != nullptr) {
    TRY(std::optional<plan::ExprPtr> element, BindGraphName(name, nullptr, scope, name.span));
    if (element) return Bound(std::move(*element));
  }
  if (std::optional<plan::ExprPtr> column = FindInRow(name, scope)) return Bound(*column);
  TRY(std::optional<Bound> named, FindNamed(name));
  if (named) return std::move(*named);
  if (scope.row != nullptr && scope.row->open_schema) {
    return Bound(OpenValue(*scope.row, name));
  }
  const bool in_row = scope.row != nullptr || scope.left != nullptr || scope.aggregates != nullptr;
  std::string hint;
  if (in_row && scope.row != nullptr) {
    for (const plan::Column& column : scope.row->columns()) {
      if (column.name.size() == name.text.size() &&
          std::equal(column.name.begin(), column.name.end(), name.text.begin(),
                     [](char a, char b) { return std::tolower(a) == std::tolower(b); })) {
        hint = fmt::format("; did you mean '{}'? names are case-sensitive", column.name);
      }
    }
  } else if (!in_row) {
    const std::vector<std::string> similar = catalog().Similar(name.text);
    if (!similar.empty()) hint = fmt::format("; did you mean '{}'?", similar.front());
  }
  return FailAt(name.span, "KS142", ErrorCode::kSemantic, "the name '{}' does not refer to any known {}{}",
                name.text, in_row ? "column or variable" : "table, variable or function", hint);
}

Result<plan::ExprPtr> Binder::BindMember(const syntax::Expr& expr, const RowScope& scope) {
  const Path path = CollectPath(expr);
  size_t first = 0;
  plan::ExprPtr base;
  const auto* root = path.base->As<syntax::NameRef>();
  const auto* root_member = path.steps.front()->As<syntax::Member>();
  if (root != nullptr && root_member != nullptr &&
      (root->name.text == "$left" || root->name.text == "$right")) {
    const Relation* side = root->name.text == "$left" ? scope.left : scope.right;
    if (side == nullptr) {
      return FailAt(root->name.span, "KS142", ErrorCode::kSemantic,
                    "{} is only known in the condition of a join", root->name.text);
    }
    TRY(const plan::Column column, FindColumn(*side, root_member->member));
    base = plan::Ref(column, expr.span);
    first = 1;
  } else if (scope.steps != nullptr && root != nullptr && root_member != nullptr &&
             scope.steps->contains(root->name.text)) {
    TRY(const plan::Column column,
        FindColumn(scope.steps->find(root->name.text)->second, root_member->member));
    base = plan::Ref(column, expr.span);
    first = 1;
  } else {
    if (scope.graph != nullptr && root != nullptr && root_member != nullptr) {
      TRY(const std::optional<plan::ExprPtr> property,
          BindGraphName(root->name, &root_member->member, scope, expr.span));
      if (property) {
        base = *property;
        first = 1;
      }
    }
    if (base == nullptr) {
      TRY(base, BindScalar(*path.base, scope));
    }
  }
  if (first == path.steps.size()) return base;
  if (base->type == Type::kString) {
    // A text that holds JSON is read as such (AdditionalFields.x over a string column).
    base = plan::CallKernel("parse_json", {std::move(base)}, expr.span);
  }
  if (base->type != Type::kDynamic) {
    if (base->type == Type::kUnknown) return Unknown(expr.span);
    return FailAt(expr.span, "KS141", ErrorCode::kSemantic, "a value of type {} has no members",
                  TypeName(base->type));
  }
  std::string constant_path;
  auto flush = [&] {
    if (constant_path.empty()) return;
    base = plan::Fold(plan::CallKernel(
        "dyn_path", {std::move(base), plan::Lit(Value::Dynamic("[" + constant_path + "]"))}, expr.span));
    constant_path.clear();
  };
  auto add = [&](const std::string& json) {
    if (!constant_path.empty()) constant_path += ',';
    constant_path += json;
  };
  for (size_t i = first; i < path.steps.size(); ++i) {
    if (const auto* member = path.steps[i]->As<syntax::Member>()) {
      add(plan::Fold(plan::CallKernel("string_to_dynamic", {plan::Lit(Value::String(member->member.text))}))
              ->value.text());
      continue;
    }
    const auto* index = path.steps[i]->As<syntax::Index>();
    TRY(plan::ExprPtr key, BindScalar(*index->index, scope));
    key = plan::Fold(key);
    if (key->type == Type::kUnknown) return Unknown(expr.span);
    const plan::ExprPtr json = plan::Fold(Convert(key, Type::kDynamic));
    if (json->is_literal() && !json->value.is_null()) {
      add(json->value.text());
    } else {
      flush();
      base = plan::CallKernel("dyn_index", {std::move(base), json}, expr.span);
    }
  }
  flush();
  return base;
}

Result<plan::ExprPtr> Binder::BindBinary(const syntax::Binary& binary, const RowScope& scope, Span span) {
  const std::string& op = binary.op;
  if (op == "and" || op == "or") {
    // A long chain is one node, so that depth does not follow length.
    std::vector<plan::ExprPtr> args;
    const syntax::Binary* at = &binary;
    std::vector<const syntax::Expr*> rights;
    const syntax::Expr* left = nullptr;
    while (true) {
      rights.push_back(at->right.get());
      left = at->left.get();
      const auto* inner = left->As<syntax::Binary>();
      if (inner == nullptr || inner->op != op) break;
      at = inner;
    }
    args.push_back(OrReport(BindPredicate(*left, scope), plan::Lit(Value::Bool(true), left->span)));
    for (auto right = rights.rbegin(); right != rights.rend(); ++right) {
      args.push_back(OrReport(BindPredicate(**right, scope), plan::Lit(Value::Bool(true), (*right)->span)));
    }
    return plan::Apply(op == "and" ? plan::Op::kAnd : plan::Op::kOr, std::move(args), span);
  }

  if (binary.left->As<syntax::Star>() != nullptr && scope.row != nullptr)
    return BindAnyColumn(binary, scope, span);
  if (op == "has_any" || op == "has_all") {
    TRY(plan::ExprPtr left, BindScalar(*binary.left, scope));
    TRY(Bound right, BindAny(*binary.right, scope));
    if (auto* table = std::get_if<Relation>(&right))
      return BindSubqueryList(op, std::move(left), *table, span);
    return BindTextOperator(op, std::move(left), std::get<plan::ExprPtr>(std::move(right)), span);
  }
  TRY(plan::ExprPtr left, BindScalar(*binary.left, scope));
  TRY(plan::ExprPtr right, BindScalar(*binary.right, scope));
  if (left->type == Type::kUnknown && !left->is_literal()) return Unknown(span);
  return ApplyBinary(op, std::move(left), std::move(right), span);
}

Result<plan::ExprPtr> Binder::BindAnyColumn(const syntax::Binary& binary, const RowScope& scope, Span span) {
  TRY(const plan::ExprPtr right, BindScalar(*binary.right, scope));
  std::vector<plan::ExprPtr> any;
  for (const plan::Column& column : scope.row->columns()) {
    // Types that do not compare with the value's cannot match it.
    Result<plan::ExprPtr> hit = ApplyBinary(binary.op, plan::Ref(column, binary.left->span), right, span);
    if (hit) any.push_back(std::move(*hit));
  }
  return any.empty() ? plan::Lit(Value::Bool(false), span) : plan::Apply(plan::Op::kOr, std::move(any), span);
}

Result<plan::ExprPtr> Binder::ApplyBinary(const std::string& op, plan::ExprPtr left, plan::ExprPtr right,
                                          Span span) {
  if (op == "==") return Compare(plan::Op::kEq, std::move(left), std::move(right), span);
  if (op == "!=" || op == "<>") return Compare(plan::Op::kNe, std::move(left), std::move(right), span);
  if (op == "<") return Compare(plan::Op::kLt, std::move(left), std::move(right), span);
  if (op == "<=") return Compare(plan::Op::kLe, std::move(left), std::move(right), span);
  if (op == ">") return Compare(plan::Op::kGt, std::move(left), std::move(right), span);
  if (op == ">=") return Compare(plan::Op::kGe, std::move(left), std::move(right), span);
  if (FindTextOperator(op) != nullptr) return BindTextOperator(op, std::move(left), std::move(right), span);
  if (op == ":") return BindTextOperator("has", std::move(left), std::move(right), span);
  return BindArithmetic(op, std::move(left), std::move(right), span);
}

Result<plan::ExprPtr> Binder::BindTextOperator(std::string_view op, plan::ExprPtr left, plan::ExprPtr right,
                                               Span span) {
  const TextOperator* text = FindTextOperator(op);
  HARRIER_CHECK(text != nullptr);
  left = ToText(std::move(left));
  if (op == "has_any" || op == "has_all") {
    right = Convert(std::move(right), Type::kDynamic);
  } else {
    right = ToText(std::move(right));
  }
  plan::ExprPtr call = plan::CallKernel(text->kernel, {std::move(left), std::move(right)}, span);
  return text->negated ? plan::Apply(plan::Op::kNot, {std::move(call)}, span) : call;
}

Result<plan::ExprPtr> Binder::BindBetween(const syntax::Between& between, const RowScope& scope, Span span) {
  TRY(plan::ExprPtr value, BindScalar(*between.left, scope));
  TRY(plan::ExprPtr low, BindScalar(*between.low, scope));
  TRY(plan::ExprPtr high, BindScalar(*between.high, scope));
  // A timespan as the upper end of a datetime range counts from the lower one (Kusto docs, between operator).
  if (low->type == Type::kDatetime && high->type == Type::kTimespan) {
    TRY(high, BindArithmetic("+", low, std::move(high), span));
  }
  TRY(plan::ExprPtr above, Compare(plan::Op::kGe, value, std::move(low), span));
  TRY(plan::ExprPtr below, Compare(plan::Op::kLe, std::move(value), std::move(high), span));
  plan::ExprPtr both = plan::Apply(plan::Op::kAnd, {std::move(above), std::move(below)}, span);
  return between.negated ? plan::Apply(plan::Op::kNot, {std::move(both)}, span) : both;
}

}  // namespace harrier::kql
