#pragma once

#include "kql/functions/lowering.h"

/// Small lowerings that many aggregates share.
namespace harrier::kql {

/// A call with one result of the type.
plan::AggCall MakeAggregate(plan::AggOp op, std::vector<plan::ExprPtr> args, Type result);

/// A call of an aggregate kernel; a missing one is our own bug.
plan::AggCall KernelAggregate(std::string_view kernel, std::vector<plan::ExprPtr> args);

/// A bool out of an …if() aggregate's condition.
plan::ExprPtr Condition(plan::ExprPtr expr);

}  // namespace harrier::kql
