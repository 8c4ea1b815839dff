#include "kql/functions/function.h"

namespace harrier::kql {

extern const FunctionDef kSubstring;
const FunctionDef kSubstring{
    .name = "substring",
    .signatures = {"(source: string, startingIndex: long, length: long = 9223372036854775807): string"},
    .kernel = "substring",
    .doc = "Part of a text, from a zero-based index.",
    .example = R"(print substring("abcdef", 1, 2))"};

extern const FunctionDef kIndexOf;
const FunctionDef kIndexOf{
    .name = "indexof",
    .signatures =
        {"(source: scalar, match: scalar, start: long = 0, length: long = -1, occurrence: long = 1): long"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      args[0] = Convert(args[0], Type::kString);
      args[1] = Convert(args[1], Type::kString);
      return plan::CallKernel("indexof", std::move(args), call.span());
    },
    .doc = "Zero-based place of a text within another; -1 if it is not there.",
    .example = R"(print indexof("abcab", "ab", 1))"};

extern const FunctionDef kSplit;
const FunctionDef kSplit{
    .name = "split",
    .signatures = {"(source: string, delimiter: string, index?: long): dynamic"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      const bool one = args.size() == 3;
      return plan::CallKernel(one ? "split_at" : "split", std::move(args), call.span());
    },
    .doc = "The parts of a text between delimiters, as an array.",
    .example = R"(print split("a,b", ","))"};

extern const FunctionDef kCountOf;
const FunctionDef kCountOf{
    .name = "countof",
    .signatures = {"(source: string, search: string, const kind: string = 'normal'): long"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      const std::optional<Value> kind = call.Constant(args[2]);
      const bool regex = kind && kind->text() == "regex";
      if (!regex && !(kind && kind->text() == "normal"))
        return call.Bad(2, "the kind is 'normal' or 'regex'");
      args.pop_back();
      return plan::CallKernel(regex ? "count_regex" : "countof", std::move(args), call.span());
    },
    .doc = "How often a text or a regular expression occurs in another text.",
    .example = R"(print countof("abab", "ab"))"};

extern const FunctionDef kStrCmp;
const FunctionDef kStrCmp{
    .name = "strcmp",
    .signatures = {"(string1: string, string2: string): long"},
    .kernel = "strcmp",
    .doc = "-1, 0 or 1, as the first text is less than, equal to or greater than the second.",
    .example = R"(print strcmp("a", "b"))"};

extern const FunctionDef kHasAnyIndex;
const FunctionDef kHasAnyIndex{
    .name = "has_any_index",
    .signatures = {"(source: string, values: dynamic): long"},
    .kernel = "has_any_index",
    .doc = "The index of the first of several texts that a text has as a term; -1 if it has none.",
    .example = R"(print has_any_index("this is an example", dynamic(["no", "example"])))"};

}  // namespace harrier::kql
