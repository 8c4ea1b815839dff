#include "base/json_text.h"
#include "base/time_text.h"
#include "kql/parser/reader.h"
#include "runtime/value_text.h"

namespace harrier::kql {

using namespace syntax;  // NOLINT: the grammar is about little else

namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string_view Unquote(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front()) {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

/// The value of type(text), or nullopt.
std::optional<Value> ParseTyped(Type type, std::string_view raw) {
  const std::string_view text = Trim(Unquote(Trim(raw)));
  if (Lower(text) == "null" && type != Type::kString) return Value::Null(type);
  switch (type) {
    case Type::kBool:
      if (const auto v = runtime::ParseBool(text)) return Value::Bool(*v);
      return std::nullopt;
    case Type::kInt:
      if (const auto v = runtime::ParseInteger(text); v && *v >= INT32_MIN && *v <= INT32_MAX)
        return Value::Int(static_cast<int32_t>(*v));
      return std::nullopt;
    case Type::kLong:
      if (const auto v = runtime::ParseInteger(text)) return Value::Long(*v);
      return std::nullopt;
    case Type::kReal:
      if (const auto v = runtime::ParseReal(text)) return Value::Real(*v);
      return std::nullopt;
    case Type::kDecimal:
      if (const auto v = runtime::ParseDecimal(text)) return Value::Decimal(*v);
      return std::nullopt;
    case Type::kDatetime:
      if (text.empty()) return std::nullopt;
      if (const auto v = ParseDatetime(text)) return Value::Datetime(*v);
      return std::nullopt;
    case Type::kTimespan:
      if (const auto v = ParseTimespan(Lower(text))) return Value::Timespan(*v);
      return std::nullopt;
    case Type::kGuid:
      if (const auto v = runtime::ParseGuid(text)) return Value::OfGuid(*v);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

/// The text with blanks beyond ASCII made plain ones.
std::string PlainBlanks(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (const size_t blank = UnicodeBlank(text.substr(i)); blank > 0) {
      out += ' ';
      i += blank;
    } else {
      out += text[i++];
    }
  }
  return out;
}

}  // namespace

ExprPtr Reader::ReadTypedLiteral() {
  if (Peek().kind != TokenKind::kName) return nullptr;
  const uint32_t begin = Begin();
  const std::string_view word = Peek().text;
  if (!Peek(1).Is("(")) {
    const std::string lower = Lower(word);
    if (lower == "true" || lower == "false") {
      if (Peek(1).Is("=")) return nullptr;
      Take();
      return MakeExpr(From(begin), Literal{Value::Bool(lower == "true")});
    }
    return nullptr;
  }
  if (word == "dynamic") return ReadDynamic(begin);
  if (word == "typeof") {
    Take();
    TypeOf type;
    if (Peek(1).kind == TokenKind::kName && Peek(2).Is(")")) {
      Take();
      ColumnDecl column;
      column.type = ReadType(&column.type_span);
      type.columns.push_back(std::move(column));
      Expect(")");
    } else {
      type.columns = ReadSchema();
    }
    return MakeExpr(From(begin), std::move(type));
  }
  std::optional<Type> type = TypeFromName(word);
  if (!type || *type == Type::kString || *type == Type::kDynamic) return nullptr;
  // datetime(…): what is inside is text, up to the closing bracket. An expression inside (int(x), a legacy
  // form of toint) is not a literal.
  size_t n = 2;
  int level = 1;
  while (Peek(n).kind != TokenKind::kEnd) {
    if (Peek(n).Is("(")) ++level;
    if (Peek(n).Is(")") && --level == 0) break;
    ++n;
  }
  if (Peek(n).kind == TokenKind::kEnd) {
    Fault("KS005", fmt::format("{}(…) is not closed; ')' is missing", word), Peek().span);
    while (!AtEnd()) Take();
    return MakeExpr(From(begin), Invalid{});
  }
  const std::string raw = PlainBlanks(text_.substr(Peek(1).span.end, Peek(n).span.begin - Peek(1).span.end));
  std::optional<Value> value = ParseTyped(*type, raw);
  if (value) {
    // What is inside was split into tokens blindly; their mistakes are none.
    const Span inside{Peek(1).span.end, Peek(n).span.begin};
    std::erase_if(diagnostics_, [&](const Diagnostic& d) {
      return d.span.begin >= inside.begin && d.span.end <= inside.end;
    });
  }
  if (!value && n > 2 && (raw.find('(') != std::string_view::npos)) return nullptr;
  for (size_t i = 0; i <= n; ++i) Take();
  if (!value) {
    // Well formed as a text; the binder says what is wrong with it.
    return MakeExpr(From(begin), BadConstant{*type, std::string(Trim(raw))});
  }
  return MakeExpr(From(begin), Literal{std::move(*value)});
}

ExprPtr Reader::ReadDataSource() {
  if (At("inline_external_table") && (Peek(1).Is("(") || Peek(1).Is("kind"))) return ReadInlineTable();
  const bool external = At("externaldata") || At("external_data");
  if (!external && !At("datatable")) return nullptr;
  if (!Peek(1).Is("(") && !Peek(1).Is("with_source")) return nullptr;
  const uint32_t begin = Begin();
  Take();
  ReadParameters();
  std::vector<ColumnDecl> columns = ReadSchema();
  std::vector<ExprPtr> values;
  Expect("[");
  while (!At("]") && !AtEnd()) {
    const size_t before = Mark();
    if (external && AtName() && Peek().kind == TokenKind::kName && !Peek(1).Is("(") && !Peek(1).Is(",") &&
        !Peek(1).Is("]"))
      break;
    values.push_back(ReadExpression());
    if (!Accept(",")) break;
    if (Mark() == before) break;
  }
  Expect("]");
  if (!external) return MakeExpr(From(begin), DataTable{std::move(columns), std::move(values)});
  std::vector<Parameter> properties = ReadWithProperties();
  ExternalData data;
  data.columns = std::move(columns);
  data.uris = std::move(values);
  data.properties = std::move(properties);
  return MakeExpr(From(begin), std::move(data));
}

// Kusto docs, inline_external_table operator. Partitions are read over: they cannot be used here.
ExprPtr Reader::ReadInlineTable() {
  const uint32_t begin = Begin();
  Take();
  ExternalData data;
  if (At("(")) data.columns = ReadSchema();
  while (At("kind") || At("dataformat") || At("partition") || At("pathformat")) {
    const Token& word = Take();
    if (word.Is("partition")) {
      Expect("by");
    } else {
      Expect("=");
      if (!word.Is("pathformat")) {
        (word.Is("kind") ? data.kind : data.format) = ReadName("a name");
        continue;
      }
    }
    data.partitioned = true;
    Expect("(");
    for (int level = 1; level > 0 && !AtEnd();) {
      if (At("(")) ++level;
      if (At(")")) --level;
      Take();
    }
  }
  if (!data.kind) {
    FaultHere("KS006", "'kind=storage' or 'kind=delta' is wanted");
  } else if (data.kind->text == "storage" && !data.format) {
    FaultHere("KS006", "'dataformat=' is wanted");
  }
  Expect("(");
  data.uris = ReadArguments(")");
  if (data.uris.empty()) FaultHere("KS006", "a connection string is wanted");
  data.properties = ReadWithProperties();
  return MakeExpr(From(begin), std::move(data));
}

ExprPtr Reader::ReadDynamic(uint32_t begin) {
  Take();
  Take();
  std::string json;
  bool ok = true;
  if (At("null") && Peek(1).Is(")")) {
    Take();
    Take();
    return MakeExpr(From(begin), DynamicLiteral{Value::Null(Type::kDynamic)});
  }
  // A text in quotes that holds JSON stays a text.
  ok = ReadJson(json);
  if (ok && !At(")")) ok = false;
  if (!ok) {
    FaultHere("KS006", "dynamic(…) holds no valid JSON");
    int level = 0;
    while (!AtEnd() && !(level == 0 && At(")"))) {
      if (At("(")) ++level;
      if (At(")")) --level;
      Take();
    }
    Accept(")");
    return MakeExpr(From(begin), DynamicLiteral{Value::Null(Type::kDynamic)});
  }
  Take();
  return MakeExpr(From(begin), DynamicLiteral{Value::Dynamic(std::move(json))});
}

bool Reader::ReadJson(std::string& out) {
  DepthGuard guard(*this);
  if (TooDeep()) return false;
  const Token& token = Peek();
  if (token.kind == TokenKind::kString) {
    std::string text = Take().value.text();
    while (Peek().kind == TokenKind::kString) text += Take().value.text();
    AppendJsonString(out, text);
    return true;
  }
  if (token.kind == TokenKind::kNumber || token.Is("-") || token.Is("+")) {
    const bool negative = Accept("-");
    if (!negative) Accept("+");
    if (Peek().kind != TokenKind::kNumber) return false;
    const Token& number = Take();
    if (negative && number.value.type() != Type::kTimespan) out += '-';
    if (number.value.type() == Type::kTimespan) {
      AppendJsonString(out, FormatTimespan(negative ? -number.value.integer() : number.value.integer()));
    } else if (number.text.starts_with("0x") || number.text.starts_with("0X")) {
      out += fmt::format("{}", number.value.integer());
    } else if (number.text.ends_with(".")) {
      out += fmt::format("{}0", number.text);
    } else {
      out += number.text;
    }
    return true;
  }
  if (Accept("[")) {
    out += '[';
    bool first = true;
    while (!At("]") && !AtEnd()) {
      if (!first) {
        if (!Accept(",")) return false;
        if (At("]")) break;
        out += ',';
      }
      first = false;
      if (!ReadJson(out)) return false;
    }
    out += ']';
    return Accept("]");
  }
  if (Accept("{")) {
    out += '{';
    bool first = true;
    while (!At("}") && !AtEnd()) {
      if (!first) {
        if (!Accept(",")) return false;
        if (At("}")) break;
        out += ',';
      }
      first = false;
      if (Peek().kind == TokenKind::kString)
        AppendJsonString(out, Take().value.text());
      else if (Peek().kind == TokenKind::kName || Peek().kind == TokenKind::kNumber)
        AppendJsonString(out, Take().text);
      else
        return false;
      if (!Accept(":")) return false;
      out += ':';
      if (!ReadJson(out)) return false;
    }
    out += '}';
    return Accept("}");
  }
  if (token.kind == TokenKind::kName) {
    if (token.text == "true" || token.text == "false" || token.text == "null") {
      out += Take().text;
      return true;
    }
    if (ExprPtr literal = ReadTypedLiteral()) {
      if (const auto* dynamic = literal->As<DynamicLiteral>()) {
        out += dynamic->value.is_null() ? "null" : dynamic->value.text();
        return true;
      }
      const auto* plain = literal->As<Literal>();
      if (plain == nullptr) return false;
      const Value& v = plain->value;
      if (v.is_null())
        out += "null";
      else if (v.type() == Type::kDatetime)
        AppendJsonString(out, FormatDatetime(v.integer()));
      else if (v.type() == Type::kTimespan)
        AppendJsonString(out, FormatTimespan(v.integer()));
      else if (v.type() == Type::kBool)
        out += v.boolean() ? "true" : "false";
      else if (v.type() == Type::kReal)
        AppendJsonReal(out, v.real());
      else if (v.type() == Type::kDecimal)
        runtime::AppendDecimal(out, v.decimal());
      else if (v.type() == Type::kGuid) {
        std::string guid;
        runtime::AppendGuid(guid, v.guid());
        AppendJsonString(out, guid);
      } else
        out += fmt::format("{}", v.integer());
      return true;
    }
  }
  return false;
}

Type Reader::ReadType(Span* span) {
  const Token& token = Peek();
  *span = token.span;
  if (token.kind != TokenKind::kName) {
    FaultHere("KS006", "a type is wanted");
    return Type::kUnknown;
  }
  const std::optional<Type> type = TypeFromName(token.text);
  if (!type) Fault("KS160", fmt::format("'{}' is no type", token.text), token.span);
  Take();
  return type.value_or(Type::kUnknown);
}

std::vector<ColumnDecl> Reader::ReadSchema() {
  std::vector<ColumnDecl> columns;
  Expect("(");
  while (!At(")") && !AtEnd()) {
    const size_t before = Mark();
    ColumnDecl column;
    if (At("*")) {
      column.name = {"*", Take().span, false};
    } else {
      column.name = ReadName("a column name");
      Expect(":");
      column.type = ReadType(&column.type_span);
    }
    if (Accept("=")) column.default_value = ReadExpression();
    columns.push_back(std::move(column));
    if (!Accept(",") && !At(")")) {
      FaultHere("KS005", "',' or ')' is wanted");
      if (Mark() == before) Take();
      break;
    }
  }
  Expect(")");
  return columns;
}

}  // namespace harrier::kql
