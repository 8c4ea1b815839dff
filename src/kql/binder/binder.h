#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "catalog/catalog.h"
#include "kql/binder/external.h"
#include "kql/binder/scope.h"
#include "kql/functions/function.h"
#include "kql/parser/parser.h"

namespace harrier::kql {

/// Runs a subplan while a query is being bound: pivot and bag_unpack have columns that the data decides.
using Evaluator = std::function<Result<std::vector<std::vector<Value>>>(const plan::Node& root)>;

/// What a query is bound against.
struct BindOptions {
  catalog::CatalogPtr catalog;
  int64_t now = 0;                                // ticks; `set query_now` overrides it
  std::map<std::string, std::string> parameters;  // values of declare query_parameters
  /// Time scope over TimeGenerated, [from, to) in ticks.
  std::optional<std::pair<int64_t, int64_t>> timespan;
  std::string database = "harrier";
  /// What the caller may see of another workspace, for workspace("…"). Unset: there is no other.
  std::function<Result<catalog::CatalogPtr>(std::string_view workspace)> workspace;
  Evaluator evaluate;
  /// Whether a table (Table::stored) holds rows; search and find over everything look into those only. Unset:
  /// all of them.
  std::function<bool(std::string_view table)> has_rows;
  /// Reads what externaldata names. Unset: nothing may be read.
  ExternalReader external;
  ExternalSchemaReader external_schema;
  /// Paths of .mmdb files for geo_info_from_ip_address(), the best first.
  std::vector<std::string> geo_databases;
};

/// The bound query; or every mistake found, in Error::diagnostics, the first one being the error itself.
Result<plan::Plan> Bind(const ParsedQuery& parsed, const BindOptions& options);

/// Parses and binds.
Result<plan::Plan> Compile(std::string_view text, const BindOptions& options);

/// One column on its way into a Project: a name that is not final until all are known.
struct NamedExpr {
  std::string name;  // empty: Column1, Column2…
  plan::ExprPtr expr;
  Span span{};
};

/// True if the name is the pattern, in which `*` stands for any text.
bool MatchesName(std::string_view pattern, std::string_view name);

/// Binds syntax to plan nodes. Operators live in kql/operators, one file each; functions in kql/functions.
class Binder {
 public:
  explicit Binder(const BindOptions& options);

  Result<plan::Plan> BindQuery(const syntax::Query& query);

  // Expressions (expressions.cc, calls.cc).
  /// A scalar or tabular expression, whichever it is.
  Result<Bound> BindAny(const syntax::Expr& expr, const RowScope& scope);
  Result<plan::ExprPtr> BindScalar(const syntax::Expr& expr, const RowScope& scope);
  Result<Relation> BindTable(const syntax::Expr& expr, const RowScope& scope);
  /// What stands before a pipe: a graph may too.
  Result<Relation> BindTableOrGraph(const syntax::Expr& expr, const RowScope& scope);
  /// A scalar that must be a boolean (predicates); numbers and dynamics are converted.
  Result<plan::ExprPtr> BindPredicate(const syntax::Expr& expr, const RowScope& scope);
  /// A scalar without columns, folded.
  Result<plan::ExprPtr> BindConstant(const syntax::Expr& expr);
  /// How many rows an operator keeps: a constant or a subquery's value, as a long.
  Result<plan::ExprPtr> BindRowCount(const syntax::Expr& expr);
  Result<int64_t> BindConstantLong(const syntax::Expr& expr, std::string_view what);
  Result<std::string> BindConstantString(const syntax::Expr& expr, std::string_view what);

  /// The name a column gets from an expression that has no name of its own; empty if none (naming.cc).
  std::string NameOf(const syntax::Expr& expr) const;
  /// Binds `name = expr`, `(a, b) = expr` or `expr` to one or more columns; tuple functions give several.
  Result<std::vector<NamedExpr>> BindItem(const syntax::Expr& item, const RowScope& scope);

