#include "kql/binder/call_context.h"
#include "kql/functions/signature.h"

namespace harrier::kql {

std::string ExpandKernelName(std::string_view pattern, const std::vector<plan::ExprPtr>& args) {
  std::string name;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') {
      name += pattern[i];
      continue;
    }
    const auto argument = static_cast<size_t>(pattern[i + 1] - '0');
    name += argument < args.size() ? TypeName(args[argument]->type) : "none";
    i += 2;
  }
  return name;
}

Result<Binder::PreparedCall> Binder::Prepare(std::string_view name,
                                             const std::vector<std::string_view>& signatures,
                                             std::vector<plan::ExprPtr> args, const std::vector<Span>& spans,
                                             Span span) {
  std::optional<Signature> best;
  int best_cost = INT32_MAX;
  std::optional<size_t> misfit;  // the first argument that no signature takes
  size_t least = SIZE_MAX, most = 0;
  for (const std::string_view text : signatures) {
    Signature signature = ParseSignature(text);
    least = std::min(least, signature.least_arguments());
    const bool endless = !signature.parameters.empty() && signature.parameters.back().repeated;
    most = std::max(most, endless ? SIZE_MAX : signature.parameters.size());
    if (args.size() < signature.least_arguments()) continue;
    int cost = 0;
    bool fits = true;
    for (size_t i = 0; i < args.size() && fits; ++i) {
      const Parameter* parameter = signature.ParameterOf(i);
      if (parameter == nullptr) {
        fits = false;
        break;
      }
      const std::optional<int> fit = Fit(parameter->kind, args[i]->type);
      if (!fit) {
        fits = false;
        misfit = std::max(misfit.value_or(0), i);
      } else {
        cost += *fit;
      }
    }
    if (fits && cost < best_cost) {
      best_cost = cost;
      best = std::move(signature);
    }
  }
  if (!best) {
    if (args.size() < least || args.size() > most) {
      return FailAt(span, "KS119", ErrorCode::kSemantic, "{}() takes {} argument{}, and {} {} given", name,
                    least == most      ? fmt::format("{}", least)
                    : most == SIZE_MAX ? fmt::format("at least {}", least)
                                       : fmt::format("{} to {}", least, most),
                    most == 1 ? "" : "s", args.size(), args.size() == 1 ? "is" : "are");
    }
    const size_t i = misfit.value_or(0);
    return FailAt(i < spans.size() ? spans[i] : span, "KS141", ErrorCode::kSemantic,
                  "{}() does not take a value of type {} here", name,
                  i < args.size() ? TypeName(args[i]->type) : "unknown");
  }

  PreparedCall call;
  Type common = Type::kUnknown;
  for (size_t i = 0; i < args.size(); ++i) {
    if (!best->ParameterOf(i)->kind.common) continue;
    if (args[i]->is_literal() && args[i]->value.is_null() && common != Type::kUnknown) continue;
    const std::optional<Type> next = CommonOf(common, args[i]->type);
    if (!next) {
      // Values without a type in common meet as text.
      common = Type::kString;
      break;
    }
    // So do a text and a dynamic value.
    const bool text = common == Type::kString || args[i]->type == Type::kString;
    common = text ? Type::kString : *next;
  }
  if (common == Type::kUnknown) common = Type::kString;
  for (size_t i = 0; i < args.size(); ++i) {
    const Parameter& parameter = *best->ParameterOf(i);
    const Type type = args[i]->type;
    if (parameter.constant && !plan::Fold(args[i])->is_literal() && type != Type::kUnknown) {
      return FailAt(spans[i], "KS129", ErrorCode::kSemantic, "{}(): '{}' must be a constant", name,
                    parameter.name);
    }
    if (parameter.kind.common)
      args[i] = Convert(args[i], common);
    else if (!parameter.kind.types.empty())
      args[i] = Convert(args[i], Target(parameter.kind, type));
    else if (type == Type::kUnknown)
      args[i] = plan::Lit(Value::String(""), args[i]->span);
  }
  for (size_t i = args.size(); i < best->parameters.size(); ++i) {
    const Parameter& parameter = best->parameters[i];
    if (parameter.default_value) args.push_back(plan::Lit(*parameter.default_value, span));
  }
  call.result = best->result;
  if (best->result_common)
    call.result = common;
  else if (best->result_of >= 0 && static_cast<size_t>(best->result_of) < args.size()) {
    call.result = args[static_cast<size_t>(best->result_of)]->type;
  }
  call.args = std::move(args);
  return call;
}

