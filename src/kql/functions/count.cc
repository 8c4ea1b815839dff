#include "kql/functions/function.h"

namespace harrier::kql {

extern const AggregateDef kCountAggregate;
const AggregateDef kCountAggregate{
    .name = "count",
    .signatures = {"(): long", "(expr: scalar): long"},
    .lower = [](CallContext&, std::vector<plan::ExprPtr> args) -> Result<plan::AggCall> {
      plan::AggCall call{
          .op = plan::AggOp::kCount, .args = std::move(args), .filter = nullptr, .outputs = {}};
      call.outputs = {{-1, "", Type::kLong}};
      return call;
    },
    .result_name = ResultName::kPrefixOnly,
    .result_prefix = "count_",
    .doc = "Number of rows, or of the non-null values of an expression.",
    .example = "range x from 1 to 3 step 1 | summarize count()",
};

}  // namespace harrier::kql
