#include "kql/functions/lowering.h"

// Kusto docs: parse_user_agent().
namespace harrier::kql {

extern const FunctionDef kParseUserAgent;
const FunctionDef kParseUserAgent{
    .name = "parse_user_agent",
    .signatures = {"(user_agent: string, look_for: string|dynamic): dynamic"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      args[1] = Convert(std::move(args[1]), Type::kDynamic);
      return plan::CallKernel("parse_user_agent", std::move(args), call.span());
    },
    .doc = "The browser, the operating system and the device behind a user agent.",
    .example = R"x(print parse_user_agent("curl/7.88.1", "browser"))x",
};

}  // namespace harrier::kql
