#include "kql/plugins/plugin.h"

namespace harrier::kql {

PluginCall::PluginCall(Binder& binder_of, const syntax::EvaluateOp& op_of, const syntax::Call& call,
                       Span span_of, Relation input_of)
    : binder(binder_of),
      op(op_of),
      span(span_of),
      input(std::move(input_of)),
      name_(call.function.text),
      arguments_(call.arguments) {}

syntax::ExprPtr PluginCall::TakeNamed(std::string_view name) {
  for (size_t i = 0; i < arguments_.size(); ++i) {
    const auto* named = arguments_[i]->As<syntax::Named>();
    if (named == nullptr || named->names.size() != 1 || named->names.front().text != name) continue;
    syntax::ExprPtr value = named->value;
    arguments_.erase(arguments_.begin() + static_cast<std::ptrdiff_t>(i));
    return value;
  }
  return nullptr;
}

const syntax::Expr& PluginCall::value(size_t i) const {
  const auto* named = arguments_[i]->As<syntax::Named>();
  return named != nullptr ? *named->value : *arguments_[i];
}

Status PluginCall::CheckCount(size_t least, size_t most) const {
  if (size() >= least && size() <= most) return Ok();
  const std::string wanted = least == most      ? fmt::format("{}", least)
                             : most == SIZE_MAX ? fmt::format("at least {}", least)
                                                : fmt::format("{} to {}", least, most);
  return FailAt(span, "KS119", ErrorCode::kSemantic, "{}() takes {} arguments, and {} are given", name_,
                wanted, size());
}

bool PluginCall::IsDefault(size_t i) const {
  if (i >= size()) return true;
  const auto* literal = value(i).As<syntax::Literal>();
  return literal != nullptr && literal->value.type() == Type::kString && literal->value.text() == "~";
}

Result<plan::Column> PluginCall::Column(size_t i) const {
  const auto* column = value(i).As<syntax::NameRef>();
  if (column == nullptr) {
    return FailAt(value(i).span, "KS109", ErrorCode::kSemantic, "{}(): the name of a column is wanted here",
                  name_);
  }
  return binder.FindColumn(input, column->name);
}

Result<std::vector<plan::Column>> PluginCall::ColumnsFrom(size_t i) const {
  std::vector<plan::Column> columns;
  for (; i < size(); ++i) {
    TRY(plan::Column column, Column(i));
    columns.push_back(std::move(column));
  }
  return columns;
}

Result<plan::ExprPtr> PluginCall::ConstantExpr(size_t i) const {
  TRY(plan::ExprPtr constant, binder.BindConstant(value(i)));
  return constant;
}

Result<Value> PluginCall::Constant(size_t i, Type type) const {
  TRY(plan::ExprPtr constant, binder.BindConstant(value(i)));
  if (constant->type != type && !CanConvert(constant->type, type)) {
    return Bad(i, fmt::format("a constant of type {} is wanted, and this is {}", TypeName(type),
                              TypeName(constant->type)));
  }
  constant = plan::Fold(binder.Convert(std::move(constant), type));
  if (!constant->is_literal() || constant->value.is_null())
    return Bad(i, fmt::format("a constant of type {} is wanted here", TypeName(type)));
  return constant->value;
}

tl::unexpected<Error> PluginCall::Bad(size_t i, std::string message) const {
  return FailAt(value(i).span, "KS134", ErrorCode::kSemantic, "{}(): {}", name_, message);
}

tl::unexpected<Error> PluginCall::Bad(std::string message) const {
  return FailAt(span, "", ErrorCode::kSemantic, "{}(): {}", name_, message);
}

void PluginText::Table(std::string name, const Relation& table) {
  names_->names.insert_or_assign(
      std::move(name), LetValue{LetValue::Tabular{table, call_.binder.ids().NextShared(), false}, {}});
}

void PluginText::Value(std::string name, plan::ExprPtr value) {
  names_->names.insert_or_assign(std::move(name), LetValue{std::move(value), {}});
}

Result<Relation> PluginText::Bind(const std::string& body) const {
  const ParsedQuery parsed = Parse("let plugin = () {\n" + body + "\n};");
  const auto* let =
      parsed.query.statements.empty() ? nullptr : parsed.query.statements[0]->As<syntax::LetStatement>();
  const auto* literal = let != nullptr ? let->value->As<syntax::FunctionLiteral>() : nullptr;
  HARRIER_CHECK(parsed.ok() && literal != nullptr);
  Result<Bound> bound = call_.binder.Expand(*literal, names_, "evaluate " + call_.name(), {}, RowScope{},
                                            call_.span, std::nullopt);
  if (!bound) {
    // Places inside the plugin's own text mean nothing in the user's.
    bound.error().span = call_.span;
    bound.error().message = fmt::format("{}(): {}", call_.name(), bound.error().message);
    return tl::unexpected(std::move(bound.error()));
  }
  HARRIER_CHECK(std::holds_alternative<Relation>(*bound));
  return std::get<Relation>(std::move(*bound));
}

Relation Renamed(Binder& binder, const Relation& table,
                 const std::vector<std::pair<plan::Column, std::string>>& columns) {
  std::vector<NamedExpr> items;
  for (const auto& [column, name] : columns) items.push_back({name, plan::Ref(column), {}});
  return binder.Project(table, std::move(items));
}

Relation Renamed(Binder& binder, const Relation& table, const std::vector<std::string>& names) {
  std::vector<std::pair<plan::Column, std::string>> columns;
  for (size_t i = 0; i < names.size(); ++i) columns.emplace_back(table.columns()[i], names[i]);
  return Renamed(binder, table, columns);
}

std::string NumberedNames(std::string_view before, std::string_view name, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += fmt::format("{}{}{}", before, name, i);
  return out;
}

}  // namespace harrier::kql