Result<plan::ExprPtr> Binder::CallFunction(const FunctionDef& def, const std::vector<plan::ExprPtr>& args,
                                           const std::vector<Span>& spans, Span span) {
  TRY(PreparedCall prepared, Prepare(def.name, def.signatures, args, spans, span));
  BoundCallContext context(*this, def.name, span, spans);
  if (def.lower != nullptr) {
    try {
      TRY(plan::ExprPtr lowered, def.lower(context, std::move(prepared.args)));
      return plan::Fold(lowered);
    } catch (const plan::MissingKernel&) {
      return FailAt(span, "", ErrorCode::kNotSupported, "not supported: {}()", def.name);
    }
  }
  const std::string kernel = ExpandKernelName(def.kernel, prepared.args);
  if (runtime::AllKernels().Find(kernel) == nullptr) {
    return FailAt(span, "", ErrorCode::kNotSupported, "not supported: {}() of {}", def.name,
                  prepared.args.empty() ? "nothing" : TypeName(prepared.args.front()->type));
  }
  return plan::Fold(plan::CallKernel(kernel, std::move(prepared.args), span));
}

Result<plan::ExprPtr> Binder::CallNamed(std::string_view function, std::vector<plan::ExprPtr> args,
                                        Span span) {
  const FunctionDef* def = functions().Find(function);
  if (def == nullptr) return FailAt(span, "", ErrorCode::kNotSupported, "not supported: {}", function);
  const std::vector<Span> spans(args.size(), span);
  return CallFunction(*def, args, spans, span);
}

Result<Bound> Binder::BindCall(const syntax::Call& call, const RowScope& scope, Span span) {
  const std::string& name = call.function.text;
  if (LetValue* let = environment_->Find(name)) {
    if (auto* function = std::get_if<LetValue::Function>(&let->value)) {
      return Expand(*function->literal, function->closure.lock(), name, call.arguments, scope, span,
                    std::nullopt);
    }
    if (call.arguments.empty())
      return FindNamed(call.function).map([](std::optional<Bound> b) { return std::move(*b); });
  }
  if (const auto pattern = environment_->FindPattern(name)) {
    TRY(Relation rows, CallPattern(*pattern, call, std::nullopt, span));
    return Bound(std::move(rows));
  }
  TRY(std::optional<Bound> special, BindSpecialCall(call, scope, span));
  if (special) return std::move(*special);

  if (const AggregateDef* aggregate = functions().FindAggregate(name)) {
    if (scope.aggregates != nullptr) {
      TRY(plan::ExprPtr value, BindAggregateCall(*aggregate, call, scope, span));
      return Bound(std::move(value));
    }
    if (functions().Find(name) == nullptr) {
      return FailAt(call.function.span, "KS144", ErrorCode::kSemantic,
                    "the aggregate {}() is only allowed in summarize, make-series, top-nested and the like",
                    name);
    }
  }
  if (const FunctionDef* def = functions().Find(name)) {
    std::vector<plan::ExprPtr> args;
    std::vector<Span> spans;
    for (const syntax::ExprPtr& argument : call.arguments) {
      spans.push_back(argument->span);
      if (const auto* type = argument->As<syntax::TypeOf>()) {
        // A type as an argument arrives as its name.
        const bool scalar_type = type->columns.size() == 1 && type->columns[0].name.text.empty();
        args.push_back(plan::Lit(
            Value::String(scalar_type ? std::string(TypeName(type->columns[0].type)) : ""), argument->span));
        continue;
      }
      if (argument->As<syntax::Star>() != nullptr && scope.row != nullptr && name == "pack_array") {
        // pack_array(*): all columns of the row.
        for (const plan::Column& column : scope.row->columns())
          args.push_back(plan::Ref(column, argument->span));
        spans.resize(args.size(), argument->span);
        continue;
      }
      TRY(plan::ExprPtr arg, BindScalar(*argument, scope));
      args.push_back(plan::Fold(arg));
    }
    TRY(plan::ExprPtr value, CallFunction(*def, args, spans, span));
    return Bound(std::move(value));
  }
  const bool visible = IsVisible(name);
  if (visible && catalog().FindFunction(name) != nullptr)
    return CallStored(name, call.arguments, scope, span, std::nullopt);
  if (catalog::TablePtr table = visible ? catalog().FindTable(name) : nullptr)
    return Bound(ScanTable(*table));
  if (functions().IsUnsupported(name)) {
    return FailAt(call.function.span, "", ErrorCode::kNotSupported, "not supported: {}()", name);
  }
  return FailAt(call.function.span, "KS211", ErrorCode::kSemantic, "there is no function named '{}'", name);
}