  /// Binds the items of an operator over `input`. Calls over the sequence of rows (prev, row_number…) put a
  /// Window under it, so `input` may change.
  Result<std::vector<NamedExpr>> BindItems(const std::vector<syntax::ExprPtr>& items, Relation& input);
  /// A predicate over `input`, likewise.
  Result<plan::ExprPtr> BindPredicateOver(const syntax::Expr& expr, Relation& input);
  /// Binds aggregate items over `input` into `aggs`; the results are expressions over their outputs.
  Result<std::vector<NamedExpr>> BindAggregates(const std::vector<syntax::ExprPtr>& items,
                                                const Relation& input, std::vector<plan::AggCall>& aggs,
                                                const std::set<std::string, std::less<>>& grouped = {});

  // Operators.
  Result<Relation> BindOperator(const syntax::Operator& op, Relation input);
  Result<Relation> BindOperators(const std::vector<syntax::OperatorPtr>& operators, Relation input);

  // Building blocks for operators (relations.cc).
  plan::Column NewColumn(std::string name, Type type);
  Relation WithNode(const Relation& like, plan::NodePtr node) const;
  /// input with a filter.
  Relation Filter(Relation input, plan::ExprPtr predicate);
  /// A Project of exactly these; names are made unique (a, a1) and unnamed ones get Column1…
  Relation Project(const Relation& input, std::vector<NamedExpr> items);
  /// All columns of input, replaced where an item has the same name, else appended.
  Relation Extend(const Relation& input, std::vector<NamedExpr> items);
  /// The columns of input with these ids, in this order.
  Relation Keep(const Relation& input, const std::vector<plan::Column>& columns);
  /// One row, no columns.
  Relation Unit();
  /// No rows, and the columns that every log has: what is left where no table is.
  Relation NoLog();
  /// A fresh reference to a shared relation.
  Relation Reference(LetValue::Tabular& shared);
  /// A column by name; fails with KS142 and a hint.
  Result<plan::Column> FindColumn(const Relation& input, const syntax::Name& name);
  /// The same; an open schema gets the column that it lacks.
  Result<plan::Column> FindColumnOrOpen(Relation& input, const syntax::Name& name);
  /// What an open schema has under a name that is none of its columns: a text out of the bag of values that
  /// no column took, or an empty one.
  plan::ExprPtr OpenValue(const Relation& input, const syntax::Name& name);
  /// The columns that a name or a wildcard stands for; none is an error unless it is a wildcard.
  Result<std::vector<plan::Column>> FindColumns(const Relation& input, const syntax::Expr& pattern);
  /// Union of relations by column name and type (Kusto docs, union operator): outer or inner. Of tables
  /// without rows only columns matter, those of names that no input has.
  Result<Relation> UnionOf(std::vector<Relation> inputs, std::vector<std::string> source_names, bool outer,
                           const std::optional<std::string>& with_source,
                           const std::vector<catalog::TablePtr>& without_rows = {});
  /// input with those columns of the tables whose names are not `known` yet, as nulls.
  Relation AddColumnsOf(Relation input, const std::vector<catalog::TablePtr>& tables,
                        std::unordered_set<std::string> known);

  // Tables (tables.cc).
  /// Where a table is wanted: an unknown name is an unknown table, for which Kusto has a code of its own.
  Result<Bound> BindSource(const syntax::Expr& expr, const RowScope& scope);
  /// A table, function or let by its name; nullopt if there is none of that name.
  Result<std::optional<Bound>> FindNamed(const syntax::Name& name);
  /// All rows of a table that the asker sees.
  Relation ScanTable(const catalog::Table& table);
  /// Whether there are any, as far as that is known (BindOptions::has_rows).
  bool HasRows(const catalog::Table& table) const;
  /// Tables whose names match a wildcard.
  std::vector<catalog::TablePtr> MatchTables(std::string_view pattern) const;
  /// Let statements with the word view whose names match a wildcard: union and search take them for tables.
  Result<std::vector<std::pair<std::string, Relation>>> MatchViews(std::string_view pattern);

  // Types (coercion.cc).
  /// Converts; the same expression where the type is right.
  plan::ExprPtr Convert(plan::ExprPtr expr, Type type);
  plan::ExprPtr ToText(plan::ExprPtr expr) { return Convert(std::move(expr), Type::kString); }
  /// Brings both to one type for a comparison.
  Status Unify(plan::ExprPtr& left, plan::ExprPtr& right, Span span);
  Result<plan::ExprPtr> Compare(plan::Op op, plan::ExprPtr left, plan::ExprPtr right, Span span);
  /// The one type that values of all these types have in a common list or column.
  Type CommonType(const std::vector<Type>& types) const;

