#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kql/lexer/lexer.h"
#include "kql/syntax/statement.h"

namespace harrier::kql {

/// The recursive-descent parser's state and its grammar, spread over the files of this folder:
/// expressions.cc, literals.cc, statements.cc and operators.cc; what follows an operator's keyword is
/// read in the operator's own file.
class Reader {
 public:
  Reader(std::string_view text, std::vector<Token> tokens, std::vector<Diagnostic>& diagnostics)
      : text_(text), tokens_(std::move(tokens)), diagnostics_(diagnostics) {}

  syntax::Query ReadQuery();

  // Tokens.
  const Token& Peek(size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  bool AtEnd() const { return Peek().kind == TokenKind::kEnd; }
  bool At(std::string_view mark) const { return Peek().Is(mark); }
  const Token& Take();
  bool Accept(std::string_view mark);
  /// The mark, or a diagnostic; goes on in either case.
  bool Expect(std::string_view mark);
  void Fault(std::string_view id, std::string message, Span span);
  /// A fault at the next token: "…, and here is X".
  void FaultHere(std::string_view id, std::string_view wanted);
  uint32_t Begin() const { return Peek().span.begin; }
  /// From `begin` to the end of the last token taken.
  Span From(uint32_t begin) const { return {begin, std::max(begin, last_end_)}; }
  /// True, with a diagnostic, when the nesting has become too deep.
  bool TooDeep();

  // Names.
  bool AtName() const;
  std::optional<syntax::Name> AcceptName();
  syntax::Name ReadName(std::string_view what);
  /// A name that may hold '-' or '.' between its parts (operators, hint.strategy) or '*' (wildcards).
  std::string PeekDashed(size_t* tokens) const;

  // Expressions.
  syntax::ExprPtr ReadExpression();  // scalar, without pipes or names
  syntax::ExprPtr ReadNamed();       // [name =] expression, (a, b) = expression
  syntax::ExprPtr ReadPipe();        // source | operators, or a scalar
  syntax::ExprPtr ReadArgument();    // [name =] pipe, or *
  syntax::ExprPtr ReadPrimary();
  syntax::ExprPtr ReadPostfix();
  syntax::ExprPtr ReadUnary();
  syntax::ExprPtr ReadWildcardName();  // a*, *b, a.b, names of project-away and the like
  std::vector<syntax::ExprPtr> ReadArguments(std::string_view close);
  std::vector<syntax::ExprPtr> ReadNamedList();
  std::vector<syntax::ExprPtr> ReadColumnList();
  syntax::ExprPtr ReadTableInList();             // one item of union, find in, search in
  std::vector<syntax::ExprPtr> ReadTableList();  // (T1, T2*, …) of find in and search in

  // Literals and schemas.
  syntax::ExprPtr ReadTypedLiteral();  // datetime(…), dynamic(…)…; null if the next tokens are none
  syntax::ExprPtr ReadDynamic(uint32_t begin);
  syntax::ExprPtr ReadDataSource();  // datatable(…)[…], externaldata(…)[…]; null if it is neither
  syntax::ExprPtr ReadInlineTable();
  std::vector<syntax::ColumnDecl> ReadSchema();  // (a: long, b: string)
  Type ReadType(Span* span);
  bool ReadJson(std::string& out);  // the inside of dynamic(…), as compact JSON

  // Operators.
  syntax::OperatorPtr ReadOperator();
  std::vector<syntax::OperatorPtr> ReadOperators();  // after the first, separated by '|'
  bool AtSourceOperator() const;
  std::vector<syntax::OperatorPtr> ReadSubPipeline(std::string_view close);  // ( op | op )
  /// kind=inner hint.x=y … before operands; `any_name`: not only the names that are always parameters.
  std::vector<syntax::Parameter> ReadParameters(bool any_name = false);
  std::vector<syntax::Parameter> ReadWithProperties();  // with (a = b, …)
  syntax::SortKey ReadSortKey();
  std::vector<syntax::StatementPtr> ReadBody(syntax::ExprPtr& body,
                                             Span* span);  // { statements; expression }

  // Statements.
  syntax::StatementPtr ReadStatement();
  syntax::ExprPtr ReadLetValue();
  std::shared_ptr<const syntax::FunctionLiteral> TryReadFunction();

  std::string_view text() const { return text_; }
  /// For looking further and going back.
  size_t Mark() const { return at_; }
  void Back(size_t mark) { at_ = mark; }
  /// Skips to the next '|', ';' or closing bracket of the level it starts at.
  void Recover();

 private:
  friend struct DepthGuard;
  std::string_view text_;
  std::vector<Token> tokens_;
  std::vector<Diagnostic>& diagnostics_;
  size_t at_ = 0;
  uint32_t last_end_ = 0;
  int depth_ = 0;
  bool deep_reported_ = false;
};

/// Counts nesting while it lives.
struct DepthGuard {
  explicit DepthGuard(Reader& reader) : reader_(reader) { ++reader_.depth_; }
  ~DepthGuard() { --reader_.depth_; }
  Reader& reader_;
};

/// The operator of a keyword (kql/operators); null if there is none.
const OperatorDef* FindOperator(std::string_view keyword);

}  // namespace harrier::kql
