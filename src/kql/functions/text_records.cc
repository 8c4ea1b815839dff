#include "kql/functions/function.h"

namespace harrier::kql {

extern const FunctionDef kParseCsv;
const FunctionDef kParseCsv{.name = "parse_csv",
                            .signatures = {"(csv_text: string): dynamic"},
                            .kernel = "parse_csv",
                            .result_name = ResultName::kFirstArgument,
                            .doc = "The cells of the first record of a CSV text.",
                            .example = R"(print parse_csv("a,b"))"};

extern const FunctionDef kParseCommandLine;
const FunctionDef kParseCommandLine{.name = "parse_command_line",
                                    .signatures = {"(command_line: string, parser_type: string): dynamic"},
                                    .kernel = "parse_command_line",
                                    .doc = "The arguments of a command line, as Windows splits them.",
                                    .example = R"(print parse_command_line("a.exe b c", "windows"))"};

extern const FunctionDef kToHex;
const FunctionDef kToHex{
    .name = "tohex",
    .signatures = {"(value: long, minLength: long = 1): string", "(value: int, minLength: long = 1): string"},
    .kernel = "tohex_{0}",
    .result_name = ResultName::kFirstArgument,
    .doc = "A number in hexadecimal; negative ones as two's complement.",
    .example = "print tohex(255)"};

extern const FunctionDef kMakeString;
const FunctionDef kMakeString{
    .name = "make_string",
    .signatures = {"(value: scalar, ...rest: scalar): string"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      for (plan::ExprPtr& arg : args) arg = Convert(std::move(arg), Type::kDynamic);
      return plan::CallKernel("make_string", {plan::CallKernel("pack_array", std::move(args))}, call.span());
    },
    .doc = "A text from code points.",
    .example = "print make_string(75, 117)"};

extern const FunctionDef kCodePointsToString;
const FunctionDef kCodePointsToString{.name = "unicode_codepoints_to_string",
                                      .signatures = {"(value: scalar, ...rest: scalar): string"},
                                      .lower = kMakeString.lower,
                                      .doc = "A text from code points.",
                                      .example = "print unicode_codepoints_to_string(dynamic([75, 117]))"};

extern const FunctionDef kCodePointsFromString;
const FunctionDef kCodePointsFromString{.name = "unicode_codepoints_from_string",
                                        .aliases = {"to_utf8"},
                                        .signatures = {"(value: string): dynamic"},
                                        .kernel = "unicode_codepoints_from_string",
                                        .doc = "The code points of a text.",
                                        .example = R"(print unicode_codepoints_from_string("Ku"))"};

extern const FunctionDef kFormatBytes;
const FunctionDef kFormatBytes{
    .name = "format_bytes",
    .signatures = {"(value: real, precision: long = 0, units: string = ''): string"},
    .kernel = "format_bytes",
    .result_name = ResultName::kFirstArgument,
    .doc = "A number of bytes with its unit.",
    .example = "print format_bytes(10332, 1)"};

}  // namespace harrier::kql
