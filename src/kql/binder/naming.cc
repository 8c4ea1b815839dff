#include "kql/binder/binder.h"

namespace harrier::kql {
namespace {

std::string Joined(std::string_view prefix, std::string_view name) {
  return fmt::format("{}_{}", prefix, name);
}

}  // namespace

std::string Binder::NameOf(const syntax::Expr& expr) const {
  if (const auto* name = expr.As<syntax::NameRef>()) return name->name.text;
  if (const auto* paren = expr.As<syntax::Paren>()) return NameOf(*paren->inner);
  if (const auto* named = expr.As<syntax::Named>())
    return named->names.empty() ? "" : named->names.front().text;
  if (const auto* member = expr.As<syntax::Member>()) {
    const std::string base = NameOf(*member->base);
    if (base == "$left" || base == "$right") return member->member.text;
    return base.empty() ? member->member.text : Joined(base, member->member.text);
  }
  if (const auto* index = expr.As<syntax::Index>()) {
    const std::string base = NameOf(*index->base);
    const auto* literal = index->index->As<syntax::Literal>();
    if (base.empty() || literal == nullptr) return base;
    const Value& value = literal->value;
    if (value.type() == Type::kString) return Joined(base, value.text());
    if (value.type() == Type::kLong) return Joined(base, fmt::format("{}", value.integer()));
    return base;
  }
  const auto* call = expr.As<syntax::Call>();
  if (call == nullptr) return "";

  ResultName kind = ResultName::kNone;
  std::string_view prefix;
  if (const AggregateDef* aggregate = functions().FindAggregate(call->function.text)) {
    kind = aggregate->result_name;
    prefix = aggregate->result_prefix;
  } else if (const FunctionDef* function = functions().Find(call->function.text)) {
    kind = function->result_name;
    prefix = function->result_prefix;
  } else {
    // Functions that the binder expands itself; the last two name the column in a text.
    const std::string_view name = call->function.text;
    if (name == "column_ifexists" || name == "columnifexists") {
      const auto* text = call->arguments.empty() ? nullptr : call->arguments.front()->As<syntax::Literal>();
      if (text != nullptr && text->value.type() == Type::kString) return text->value.text();
    }
    return "";
  }
  const std::string first = call->arguments.empty() ? "" : NameOf(*call->arguments.front());
  switch (kind) {
    case ResultName::kNone:
      return "";
    case ResultName::kFirstArgument:
      return first;
    case ResultName::kOnlyArgument:
      return call->arguments.size() == 1 ? first : "";
    case ResultName::kNameAndFirst:
      return Joined(prefix.empty() ? call->function.text : std::string(prefix), first);
    case ResultName::kPrefixAndFirst:
      return Joined(prefix, first);
    case ResultName::kPrefixOnly:
      return std::string(prefix);
  }
  return "";
}

}  // namespace harrier::kql
