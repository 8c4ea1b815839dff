#pragma once

#include "kql/operators/operator.h"

namespace harrier::kql {

/// Binds `evaluate plugin(…)` over its input.
using PluginBinder = Result<Relation> (*)(Binder& binder, const syntax::EvaluateOp& op,
                                          const syntax::Call& call, const syntax::Operator& whole,
                                          Relation input);

#define HARRIER_PLUGIN(name, binder)                                                                        \
  Result<Relation> binder(Binder&, const syntax::EvaluateOp&, const syntax::Call&, const syntax::Operator&, \
                          Relation);
#include "kql/operators/plugins.inc"
#undef HARRIER_PLUGIN

}  // namespace harrier::kql
