#pragma once

#include <array>

#include "kql/binder/binder.h"
#include "kql/parser/reader.h"

/// The tabular operators. One file holds all of one: its struct, how it is read and how it is bound; all.inc
/// lists them.
namespace harrier::kql {

struct OperatorDef {
  std::array<std::string_view, 2> keywords;  // the second, if there is one, means the same
  /// Reads what follows the keyword into `op`.
  void (*read)(Reader& in, syntax::Operator& op);
  /// Null: the operator is read and then refused by name.
  Result<Relation> (*bind)(Binder& binder, const syntax::Operator& op, Relation input);
};

/// OperatorDef::bind for a function that takes the operator's struct.
template <typename Op, Result<Relation> (*kBind)(Binder&, const Op&, const syntax::Operator&, Relation)>
Result<Relation> BindNode(Binder& binder, const syntax::Operator& whole, Relation input) {
  return kBind(binder, *whole.As<Op>(), whole, std::move(input));
}

#define HARRIER_OPERATOR(name) extern const OperatorDef k##name##Operator;
#include "kql/operators/all.inc"
#undef HARRIER_OPERATOR

// What operators are made of that come down to others.
#define HARRIER_BIND(name)                                                                               \
  Result<Relation> Bind##name(Binder& binder, const syntax::name##Op& op, const syntax::Operator& whole, \
                              Relation input);
HARRIER_BIND(Count)
HARRIER_BIND(Distinct)
HARRIER_BIND(Extend)
HARRIER_BIND(Sort)
HARRIER_BIND(Summarize)
HARRIER_BIND(Take)
HARRIER_BIND(Top)
HARRIER_BIND(Union)
#undef HARRIER_BIND

Result<plan::SortKey> BindSortKey(Binder& binder, const syntax::SortKey& key, Relation& input);

/// The columns that a list of names and wildcards stands for, each once.
Result<std::vector<plan::Column>> ChosenColumns(Binder& binder, const Relation& input,
                                                const std::vector<syntax::ExprPtr>& patterns);

/// The value of a `name=value` parameter as text; empty if it is not there.
std::string ParameterText(const syntax::Operator& op, std::string_view name);

}  // namespace harrier::kql
