#include "kql/operators/search_terms.h"

#include <cctype>

namespace harrier::kql {

namespace {

/// A bare text of a search predicate: not the operand of a comparison.
const std::string* BareText(const syntax::Expr& expr) {
  const auto* literal = expr.As<syntax::Literal>();
  return literal != nullptr && literal->value.type() == Type::kString ? &literal->value.text() : nullptr;
}

/// The argument of not(…); null for anything else.
const syntax::Expr* Negated(const syntax::Expr& expr) {
  const auto* call = expr.As<syntax::Call>();
  const bool negation = call != nullptr && call->function.text == "not" && call->arguments.size() == 1;
  return negation ? call->arguments[0].get() : nullptr;
}

void AddNames(const syntax::Expr& expr, std::vector<std::string>& out) {
  auto all = [&](const std::vector<syntax::ExprPtr>& exprs) {
    for (const syntax::ExprPtr& one : exprs) AddNames(*one, out);
  };
  if (const auto* name = expr.As<syntax::NameRef>()) {
    if (std::find(out.begin(), out.end(), name->name.text) == out.end()) out.push_back(name->name.text);
  }
  if (const auto* paren = expr.As<syntax::Paren>()) AddNames(*paren->inner, out);
  if (const auto* unary = expr.As<syntax::Unary>()) AddNames(*unary->operand, out);
  if (const auto* call = expr.As<syntax::Call>()) all(call->arguments);
  if (const auto* named = expr.As<syntax::Named>()) AddNames(*named->value, out);
  if (const auto* member = expr.As<syntax::Member>()) AddNames(*member->base, out);
  if (const auto* index = expr.As<syntax::Index>()) all({index->base, index->index});
  if (const auto* binary = expr.As<syntax::Binary>()) all({binary->left, binary->right});
  if (const auto* between = expr.As<syntax::Between>()) all({between->left, between->low, between->high});
  if (const auto* in = expr.As<syntax::InList>()) {
    AddNames(*in->left, out);
    all(in->items);
  }
}

/// The form of a text operator that minds case; the same operator where there is none.
std::string CaseSensitive(const std::string& op) {
  if (op == "=~") return "==";
  if (op == "!~") return "!=";
  const std::string_view bare = std::string_view(op).substr(op.starts_with("!") ? 1 : 0);
  for (const std::string_view known : {"has", "hasprefix", "hassuffix", "contains", "startswith", "endswith"})
    if (bare == known) return op + "_cs";
  return op == ":" ? "has_cs" : op;
}

}  // namespace

ColumnTypes TypesOf(Binder& binder, const Sources& sources, const std::vector<std::string>& names) {
  ColumnTypes types;
  const std::unordered_set<std::string_view> wanted(names.begin(), names.end());
  bool open = false;
  for (const Source& source : sources.found) {
    open = open || source.table.open_schema;
    for (const plan::Column& column : source.table.columns())
      if (wanted.contains(column.name)) types.emplace(column.name, column.type);
  }
  for (const catalog::TablePtr& table : sources.without_rows) {
    open = open || table->open_schema;
    for (const catalog::TableColumn& column : table->columns)
      if (wanted.contains(column.name)) types.emplace(column.name, column.type);
  }
  if (!open) return types;
  for (const std::string& name : names)
    if (binder.environment()->Find(name) == nullptr) types.emplace(name, Type::kString);
  return types;
}

std::vector<std::string> NamesIn(const syntax::Expr& expr) {
  std::vector<std::string> names;
  AddNames(expr, names);
  return names;
}

bool LooksEverywhere(const syntax::Expr& predicate) {
  if (predicate.As<syntax::Star>() != nullptr || BareText(predicate) != nullptr) return true;
  if (const auto* paren = predicate.As<syntax::Paren>()) return LooksEverywhere(*paren->inner);
  if (const syntax::Expr* inner = Negated(predicate)) return LooksEverywhere(*inner);
  const auto* binary = predicate.As<syntax::Binary>();
  if (binary == nullptr) return false;
  if (binary->op == "and" || binary->op == "or")
    return LooksEverywhere(*binary->left) || LooksEverywhere(*binary->right);
  return binary->left->As<syntax::Star>() != nullptr;
}

SearchBinder::SearchBinder(Binder& binder, const Relation& row, const ColumnTypes& known, bool case_sensitive)
    : binder_(binder), row_(row), case_sensitive_(case_sensitive) {
  // A table of an open schema has texts under any name; what other tables have as another type, it has not.
  for (const auto& [name, type] : known) {
    if (!row.open_schema || type != Type::kString) missing_.emplace(name, plan::Lit(Value::Null(type)));
  }
  for (const plan::Column& column : row.columns()) missing_.erase(column.name);
  scope_.row = &row_;
  scope_.extra = &missing_;
}

Result<plan::ExprPtr> SearchBinder::Bind(const syntax::Expr& expr) {
  if (const auto* paren = expr.As<syntax::Paren>()) return Bind(*paren->inner);
  if (expr.As<syntax::Star>() != nullptr) return plan::Lit(Value::Bool(true), expr.span);
  if (const std::string* text = BareText(expr)) return Anywhere(*text, expr.span);
  if (const syntax::Expr* inner = Negated(expr)) {
    TRY(plan::ExprPtr bound, Bind(*inner));
    return plan::Apply(plan::Op::kNot, {std::move(bound)}, expr.span);
  }
  if (const auto* binary = expr.As<syntax::Binary>()) return BindBinary(*binary, expr.span);
  return binder_.BindPredicate(expr, scope_);
}

Result<plan::ExprPtr> SearchBinder::BindBinary(const syntax::Binary& binary, Span span) {
  if (binary.op == "and" || binary.op == "or") {
    TRY(plan::ExprPtr left, Bind(*binary.left));
    TRY(plan::ExprPtr right, Bind(*binary.right));
    return plan::Apply(binary.op == "and" ? plan::Op::kAnd : plan::Op::kOr,
                       {std::move(left), std::move(right)}, span);
  }
  if (binary.op == ":") {
    TRY(const std::string text, binder_.BindConstantString(*binary.right, "the text to look for"));
    if (binary.left->As<syntax::Star>() != nullptr) return Anywhere(text, span);
    TRY(plan::ExprPtr left, binder_.BindScalar(*binary.left, scope_));
    return Term(std::move(left), text, span);
  }
  syntax::Binary whole = binary;
  if (case_sensitive_) whole.op = CaseSensitive(binary.op);
  return binder_.BindPredicate(*syntax::MakeExpr(span, std::move(whole)), scope_);
}

Result<plan::ExprPtr> SearchBinder::Anywhere(const std::string& text, Span span) {
  std::vector<plan::ExprPtr> any;
  for (const plan::Column& column : row_.columns()) {
    TRY(plan::ExprPtr hit, Term(plan::Ref(column, span), text, span));
    any.push_back(std::move(hit));
  }
  return any.empty() ? plan::Lit(Value::Bool(false), span) : plan::Apply(plan::Op::kOr, std::move(any), span);
}

/// Stars at a term's ends mean prefix, suffix or anywhere; one inside makes it a pattern between the bounds
/// of words.
Result<plan::ExprPtr> SearchBinder::Term(plan::ExprPtr column, std::string text, Span span) {
  if (text == "*") {
    TRY(plan::ExprPtr empty, binder_.CallNamed("isempty", {std::move(column)}, span));
    return plan::Apply(plan::Op::kNot, {std::move(empty)}, span);
  }
  const bool open_left = text.starts_with("*"), open_right = text.size() > 1 && text.ends_with("*");
  if (open_left) text.erase(0, 1);
  if (open_right) text.pop_back();
  if (text.find('*') != std::string::npos) {
    std::string pattern = case_sensitive_ ? "" : "(?i)";
    if (!open_left) pattern += "\\b";
    for (const char c : text) {
      if (c == '*')
        pattern += ".*";
      else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0)
        pattern += c;
      else
        pattern += std::string("\\") + c;
    }
    if (!open_right) pattern += "\\b";
    return binder_.CallTextOperator("matches regex", std::move(column), plan::Lit(Value::String(pattern)),
                                    span);
  }
  std::string op = open_left && open_right ? "contains"
                   : open_left             ? "hassuffix"
                   : open_right            ? "hasprefix"
                                           : "has";
  if (case_sensitive_) op += "_cs";
  return binder_.CallTextOperator(op, std::move(column), plan::Lit(Value::String(text)), span);
}

}  // namespace harrier::kql
