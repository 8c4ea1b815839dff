#include "kql/parser/reader.h"

#include "kql/parser/parser.h"

namespace harrier::kql {

namespace {

constexpr int kDeepest = 300;

/// Words that cannot be names where an expression begins, since they continue or end one.
constexpr std::string_view kReserved[] = {
    "and",         "or",        "in",        "in~",         "between",    "has",      "has_cs",
    "has_any",     "has_all",   "contains",  "contains_cs", "startswith", "endswith", "startswith_cs",
    "endswith_cs", "hasprefix", "hassuffix", "by",          "on",         "asc",      "desc"};

}  // namespace

const Token& Reader::Take() {
  const Token& token = tokens_[std::min(at_, tokens_.size() - 1)];
  if (token.kind != TokenKind::kEnd) {
    ++at_;
    last_end_ = token.span.end;
  }
  return token;
}

bool Reader::Accept(std::string_view mark) {
  if (!At(mark)) return false;
  Take();
  return true;
}

bool Reader::Expect(std::string_view mark) {
  if (Accept(mark)) return true;
  FaultHere("KS005", fmt::format("'{}' is wanted", mark));
  return false;
}

void Reader::Fault(std::string_view id, std::string message, Span span) {
  // One mistake often shows at one place in several ways.
  if (!diagnostics_.empty() && diagnostics_.back().span.begin == span.begin) return;
  diagnostics_.push_back({std::string(id), std::move(message), span});
}

void Reader::FaultHere(std::string_view id, std::string_view wanted) {
  const Token& token = Peek();
  if (token.kind == TokenKind::kBad) return;
  if (token.kind == TokenKind::kEnd) {
    Fault(id, fmt::format("{}, and the query ends here", wanted), token.span);
  } else {
    Fault(id, fmt::format("{}, and here is '{}'", wanted, token.text), token.span);
  }
}

bool Reader::TooDeep() {
  if (depth_ <= kDeepest) return false;
  if (!deep_reported_) {
    Fault("KS245", fmt::format("the query nests deeper than {} levels", kDeepest), Peek().span);
    deep_reported_ = true;
  }
  // Nothing more can be made of it.
  while (!AtEnd()) Take();
  return true;
}

bool Reader::AtName() const {
  const Token& token = Peek();
  if (token.kind == TokenKind::kName) {
    return token.text.front() != '!' &&
           std::find(std::begin(kReserved), std::end(kReserved), token.text) == std::end(kReserved);
  }
  return token.Is("[") && Peek(1).kind == TokenKind::kString && Peek(2).Is("]");
}

std::optional<syntax::Name> Reader::AcceptName() {
  if (!AtName()) return std::nullopt;
  const uint32_t begin = Begin();
  if (Accept("[")) {
    std::string text = Take().value.text();
    Take();
    return syntax::Name{std::move(text), From(begin), true};
  }
  const Token& token = Take();
  return syntax::Name{std::string(token.text), token.span, false};
}

syntax::Name Reader::ReadName(std::string_view what) {
  if (std::optional<syntax::Name> name = AcceptName()) return std::move(*name);
  if (Peek().kind == TokenKind::kName && Peek().text.front() != '!') {
    const Token& token = Take();
    return {std::string(token.text), token.span, false};
  }
  FaultHere("KS006", fmt::format("{} is wanted", what));
  return {"", Peek().span, false};
}

std::string Reader::PeekDashed(size_t* tokens) const {
  if (Peek().kind != TokenKind::kName) return "";
  std::string text(Peek().text);
  size_t n = 1;
  while (Peek(n).Is("-") && !Peek(n).spaced && Peek(n + 1).kind == TokenKind::kName && !Peek(n + 1).spaced) {
    text += '-';
    text += Peek(n + 1).text;
    n += 2;
  }
  *tokens = n;
  return text;
}

void Reader::Recover() {
  int level = 0;
  while (!AtEnd()) {
    if (level == 0 && (At("|") || At(";") || At(")") || At("}") || At("]"))) return;
    if (At("(") || At("[") || At("{")) ++level;
    if (At(")") || At("]") || At("}")) --level;
    Take();
  }
}

ParsedQuery Parse(std::string_view text) {
  ParsedQuery parsed;
  std::vector<Token> tokens = Lex(text, parsed.diagnostics);
  Reader reader(text, std::move(tokens), parsed.diagnostics);
  parsed.query = reader.ReadQuery();
  std::sort(parsed.diagnostics.begin(), parsed.diagnostics.end(),
            [](const Diagnostic& a, const Diagnostic& b) {
              return a.span.begin != b.span.begin ? a.span.begin < b.span.begin : a.message < b.message;
            });
  return parsed;
}

}  // namespace harrier::kql