Result<Bound> Binder::CallTabular(const syntax::Call& call, const RowScope& scope, Span span,
                                  Relation piped) {
  const std::string& name = call.function.text;
  if (LetValue* let = environment_->Find(name)) {
    if (auto* function = std::get_if<LetValue::Function>(&let->value)) {
      return Expand(*function->literal, function->closure.lock(), name, call.arguments, scope, span,
                    std::move(piped));
    }
  }
  if (IsVisible(name) && catalog().FindFunction(name) != nullptr)
    return CallStored(name, call.arguments, scope, span, std::move(piped));
  if (functions().IsUnsupported(name)) {
    return FailAt(call.function.span, "", ErrorCode::kNotSupported, "not supported: {}()", name);
  }
  return FailAt(call.function.span, "KS211", ErrorCode::kSemantic, "there is no function named '{}'", name);
}

Result<Bound> Binder::CallStored(const std::string& name, const std::vector<syntax::ExprPtr>& arguments,
                                 const RowScope& scope, Span span, std::optional<Relation> piped) {
  const catalog::StoredFunctionPtr function = catalog().FindFunction(name);
  std::shared_ptr<const ParsedQuery>& parsed = stored_[function];
  if (parsed == nullptr)
    parsed = std::make_shared<const ParsedQuery>(Parse("let f = " + function->text + ";"));
  const syntax::LetStatement* let =
      parsed->query.statements.empty() ? nullptr : parsed->query.statements[0]->As<syntax::LetStatement>();
  const auto* literal = let != nullptr ? let->value->As<syntax::FunctionLiteral>() : nullptr;
  if (!parsed->ok() || literal == nullptr) {
    return FailAt(span, "", ErrorCode::kSemantic, "the stored function {} does not parse: {}", name,
                  parsed->ok() ? "no function body" : parsed->diagnostics.front().message);
  }
  std::vector<syntax::ExprPtr> given = arguments;
  const size_t most = literal->parameters.size();
  if (function->variadic && given.size() > most) {
    syntax::Call rest{{"pack_array", span},
                      {given.begin() + static_cast<std::ptrdiff_t>(most) - 1, given.end()}};
    given.resize(most - 1);
    given.push_back(syntax::MakeExpr(span, std::move(rest)));
  }
  Result<Bound> bound =
      Expand(*literal, std::make_shared<Environment>(), name, given, scope, span, std::move(piped));
  if (!bound) {
    // Places inside a stored body mean nothing in this text.
    bound.error().span = span;
    bound.error().message = fmt::format("in function {}: {}", name, bound.error().message);
  } else if (auto* relation = std::get_if<Relation>(&*bound); relation != nullptr && function->open_schema) {
    relation->open_schema = true;
  }
  return bound;
}

