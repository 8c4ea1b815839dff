#pragma once

#include "kql/binder/binder.h"

/// The tabular operators, one file each: `Result<Relation> Bind<Name>(Binder&, const syntax::<Name>Op&, const
/// syntax::Operator&, Relation)`; all.inc lists them.
namespace harrier::kql {

#define HARRIER_OPERATOR(name)                                                                           \
  Result<Relation> Bind##name(Binder& binder, const syntax::name##Op& op, const syntax::Operator& whole, \
                              Relation input);
#include "kql/operators/all.inc"
#undef HARRIER_OPERATOR

/// The value of a `name=value` parameter as text; empty if it is not there.
std::string ParameterText(const syntax::Operator& op, std::string_view name);

}  // namespace harrier::kql
