#include "kql/binder/binder.h"

#include "base/time_text.h"

namespace harrier::kql {
namespace {

/// `… | graph-to-table nodes as N, edges as E`: later statements ask for the tables by these names.
bool OnlyNamesTables(const syntax::Statement& statement) {
  const auto* query = statement.As<syntax::QueryStatement>();
  const auto* pipe = query == nullptr ? nullptr : query->expr->As<syntax::Pipe>();
  const auto* op = pipe == nullptr ? nullptr : pipe->operators.back()->As<syntax::GraphToTableOp>();
  return op != nullptr && op->outputs.size() > 1 &&
         std::all_of(op->outputs.begin(), op->outputs.end(),
                     [](const auto& o) { return o.name.has_value(); });
}

}  // namespace

Binder::Binder(const BindOptions& options)
    : options_(options), now_(options.now), environment_(std::make_shared<Environment>()) {
  if (options.timespan) time_scope_ = {"TimeGenerated", *options.timespan};
}

void Binder::Report(Error error) {
  for (Diagnostic& d : error.diagnostics) diagnostics_.push_back(std::move(d));
  if (error.diagnostics.empty()) diagnostics_.push_back({error.id, error.message, error.span});
  error.diagnostics.clear();
  if (!first_error_) first_error_ = std::move(error);
}

plan::ExprPtr Binder::Unknown(Span span) const {
  return plan::Lit(Value(), span);
}

Result<plan::Plan> Binder::BindQuery(const syntax::Query& query) {
  plan::Plan plan;
  for (const syntax::StatementPtr& statement : query.statements) {
    const size_t before = plan.results.size();
    if (Status bound = BindStatement(*statement, plan); !bound) Report(std::move(bound.error()));
    if (statement != query.statements.back() && OnlyNamesTables(*statement)) plan.results.resize(before);
  }
  if (!first_error_ && plan.results.empty()) {
    Report({ErrorCode::kSemantic, "the query has no statement that gives rows", {}, "KS006"});
  }
  if (!first_error_) return plan;
  Error error = std::move(*first_error_);
  error.diagnostics = std::move(diagnostics_);
  return tl::unexpected(std::move(error));
}

Status Binder::BindStatement(const syntax::Statement& statement, plan::Plan& plan) {
  if (const auto* let = statement.As<syntax::LetStatement>()) return BindLet(*let, statement.span);
  if (const auto* set = statement.As<syntax::SetStatement>()) return BindSet(*set, statement.span);
  if (const auto* declare = statement.As<syntax::QueryParametersStatement>()) return BindParameters(*declare);
  if (const auto* query = statement.As<syntax::QueryStatement>()) {
    TRY(Bound bound, BindSource(*query->expr, RowScope{}));
    if (std::holds_alternative<plan::ExprPtr>(bound)) {
      return FailAt(query->expr->span, "KS111", ErrorCode::kSemantic,
                    "a query must give rows; write `print` before a scalar expression");
    }
    Relation& relation = std::get<Relation>(bound);
    if (relation.graph != nullptr) {
      return FailAt(query->expr->span, "", ErrorCode::kSemantic,
                    "a query must give rows, and this is a graph; graph-match or graph-to-table make a table "
                    "of it");
    }
    for (plan::ResultPlan& side : side_results_) plan.results.push_back(std::move(side));
    side_results_.clear();
    std::string name = relation.result_name;
    if (name.empty()) {
      name = plan.results.empty() ? "PrimaryResult" : fmt::format("PrimaryResult_{}", plan.results.size());
    }
    plan.results.push_back({std::move(name), relation.node, relation.visualization});
    return Ok();
  }
  if (const auto* pattern = statement.As<syntax::PatternStatement>()) return BindPattern(*pattern);
  if (const auto* alias = statement.As<syntax::AliasStatement>()) return BindAlias(*alias);
  return BindRestrict(*statement.As<syntax::RestrictStatement>());
}

Status Binder::BindLet(const syntax::LetStatement& let, Span span) {
  if (environment_->names.contains(let.name.text)) {
    return FailAt(let.name.span, "KS201", ErrorCode::kSemantic, "the name '{}' is declared already",
                  let.name.text);
  }
  LetValue value{plan::ExprPtr(), span};
  if (let.value->As<syntax::FunctionLiteral>() != nullptr) {
    // The literal lives as long as the tree that holds the let.
    std::shared_ptr<const syntax::FunctionLiteral> literal(let.value,
                                                           let.value->As<syntax::FunctionLiteral>());
    value.value = LetValue::Function{std::move(literal), environment_, false};
  } else {
    Result<Bound> bound = BindAny(*let.value, RowScope{});
    if (!bound) {
      Report(std::move(bound.error()));
      value.value = Unknown(let.value->span);
    } else if (auto* expr = std::get_if<plan::ExprPtr>(&*bound)) {
      value.value = plan::Fold(*expr);
    } else {
      Relation& relation = std::get<Relation>(*bound);
      const auto* call = let.value->As<syntax::Call>();
      const bool materialize = call != nullptr && call->function.text == "materialize";
      value.value = LetValue::Tabular{std::move(relation), ids_.NextShared(), materialize};
    }
  }
  environment_->names.emplace(let.name.text, std::move(value));
  return Ok();
}

Status Binder::BindSet(const syntax::SetStatement& set, Span span) {
  const std::string& name = set.name.text;
  auto datetime = [&]() -> Result<int64_t> {
    if (set.value && set.value->type() == Type::kDatetime && !set.value->is_null())
      return set.value->integer();
    if (set.value && set.value->type() == Type::kString) {
      if (const std::optional<int64_t> ticks = ParseDatetime(set.value->text())) return *ticks;
    }
    return FailAt(span, "", ErrorCode::kSemantic, "set {}: a datetime is wanted", name);
  };
  if (name == "query_now") {
    TRY(now_, datetime());
    return Ok();
  }
  if (name == "query_datetimescope_column") {
    if (!set.value || set.value->type() != Type::kString) {
      return FailAt(span, "", ErrorCode::kSemantic, "set {}: the name of a column is wanted", name);
    }
    if (!time_scope_) time_scope_ = {"", {0, INT64_MAX}};
    time_scope_->first = set.value->text();
    return Ok();
  }
  if (name == "query_datetimescope_from" || name == "query_datetimescope_to") {
    TRY(const int64_t ticks, datetime());
    if (!time_scope_) time_scope_ = {"TimeGenerated", {0, INT64_MAX}};
    (name.ends_with("from") ? time_scope_->second.first : time_scope_->second.second) = ticks;
    return Ok();
  }
  // Other request properties steer the cluster that Kusto runs on; they change no rows.
  return Ok();
}

Status Binder::BindParameters(const syntax::QueryParametersStatement& declare) {
  for (const syntax::ColumnDecl& parameter : declare.parameters) {
    plan::ExprPtr value;
    const auto given = options_.parameters.find(parameter.name.text);
    if (given != options_.parameters.end()) {
      // A value is a literal in KQL's form, or plain text.
      const ParsedQuery literal = Parse("print " + given->second);
      const syntax::Expr* expr = nullptr;
      if (literal.ok() && literal.query.statements.size() == 1) {
        const auto* query = literal.query.statements[0]->As<syntax::QueryStatement>();
        const auto* source = query ? query->expr->As<syntax::SourceOperator>() : nullptr;
        const auto* print = source ? source->op->As<syntax::PrintOp>() : nullptr;
        if (print != nullptr && print->items.size() == 1 &&
            (print->items[0]->As<syntax::Literal>() || print->items[0]->As<syntax::DynamicLiteral>() ||
             print->items[0]->As<syntax::Unary>())) {
          expr = print->items[0].get();
        }
      }
      if (expr != nullptr) value = OrReport(BindScalar(*expr, RowScope{}), Unknown(parameter.name.span));
      if (value == nullptr || (parameter.type == Type::kString && value->type != Type::kString)) {
        value = plan::Lit(Value::String(given->second), parameter.name.span);
      }
    } else if (parameter.default_value) {
      value = OrReport(BindScalar(*parameter.default_value, RowScope{}), Unknown(parameter.name.span));
    } else {
      return FailAt(parameter.name.span, "KS189", ErrorCode::kSemantic,
                    "no value was given for the query parameter '{}', and it has no default",
                    parameter.name.text);
    }
    environment_->names.insert_or_assign(
        parameter.name.text, LetValue{plan::Fold(Convert(value, parameter.type)), parameter.name.span});
  }
  return Ok();
}

Result<plan::Plan> Bind(const ParsedQuery& parsed, const BindOptions& options) {
  if (!parsed.ok()) {
    const Diagnostic& first = parsed.diagnostics.front();
    return tl::unexpected(Error{ErrorCode::kSyntax, first.message, first.span, first.id, parsed.diagnostics});
  }
  try {
    return Binder(options).BindQuery(parsed.query);
  } catch (const plan::MissingKernel& missing) {
    return FailAt(missing.span, "", ErrorCode::kNotSupported, "not supported: the kernel {}", missing.what());
  }
}

Result<plan::Plan> Compile(std::string_view text, const BindOptions& options) {
  return Bind(Parse(text), options);
}

}  // namespace harrier::kql
