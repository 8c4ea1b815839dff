#include "kql/functions/function.h"

namespace harrier::kql {

extern const FunctionDef kToLower;
const FunctionDef kToLower{.name = "tolower",
                           .signatures = {"(source: string): string"},
                           .kernel = "tolower",
                           .doc = "A text in lower case.",
                           .example = R"(print tolower("Hello"))"};

extern const FunctionDef kToUpper;
const FunctionDef kToUpper{.name = "toupper",
                           .signatures = {"(source: string): string"},
                           .kernel = "toupper",
                           .doc = "A text in upper case.",
                           .example = R"(print toupper("Hello"))"};

extern const FunctionDef kReverse;
const FunctionDef kReverse{
    .name = "reverse",
    .signatures = {"(source: scalar): string"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      return plan::CallKernel("reverse", {Convert(args[0], Type::kString)}, call.span());
    },
    .doc = "A text from its end to its beginning.",
    .example = R"(print reverse("abc"))"};

extern const FunctionDef kIsAscii;
const FunctionDef kIsAscii{.name = "isascii",
                           .signatures = {"(value: string): bool"},
                           .kernel = "isascii",
                           .doc = "True if a text holds ASCII characters only.",
                           .example = R"(print isascii("abc"))"};

extern const FunctionDef kIsUtf8;
const FunctionDef kIsUtf8{.name = "isutf8",
                          .signatures = {"(value: string): bool"},
                          .kernel = "isutf8",
                          .doc = "True if a text is valid UTF-8.",
                          .example = R"(print isutf8("abc"))"};

extern const FunctionDef kStringSize;
const FunctionDef kStringSize{.name = "string_size",
                              .signatures = {"(source: string): long"},
                              .kernel = "string_size",
                              .result_name = ResultName::kNameAndFirst,
                              .doc = "Size of a text in bytes of UTF-8.",
                              .example = R"(print string_size("abc"))"};

}  // namespace harrier::kql
