#include "kql/functions/function.h"

namespace harrier::kql {

extern const FunctionDef kStrLen;
const FunctionDef kStrLen{
    .name = "strlen",
    .signatures = {"(source: string): long"},
    .kernel = "strlen",
    .result_name = ResultName::kNameAndFirst,
    .doc = "Number of characters (Unicode code points) of a string.",
    .example = R"(print strlen("hello"))",
};

}  // namespace harrier::kql
