#include "kql/functions/function.h"

namespace harrier::kql {

using plan::ExprPtr;

extern const FunctionDef kNow;
const FunctionDef kNow{
    .name = "now",
    .signatures = {"(offset?: timespan): datetime"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      ExprPtr now = plan::Lit(Value::Datetime(call.now()), call.span());
      if (args.empty()) return now;
      return plan::CallKernel("add_datetime", {std::move(now), std::move(args[0])}, call.span());
    },
    .doc = "The moment at which the query began, the same throughout it, plus an offset.",
    .example = "print now() - now(1h)",
};

extern const FunctionDef kAgo;
const FunctionDef kAgo{
    .name = "ago",
    .signatures = {"(offset: timespan): datetime"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      return plan::CallKernel("subtract_datetime",
                              {plan::Lit(Value::Datetime(call.now())), std::move(args[0])}, call.span());
    },
    .doc = "The moment at which the query began, less a timespan.",
    .example = "print now() - ago(1h)",
};

}  // namespace harrier::kql