  /// Calls a built-in function on bound arguments, as if it had been written.
  Result<plan::ExprPtr> CallFunction(const FunctionDef& def, const std::vector<plan::ExprPtr>& args,
                                     const std::vector<Span>& spans, Span span);
  /// The same by name; the function must exist.
  Result<plan::ExprPtr> CallNamed(std::string_view function, std::vector<plan::ExprPtr> args, Span span);

  /// has, contains, matches regex…, by the operator's written form.
  Result<plan::ExprPtr> CallTextOperator(std::string_view op, plan::ExprPtr left, plan::ExprPtr right,
                                         Span span) {
    return BindTextOperator(op, std::move(left), std::move(right), span);
  }
  /// Calls a let or stored function with a table as its first argument (invoke).
  Result<Bound> CallTabular(const syntax::Call& call, const RowScope& scope, Span span, Relation piped);

  /// Reports a mistake and goes on; the query fails in the end.
  void Report(Error error);
  /// Result of an expression that failed: unknown type, fits everywhere.
  plan::ExprPtr Unknown(Span span) const;
  template <typename T>
  T OrReport(Result<T> result, T otherwise) {
    if (result) return std::move(*result);
    Report(std::move(result.error()));
    return otherwise;
  }

  const catalog::Catalog& catalog() const { return *options_.catalog; }
  const FunctionTable& functions() const { return AllFunctions(); }
  bool IsAggregate(std::string_view name) const {
    return functions().FindAggregate(name) != nullptr || IsMultiAggregate(name);
  }
  int64_t now() const { return now_; }
  plan::IdSource& ids() { return ids_; }
  EnvironmentPtr& environment() { return environment_; }
  const Evaluator& evaluate() const { return options_.evaluate; }
  const BindOptions& options() const { return options_; }
  /// Extra results of the query (fork, facet), before the main one.
  std::vector<plan::ResultPlan>& side_results() { return side_results_; }

  /// Expands a user's function (let or stored) over arguments.
  Result<Bound> Expand(const syntax::FunctionLiteral& function, EnvironmentPtr closure, std::string_view name,
                       const std::vector<syntax::ExprPtr>& arguments, const RowScope& scope, Span span,
                       std::optional<Relation> piped);

 private:
  /// Arguments checked against the signatures, converted, defaults filled in.
  struct PreparedCall {
    std::vector<plan::ExprPtr> args;
    Type result = Type::kUnknown;
  };
  Result<PreparedCall> Prepare(std::string_view name, const std::vector<std::string_view>& signatures,
                               std::vector<plan::ExprPtr> args, const std::vector<Span>& spans, Span span);
  /// A function of the catalogue.
  Result<Bound> CallStored(const std::string& name, const std::vector<syntax::ExprPtr>& arguments,
                           const RowScope& scope, Span span, std::optional<Relation> piped);

  Status BindStatement(const syntax::Statement& statement, plan::Plan& plan);
  Status BindLet(const syntax::LetStatement& let, Span span);
  Status BindSet(const syntax::SetStatement& set, Span span);
  Status BindParameters(const syntax::QueryParametersStatement& declare);
  // entities.cc
  Status BindPattern(const syntax::PatternStatement& pattern);
  Status BindAlias(const syntax::AliasStatement& alias);
  Status BindRestrict(const syntax::RestrictStatement& restrict);
  Result<Relation> CallPattern(const syntax::PatternStatement& pattern, const syntax::Call& call,
                               const std::optional<std::string>& path, Span span);
  /// Whether a name of the catalogue may be used here.
  bool IsVisible(std::string_view name) const;

