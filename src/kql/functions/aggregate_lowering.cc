#include "kql/functions/aggregate_lowering.h"

namespace harrier::kql {

plan::AggCall MakeAggregate(plan::AggOp op, std::vector<plan::ExprPtr> args, Type result) {
  plan::AggCall call;
  call.op = op;
  call.args = std::move(args);
  call.outputs = {{-1, "", result}};
  return call;
}

plan::AggCall KernelAggregate(std::string_view kernel, std::vector<plan::ExprPtr> args) {
  const runtime::AggregateKernel* found = runtime::AllKernels().FindAggregate(kernel);
  HARRIER_CHECK(found != nullptr);
  plan::AggCall call = MakeAggregate(plan::AggOp::kKernel, std::move(args), found->result.type);
  call.kernel = found;
  return call;
}

plan::ExprPtr Condition(plan::ExprPtr expr) {
  return Convert(std::move(expr), Type::kBool);
}

}  // namespace harrier::kql
