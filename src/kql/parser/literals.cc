#include <charconv>
#include <limits>

#include "base/json_text.h"
#include "base/time_text.h"
#include "kql/parser/reader.h"

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

std::optional<Guid> ParseGuid(std::string_view text) {
  if (text.size() >= 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, text.size() - 2);
  std::string hex;
  for (const char c : text) {
    if (std::isxdigit(static_cast<unsigned char>(c)))
      hex += c;
    else if (c != '-')
      return std::nullopt;
  }
  if (hex.size() != 32) return std::nullopt;
  Guid guid;
  std::from_chars(hex.data(), hex.data() + 16, guid.high, 16);
  std::from_chars(hex.data() + 16, hex.data() + 32, guid.low, 16);
  return guid;
}

std::optional<double> ParseReal(std::string_view text) {
  const std::string lower = Lower(text);
  if (lower == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (lower == "+inf" || lower == "inf") return std::numeric_limits<double>::infinity();
  if (lower == "-inf") return -std::numeric_limits<double>::infinity();
  const std::string_view digits =
      !lower.empty() && lower.front() == '+' ? std::string_view(lower).substr(1) : lower;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::optional<int64_t> ParseLong(std::string_view text) {
  const bool negative = text.starts_with("-");
  if (negative || text.starts_with("+")) text.remove_prefix(1);
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  }
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return static_cast<int64_t>(negative ? 0 - value : value);
}

/// Decimal text to scale kDecimalScale; more digits behind the point are cut off.
std::optional<int128> ParseDecimal(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  int128 value = 0;
  int scale = -1, digits = 0;
  size_t i = 0;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && scale < 0) {
      scale = 0;
    } else if (std::isdigit(static_cast<unsigned char>(text[i]))) {
      if (scale >= kDecimalScale) continue;
      if (++digits > 38) return std::nullopt;
      value = value * 10 + (text[i] - '0');
      if (scale >= 0) ++scale;
    } else {
      break;
    }
  }
  int exponent = 0;
  if (i < text.size()) {
    if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
    const std::string_view power = text.substr(text[i + 1] == '+' ? i + 2 : i + 1);
    if (std::from_chars(power.data(), power.data() + power.size(), exponent).ec != std::errc())
      return std::nullopt;
  }
  if (digits == 0) return std::nullopt;
  for (int s = std::max(scale, 0) - exponent; s != kDecimalScale; s += s < kDecimalScale ? 1 : -1) {
    if (s < kDecimalScale) {
      if (++digits > 38) return std::nullopt;
      value *= 10;
    } else {
      value /= 10;
    }
  }
  return negative ? -value : value;
}

/// The value of type(text), or nullopt.
std::optional<Value> ParseTyped(Type type, std::string_view raw) {
  const std::string_view text = Trim(Unquote(Trim(raw)));
  if (Lower(text) == "null" && type != Type::kString) return Value::Null(type);
  switch (type) {
    case Type::kBool: {
      const std::string lower = Lower(text);
      if (lower == "true" || lower == "1") return Value::Bool(true);
      if (lower == "false" || lower == "0") return Value::Bool(false);
      if (const auto number = ParseLong(text)) return Value::Bool(*number != 0);
      return std::nullopt;
    }
    case Type::kInt:
      if (const auto v = ParseLong(text); v && *v >= INT32_MIN && *v <= INT32_MAX)
        return Value::Int(static_cast<int32_t>(*v));
      return std::nullopt;
    case Type::kLong:
      if (const auto v = ParseLong(text)) return Value::Long(*v);
      return std::nullopt;
    case Type::kReal:
      if (const auto v = ParseReal(text)) return Value::Real(*v);
      return std::nullopt;
    case Type::kDecimal:
      if (const auto v = ParseDecimal(text)) return Value::Decimal(*v);
      return std::nullopt;
    case Type::kDatetime:
      if (text.empty()) return std::nullopt;
      if (const auto v = ParseDatetime(text)) return Value::Datetime(*v);
      return std::nullopt;
    case Type::kTimespan:
      if (const auto v = ParseTimespan(Lower(text))) return Value::Timespan(*v);
      return std::nullopt;
    case Type::kGuid:
      if (const auto v = ParseGuid(text)) return Value::OfGuid(*v);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

namespace {

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
  return MakeExpr(From(begin), ExternalData{std::move(columns), std::move(values), std::move(properties)});
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
        out += fmt::format("{}", v.real());
      else if (v.type() == Type::kGuid) {
        const Guid& g = v.guid();
        AppendJsonString(
            out, fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", g.high >> 32, g.high >> 16 & 0xFFFF,
                             g.high & 0xFFFF, g.low >> 48, g.low & 0xFFFFFFFFFFFF));
      } else
        out += fmt::format("{}", v.type() == Type::kDecimal ? 0 : v.integer());
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
