#include "kql/functions/function.h"

namespace harrier::kql {

namespace {

/// All arguments as texts.
std::vector<plan::ExprPtr> Texts(std::vector<plan::ExprPtr> args) {
  for (plan::ExprPtr& arg : args) arg = Convert(std::move(arg), Type::kString);
  return args;
}

}  // namespace

extern const FunctionDef kStrCat;
const FunctionDef kStrCat{
    .name = "strcat",
    .signatures = {"(value: scalar, ...rest: scalar): string"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      return plan::CallKernel("strcat", Texts(std::move(args)), call.span());
    },
    .doc = "The arguments as one text.",
    .example = R"(print strcat("a", 1, "b"))"};

extern const FunctionDef kStrCatDelim;
const FunctionDef kStrCatDelim{
    .name = "strcat_delim",
    .signatures = {"(delimiter: string, value: scalar, ...rest: scalar): string"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      return plan::CallKernel("strcat_delim", Texts(std::move(args)), call.span());
    },
    .doc = "The arguments as one text, with a delimiter between them.",
    .example = R"(print strcat_delim("-", 1, "b"))"};

extern const FunctionDef kStrCatArray;
const FunctionDef kStrCatArray{.name = "strcat_array",
                               .aliases = {"array_strcat"},
                               .signatures = {"(array: dynamic, delimiter: string): string"},
                               .kernel = "strcat_array",
                               .doc = "The elements of an array as one text.",
                               .example = R"(print strcat_array(dynamic([1, 2]), ","))"};

extern const FunctionDef kStrRep;
const FunctionDef kStrRep{
    .name = "strrep",
    .signatures = {"(value: scalar, multiplier: long, delimiter: string = ''): string"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      args[0] = Convert(args[0], Type::kString);
      return plan::CallKernel("strrep", std::move(args), call.span());
    },
    .doc = "A text several times over.",
    .example = R"(print strrep("ab", 3))"};

}  // namespace harrier::kql
