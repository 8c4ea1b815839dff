#include "base/json_text.h"
#include "kql/operators/operator.h"
#include "runtime/regex.h"

namespace harrier::kql {

namespace {

struct ParsePiece {
  enum class Kind { kStar, kText, kColumn };
  Kind kind;
  std::string text;
  syntax::ColumnDecl column;
  Span span{};
};

struct ParseOp {
  bool where = false;
  syntax::ExprPtr subject;
  std::vector<ParsePiece> pattern;
};  // parse, parse-where

struct ParseKvOp {
  syntax::ExprPtr subject;
  std::vector<syntax::ColumnDecl> columns;
  std::vector<syntax::Parameter> properties;
};

void ReadParse(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  ParseOp parse;
  parse.where = op.keyword == "parse-where";
  parse.subject = in.ReadExpression();
  in.Expect("with");
  while (true) {
    const Token& token = in.Peek();
    ParsePiece piece;
    piece.span = token.span;
    if (token.Is("*")) {
      in.Take();
      piece.kind = ParsePiece::Kind::kStar;
    } else if (token.kind == TokenKind::kString) {
      piece.kind = ParsePiece::Kind::kText;
      piece.text = in.Take().value.text();
    } else if (in.AtName()) {
      piece.kind = ParsePiece::Kind::kColumn;
      piece.column.name = in.ReadName("a column name");
      piece.column.type = Type::kString;
      if (in.Accept(":")) piece.column.type = in.ReadType(&piece.column.type_span);
    } else {
      break;
    }
    parse.pattern.push_back(std::move(piece));
  }
  if (parse.pattern.empty()) in.FaultHere("KS006", "a pattern is wanted");
  op.node = std::move(parse);
}

void ReadParseKv(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  ParseKvOp parse;
  parse.subject = in.ReadExpression();
  in.Expect("as");
  parse.columns = in.ReadSchema();
  parse.properties = in.ReadWithProperties();
  op.node = std::move(parse);
}

std::string EscapeRegex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

enum class ParseKind { kSimple, kRelaxed, kRegex };

/// What a column of this type may look like, as a group. `last`: nothing bounds it.
std::string_view GroupOf(Type type, bool last, bool before_star, ParseKind kind) {
  if (kind == ParseKind::kRelaxed) {
    // Before `*` the value must end by itself; elsewhere the next text bounds it, whatever it is.
    if (before_star && IsInteger(type)) return R"(\s*([-+]?\d*))";
    if (before_star && (type == Type::kReal || type == Type::kDecimal))
      return R"(\s*([-+]?\d*(?:\.\d*)?(?:[eE][-+]?\d+)?))";
  } else {
    if (IsInteger(type)) return R"(\s*([-+]?\d+)\s*)";
    if (type == Type::kReal || type == Type::kDecimal)
      return R"(\s*([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)\s*)";
    if (type == Type::kBool) return R"(\s*((?i:true|false|0|1))\s*)";
  }
  // A regex takes as much as it can, unless the flag U turns that round.
  return last || kind == ParseKind::kRegex ? "(.*)" : "(.*?)";
}

/// The pattern as one regular expression, and which of its groups are the columns.
struct ParsePattern {
  std::string regex;
  std::vector<int> groups;
};

Result<ParsePattern> PatternOf(const ParseOp& op, ParseKind kind, const std::string& flags, Span span) {
  ParsePattern out;
  out.regex = kind == ParseKind::kRegex ? "" : "(?s)";
  if (!flags.empty()) {
    if (flags.find_first_not_of("imsU") != std::string::npos)
      return FailAt(span, "KS005", ErrorCode::kSemantic, "the flags of a parse are i, m, s and U, not '{}'",
                    flags);
    out.regex = fmt::format("(?{})", flags);
  }
  if (op.pattern.empty() || op.pattern.front().kind != ParsePiece::Kind::kStar) out.regex += "^";
  int group = 0;
  for (size_t i = 0; i < op.pattern.size(); ++i) {
    const ParsePiece& piece = op.pattern[i];
    const bool last = i + 1 == op.pattern.size();
    switch (piece.kind) {
      case ParsePiece::Kind::kStar:
        if (i > 0 && !last) out.regex += ".*?";
        break;
      case ParsePiece::Kind::kText:
        if (kind == ParseKind::kRegex) {
          Result<std::shared_ptr<const runtime::Regex>> regex = runtime::CompileRegex(piece.text);
          if (!regex) return FailAt(piece.span, "", ErrorCode::kSemantic, "{}", regex.error().message);
          group += (*regex)->groups();
          out.regex += "(?:" + piece.text + ")";
        } else {
          out.regex += EscapeRegex(piece.text);
        }
        break;
      case ParsePiece::Kind::kColumn: {
        const bool before_star = !last && op.pattern[i + 1].kind == ParsePiece::Kind::kStar;
        // A column before the closing `*` takes what it can: nothing bounds it.
        const bool open = last || (before_star && i + 2 == op.pattern.size());
        out.regex += GroupOf(piece.column.type, open, before_star, kind);
        out.groups.push_back(group++);
        if (last) out.regex += "$";
        break;
      }
    }
  }
  return out;
}

// Kusto docs, parse operator and parse-where operator: simple, relaxed and regex kinds.
Result<Relation> BindParse(Binder& binder, const ParseOp& op, const syntax::Operator& whole, Relation input) {
  const std::string kind = ParameterText(whole, "kind");
  if (!kind.empty() && kind != "simple" && kind != "regex" && kind != "relaxed") {
    return FailAt(whole.keyword_span, "KS005", ErrorCode::kSemantic,
                  "the kind of a parse is simple, regex or relaxed, not '{}'", kind);
  }
  TRY(plan::ExprPtr subject, binder.BindScalar(*op.subject, RowScope{.row = &input}));
  const ParseKind how = kind == "regex"     ? ParseKind::kRegex
                        : kind == "relaxed" ? ParseKind::kRelaxed
                                            : ParseKind::kSimple;
  TRY(const ParsePattern pattern,
      PatternOf(op, how, how == ParseKind::kRegex ? ParameterText(whole, "flags") : "", whole.span));
  const plan::Column captures = binder.NewColumn("$captures", Type::kDynamic);
  std::vector<plan::Column> columns = input.columns();
  std::vector<plan::ExprPtr> exprs;
  for (const plan::Column& column : columns) exprs.push_back(plan::Ref(column));
  exprs.push_back(plan::CallKernel(
      "regex_captures", {binder.ToText(std::move(subject)), plan::Lit(Value::String(pattern.regex))},
      whole.span));
  columns.push_back(captures);
  Relation matched = binder.WithNode(
      input, plan::MakeNode(plan::Project{std::move(exprs)}, {input.node}, std::move(columns)));

  std::vector<NamedExpr> items;
  for (const plan::Column& column : input.columns()) items.push_back({column.name, plan::Ref(column), {}});
  size_t group = 0;
  for (const ParsePiece& piece : op.pattern) {
    if (piece.kind != ParsePiece::Kind::kColumn) continue;
    plan::ExprPtr value = plan::CallKernel(
        "dyn_path",
        {plan::Ref(captures), plan::Lit(Value::Dynamic(fmt::format("[{}]", pattern.groups[group++])))},
        piece.span);
    value = binder.Convert(binder.ToText(std::move(value)), piece.column.type);
    // A column of the name and another type stays, and the new one gets a number.
    const auto same = std::find_if(items.begin(), items.end(), [&](const NamedExpr& e) {
      return e.name == piece.column.name.text && e.expr->type == piece.column.type;
    });
    if (same != items.end())
      same->expr = std::move(value);
    else
      items.push_back({piece.column.name.text, std::move(value), piece.span});
  }
  if (op.where) {
    matched =
        binder.Filter(std::move(matched),
                      plan::Apply(plan::Op::kNot, {plan::Apply(plan::Op::kIsNull, {plan::Ref(captures)})}));
  }
  return binder.Project(matched, std::move(items));
}

// Kusto docs, parse-kv operator.
Result<Relation> BindParseKv(Binder& binder, const ParseKvOp& op, const syntax::Operator& whole,
                             Relation input) {
  TRY(plan::ExprPtr subject, binder.BindScalar(*op.subject, RowScope{.row = &input}));
  // The properties as one bag, which the kernel reads once.
  std::vector<plan::ExprPtr> options;
  for (const syntax::Parameter& property : op.properties) {
    plan::ExprPtr value;
    if (const auto* list = property.value->As<syntax::Call>();
        list != nullptr && list->function.text.empty()) {
      std::vector<plan::ExprPtr> marks;
      for (const syntax::ExprPtr& item : list->arguments) {
        TRY(plan::ExprPtr mark, binder.BindConstant(*item));
        marks.push_back(std::move(mark));
      }
      TRY(value, binder.CallNamed("pack_array", std::move(marks), whole.span));
    } else {
      TRY(value, binder.BindConstant(*property.value));
    }
    options.push_back(plan::Lit(Value::String(property.name.text)));
    options.push_back(std::move(value));
  }
  std::string keys = "[";
  for (const syntax::ColumnDecl& column : op.columns) {
    if (keys.size() > 1) keys += ',';
    AppendJsonString(keys, column.name.text);
  }
  options.push_back(plan::Lit(Value::String("keys")));
  options.push_back(plan::Lit(Value::Dynamic(keys + ']')));
  TRY(const plan::ExprPtr bag, binder.CallNamed("bag_pack", std::move(options), whole.span));
  const plan::Column pairs = binder.NewColumn("$pairs", Type::kDynamic);
  std::vector<plan::Column> columns = input.columns();
  std::vector<plan::ExprPtr> exprs;
  for (const plan::Column& column : columns) exprs.push_back(plan::Ref(column));
  exprs.push_back(
      plan::CallKernel("parse_kv", {binder.ToText(std::move(subject)), plan::Fold(bag)}, whole.span));
  columns.push_back(pairs);
  const Relation parsed = binder.WithNode(
      input, plan::MakeNode(plan::Project{std::move(exprs)}, {input.node}, std::move(columns)));

  std::vector<NamedExpr> items;
  for (const plan::Column& column : input.columns()) items.push_back({column.name, plan::Ref(column), {}});
  for (const syntax::ColumnDecl& column : op.columns) {
    const plan::ExprPtr key =
        plan::Fold(plan::CallKernel("string_to_dynamic", {plan::Lit(Value::String(column.name.text))}));
    plan::ExprPtr value = plan::CallKernel(
        "dyn_path", {plan::Ref(pairs), plan::Lit(Value::Dynamic("[" + key->value.text() + "]"))},
        column.name.span);
    value = binder.Convert(binder.ToText(std::move(value)), column.type);
    const auto same = std::find_if(items.begin(), items.end(),
                                   [&](const NamedExpr& e) { return e.name == column.name.text; });
    if (same != items.end())
      same->expr = std::move(value);
    else
      items.push_back({column.name.text, std::move(value), column.name.span});
  }
  return binder.Project(parsed, std::move(items));
}

}  // namespace

const OperatorDef kParseOperator{{"parse", "parse-where"}, ReadParse, BindNode<ParseOp, BindParse>};
const OperatorDef kParseKvOperator{{"parse-kv"}, ReadParseKv, BindNode<ParseKvOp, BindParseKv>};

}  // namespace harrier::kql
