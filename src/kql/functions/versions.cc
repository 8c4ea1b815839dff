#include "kql/functions/function.h"

// Versions of programs (Kusto docs: parse_version()).
namespace harrier::kql {

extern const FunctionDef kParseVersion;
const FunctionDef kParseVersion{
    .name = "parse_version",
    .signatures = {"(version: string): decimal"},
    .kernel = "parse_version",
    .doc =
        "A version of one to four parts as a number that compares as versions do. It is 10^18 times smaller "
        "than Kusto's, which has more digits than a decimal here.",
    .example = R"x(print parse_version("1.10") > parse_version("1.9"))x",
};

}  // namespace harrier::kql
