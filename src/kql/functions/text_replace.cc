#include "kql/functions/function.h"

namespace harrier::kql {

extern const FunctionDef kReplaceString;
const FunctionDef kReplaceString{.name = "replace_string",
                                 .signatures = {"(text: string, lookup: string, rewrite: string): string"},
                                 .kernel = "replace_string",
                                 .doc = "A text with every occurrence of another replaced.",
                                 .example = R"x(print replace_string("a-b", "-", "+"))x"};
extern const FunctionDef kReplaceStrings;
const FunctionDef kReplaceStrings{
    .name = "replace_strings",
    .signatures = {"(text: string, lookups: dynamic, rewrites: dynamic): string"},
    .kernel = "replace_strings",
    .doc = "A text with several others replaced.",
    .example = R"x(print replace_strings("a-b", dynamic(["a"]), dynamic(["c"])))x"};
extern const FunctionDef kReplaceRegex;
const FunctionDef kReplaceRegex{
    .name = "replace_regex",
    .signatures = {"(source: string, lookup_regex: string, rewrite_pattern: string): string"},
    .kernel = "replace_regex",
    .doc = "A text with every match of a regular expression replaced.",
    .example = R"x(print replace_regex("a1b22", @"(\d+)", @"<\1>"))x"};
extern const FunctionDef kReplace;
const FunctionDef kReplace{
    .name = "replace",
    .signatures = {"(lookup_regex: string, rewrite_pattern: string, source: string): string"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      return plan::CallKernel("replace_regex", {args[2], args[0], args[1]}, call.span());
    },
    .doc = "The older form of replace_regex, with the text last.",
    .example = R"x(print replace("b", "c", "abc"))x"};
extern const FunctionDef kTranslate;
const FunctionDef kTranslate{
    .name = "translate",
    .signatures = {"(searchList: string, replacementList: string, source: string): string"},
    .kernel = "translate",
    .doc = "A text with single characters replaced by others.",
    .example = R"x(print translate("ab", "xy", "abc"))x"};
}  // namespace harrier::kql
