#include "kql/functions/function.h"

namespace harrier::kql {

namespace {

/// trim, trim_start, trim_end over kernels that take (regex, text).
plan::ExprPtr TrimBoth(const plan::ExprPtr& regex, plan::ExprPtr text, Span span) {
  return plan::CallKernel("trim_end", {regex, plan::CallKernel("trim_start", {regex, std::move(text)}, span)},
                          span);
}

}  // namespace

extern const FunctionDef kExtract;
const FunctionDef kExtract{
    .name = "extract",
    .signatures = {"(regex: string, captureGroup: long, source: string, const type?: string): string"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      std::optional<Type> type = Type::kString;
      if (args.size() == 4) {
        const std::optional<Value> name = call.Constant(args[3]);
        type = name ? TypeFromName(name->text()) : std::nullopt;
        if (!type) return call.Bad(3, "a type is wanted, as in typeof(long)");
        args.pop_back();
      }
      return Convert(plan::CallKernel("extract", std::move(args), call.span()), *type);
    },
    .doc = "What a capture group of a regular expression matches; group 0 is the whole match.",
    .example = R"x(print extract(@"(\d+)", 1, "a12"))x"};
extern const FunctionDef kExtractAll;
const FunctionDef kExtractAll{
    .name = "extract_all",
    .aliases = {"extractall"},
    .signatures = {"(regex: string, source: string): dynamic",
                   "(regex: string, captureGroups: dynamic, source: string): dynamic"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      const bool groups = args.size() == 3;
      return plan::CallKernel(groups ? "extract_all_groups" : "extract_all", std::move(args), call.span());
    },
    .doc = "All matches of a regular expression, as an array.",
    .example = R"x(print extract_all(@"(\d+)", "a1b22"))x"};
extern const FunctionDef kIndexOfRegex;
const FunctionDef kIndexOfRegex{
    .name = "indexof_regex",
    .signatures = {"(source: string, match: string, start: long = 0, length: long = -1, occurrence: long "
                   "= 1): long"},
    .kernel = "indexof_regex",
    .doc = "Zero-based place of a regular expression's match in a text; -1 if there is none.",
    .example = R"x(print indexof_regex("abc1", @"\d"))x"};
extern const FunctionDef kTrim;
const FunctionDef kTrim{
    .name = "trim",
    .signatures = {"(regex: string, source: string): string"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      return TrimBoth(args[0], args[1], call.span());
    },
    .doc = "A text without the matches of a regular expression at both ends.",
    .example = R"x(print trim("-", "--a--"))x"};
extern const FunctionDef kTrimStart;
const FunctionDef kTrimStart{.name = "trim_start",
                             .signatures = {"(regex: string, source: string): string"},
                             .kernel = "trim_start",
                             .doc = "A text without the match of a regular expression at its beginning.",
                             .example = R"x(print trim_start("-", "--a"))x"};
extern const FunctionDef kTrimEnd;
const FunctionDef kTrimEnd{.name = "trim_end",
                           .signatures = {"(regex: string, source: string): string"},
                           .kernel = "trim_end",
                           .doc = "A text without the match of a regular expression at its end.",
                           .example = R"x(print trim_end("-", "a--"))x"};
extern const FunctionDef kRegexQuote;
const FunctionDef kRegexQuote{.name = "regex_quote",
                              .signatures = {"(string: string): string"},
                              .kernel = "regex_quote",
                              .doc = "A regular expression that matches a text as it stands.",
                              .example = R"x(print regex_quote("a.b"))x"};

}  // namespace harrier::kql