Result<Bound> Binder::Expand(const syntax::FunctionLiteral& function, EnvironmentPtr closure,
                             std::string_view name, const std::vector<syntax::ExprPtr>& arguments,
                             const RowScope& scope, Span span, std::optional<Relation> piped) {
  const std::string key(name);
  if (!expanding_.insert(key).second) {
    return FailAt(span, "KS200", ErrorCode::kSemantic,
                  "the function {} calls itself, which KQL does not allow", name);
  }
  struct Leave {
    std::set<std::string, std::less<>>& open;
    const std::string& key;
    EnvironmentPtr& environment;
    EnvironmentPtr saved;
    ~Leave() {
      open.erase(key);
      environment = std::move(saved);
    }
  } leave{expanding_, key, environment_, environment_};

  auto inner = std::make_shared<Environment>();
  inner->parent = std::move(closure);
  const auto& parameters = function.parameters;
  if (arguments.size() + (piped ? 1 : 0) > parameters.size()) {
    return FailAt(span, "KS119", ErrorCode::kSemantic, "{}() takes {} arguments at most, and {} are given",
                  name, parameters.size() - (piped ? 1 : 0), arguments.size());
  }
  // Arguments by position or by name; what follows a name counts on from its own place in the list.
  std::vector<const syntax::Expr*> given(parameters.size(), nullptr);
  size_t position = piped ? 1 : 0;
  for (const syntax::ExprPtr& argument : arguments) {
    const auto* named = argument->As<syntax::Named>();
    if (named == nullptr) {
      given[position++] = argument.get();
      continue;
    }
    const auto at = std::find_if(parameters.begin(), parameters.end(),
                                 [&](const auto& p) { return p.name.text == named->names.front().text; });
    if (at == parameters.end()) {
      return FailAt(named->names.front().span, "KS196", ErrorCode::kSemantic, "{}() has no parameter '{}'",
                    name, named->names.front().text);
    }
    given[static_cast<size_t>(at - parameters.begin())] = named->value.get();
    ++position;
  }
  for (size_t i = 0; i < parameters.size(); ++i) {
    const syntax::FunctionParameter& parameter = parameters[i];
    LetValue value{plan::ExprPtr(), parameter.span};
    if (parameter.tabular) {
      Relation table;
      const bool is_piped = i == 0 && piped;
      if (is_piped) {
        table = std::move(*piped);
      } else if (given[i] != nullptr) {
        TRY(table, BindTable(*given[i], scope));
      } else {
        return FailAt(span, "KS197", ErrorCode::kSemantic, "{}(): no table is given for '{}'", name,
                      parameter.name.text);
      }
      value.value = LetValue::Tabular{std::move(table), ids_.NextShared(), false, is_piped};
    } else if (given[i] != nullptr) {
      // A bare column name as an argument of invoke is found in the row.
      Result<plan::ExprPtr> argument = BindScalar(*given[i], scope);
      if (!argument && parameter.default_value && argument.error().id == "KS142") {
        // The text of a parser ends in a call that hands on its parameters; run as it is, without being saved
        // as a function that has them, they are the defaults.
        const auto* handed_on = given[i]->As<syntax::NameRef>();
        if (handed_on != nullptr && handed_on->name.text == parameter.name.text)
          argument = BindConstant(*parameter.default_value);
      }
      if (!argument) return tl::unexpected(std::move(argument.error()));
      value.value = plan::Fold(Convert(std::move(*argument), parameter.type));
    } else if (parameter.default_value) {
      TRY(plan::ExprPtr argument, BindConstant(*parameter.default_value));
      value.value = plan::Fold(Convert(std::move(argument), parameter.type));
    } else {
      return FailAt(span, "KS197", ErrorCode::kSemantic, "{}(): no value is given for '{}'", name,
                    parameter.name.text);
    }
    inner->names.insert_or_assign(parameter.name.text, std::move(value));
  }
  environment_ = inner;
  for (const syntax::StatementPtr& statement : function.statements) {
    const auto* let = statement->As<syntax::LetStatement>();
    if (let == nullptr) {
      return FailAt(statement->span, "", ErrorCode::kNotSupported,
                    "not supported: this statement in a function's body");
    }
    TRY_OK(BindLet(*let, statement->span));
  }
  if (function.body == nullptr)
    return FailAt(span, "KS006", ErrorCode::kSemantic, "the function {} has no body", name);
  return BindAny(*function.body, RowScope{});
}

}  // namespace harrier::kql