  Result<Bound> BindName(const syntax::Name& name, const RowScope& scope);
  std::optional<plan::ExprPtr> FindInRow(const syntax::Name& name, const RowScope& scope);
  Result<Bound> BindCall(const syntax::Call& call, const RowScope& scope, Span span);
  Result<std::optional<Bound>> BindSpecialCall(const syntax::Call& call, const RowScope& scope, Span span);
  Result<std::optional<Bound>> BindBagOfColumns(const syntax::Call& call, const RowScope& scope, Span span);
  Result<std::optional<Bound>> BindDataSize(const syntax::Call& call, const RowScope& scope, Span span);
  /// all(), any(), map(), node_id()… over the variables of a graph pattern (graph.cc).
  Result<std::optional<Bound>> BindGraphCall(const syntax::Call& call, const RowScope& scope, Span span);
  /// A property of a pattern's variable, or the variable as a bag; nullopt if the name is none.
  Result<std::optional<plan::ExprPtr>> BindGraphName(const syntax::Name& name, const syntax::Name* property,
                                                     const RowScope& scope, Span span);
  Result<plan::ExprPtr> BindMember(const syntax::Expr& expr, const RowScope& scope);
  Result<plan::ExprPtr> BindBinary(const syntax::Binary& binary, const RowScope& scope, Span span);
  /// `* has "x"`: true of a row if it is of any column (Kusto docs, where operator).
  Result<plan::ExprPtr> BindAnyColumn(const syntax::Binary& binary, const RowScope& scope, Span span);
  Result<plan::ExprPtr> ApplyBinary(const std::string& op, plan::ExprPtr left, plan::ExprPtr right,
                                    Span span);
  Result<plan::ExprPtr> BindArithmetic(std::string_view op, plan::ExprPtr left, plan::ExprPtr right,
                                       Span span);
  Result<plan::ExprPtr> BindInList(const syntax::InList& in, const RowScope& scope, Span span);
  Result<plan::ExprPtr> BindBetween(const syntax::Between& between, const RowScope& scope, Span span);
  Result<Relation> BindDataTable(const syntax::DataTable& table, Span span);
  Result<Relation> BindExternalData(const syntax::ExternalData& data, Span span);
  /// The rows of a scan that the catalogue's row rule lets through; none, and a report, if the rule is wrong.
  /// Those of one workspace.
  Relation ScanRows(const catalog::Table& table);
  Relation KeepVisible(const catalog::Table& table, Relation scan);
  /// database("x").T, workspace("w").T…: tables of our own database and of workspaces that the caller may
  /// see, or an error that names what cannot be reached.
  Result<Relation> BindRemote(const syntax::Call& call, const std::vector<const syntax::Expr*>& steps,
                              Span span);
  Result<plan::ExprPtr> BindAggregateCall(const AggregateDef& def, const syntax::Call& call,
                                          const RowScope& scope, Span span);
  /// arg_max and the like, of which one call gives several columns.
  static bool IsMultiAggregate(std::string_view name);
  Result<std::optional<std::vector<NamedExpr>>> BindMultiAggregate(const syntax::Call& call,
                                                                   const RowScope& scope, Span span);
  /// The columns of a function that gives several by its arguments (FunctionDef::columns); none for any
  /// other.
  Result<std::vector<NamedExpr>> BindColumns(const syntax::Call& call, const RowScope& scope, Span span);
  Result<std::optional<plan::ExprPtr>> BindWindowCall(const syntax::Call& call, const RowScope& scope,
                                                      Span span);
  Relation AddWindows(const Relation& input, std::vector<plan::WindowCall> calls);
  Result<plan::ExprPtr> BindTextOperator(std::string_view op, plan::ExprPtr left, plan::ExprPtr right,
                                         Span span);
  Result<plan::ExprPtr> BindSubqueryList(std::string_view op, plan::ExprPtr left, const Relation& table,
                                         Span span);

  BindOptions options_;
  int64_t now_ = 0;
  plan::IdSource ids_;
  EnvironmentPtr environment_;
  /// Environments from before `restrict access`, which functions declared there still read.
  std::vector<EnvironmentPtr> hidden_;
  /// The databases that aliases stand for; nothing: one that cannot be reached.
  std::map<std::string, std::optional<std::string>, std::less<>> aliases_;
  std::vector<Diagnostic> diagnostics_;
  std::optional<Error> first_error_;
  std::vector<plan::ResultPlan> side_results_;
  std::map<catalog::StoredFunctionPtr, std::shared_ptr<const ParsedQuery>> stored_;
  std::set<std::string, std::less<>> expanding_;
  int depth_ = 0;
  std::optional<std::pair<std::string, std::pair<int64_t, int64_t>>> time_scope_;
};

}  // namespace harrier::kql
