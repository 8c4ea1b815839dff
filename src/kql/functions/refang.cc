#include "kql/functions/function.h"

namespace harrier::kql {

// Harrier's own: Kusto has no such function. The spellings are those that reports use to keep addresses from
// being followed.
extern const FunctionDef kRefang;
const FunctionDef kRefang{
    .name = "refang",
    .signatures = {"(indicator: string): string"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      const auto list = [](std::string_view json) { return plan::Lit(Value::Dynamic(std::string(json))); };
      return plan::CallKernel(
          "replace_strings",
          {args[0],
           list(
               R"x(["hxxp","hXXp","HXXP","fxp:","[.]","(.)","{.}","[dot]","(dot)","[:]","[://]","[/]","[@]","[at]"])x"),
           list(R"x(["http","http","http","ftp:",".",".",".",".",".",":","://","/","@","@"])x")},
          call.span());
    },
    .doc = "An indicator as it was before a report wrote it so that nobody follows it by mistake.",
    .example = R"x(print refang("hxxps://evil[.]example[/]a"))x"};

}  // namespace harrier::kql
