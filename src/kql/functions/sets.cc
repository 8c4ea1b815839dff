#include "kql/functions/lowering.h"

// Functions over arrays as sets (Kusto docs: set_…() functions, jaccard_index()).
namespace harrier::kql {
namespace {

using plan::ExprPtr;

Result<ExprPtr> LowerSet(CallContext& call, std::vector<ExprPtr> args) {
  return plan::CallKernel(call.function(), AllDynamic(std::move(args)), call.span());
}

FunctionDef SetFunction(std::string_view name, std::string_view doc, std::string_view example) {
  return {.name = name,
          .signatures = {"(set1: dynamic, set2: dynamic, ...rest: dynamic): dynamic"},
          .lower = LowerSet,
          .doc = doc,
          .example = example};
}

}  // namespace

extern const FunctionDef kSetUnion, kSetIntersect, kSetDifference, kSetHasElement, kSetEquals, kJaccardIndex;

const FunctionDef kSetUnion = SetFunction("set_union", "The distinct elements of all arrays.",
                                          "print set_union(dynamic([1, 2]), dynamic([2, 3]))");
const FunctionDef kSetIntersect = SetFunction("set_intersect", "The distinct elements that all arrays have.",
                                              "print set_intersect(dynamic([1, 2]), dynamic([2, 3]))");
const FunctionDef kSetDifference =
    SetFunction("set_difference", "The distinct elements of the first array that no other has.",
                "print set_difference(dynamic([1, 2]), dynamic([2, 3]))");
const FunctionDef kSetHasElement{
    .name = "set_has_element",
    .signatures = {"(set: dynamic, value: scalar): bool"},
    .lower = LowerSet,
    .doc = "True if the array has the value.",
    .example = R"(print set_has_element(dynamic(["a", "b"]), "b"))",
};
const FunctionDef kSetEquals{
    .name = "set_equals",
    .signatures = {"(set1: dynamic, set2: dynamic): bool"},
    .kernel = "set_equals",
    .doc = "True if both arrays have the same distinct elements.",
    .example = "print set_equals(dynamic([1, 2]), dynamic([2, 1]))",
};
const FunctionDef kJaccardIndex{
    .name = "jaccard_index",
    .signatures = {"(set1: dynamic, set2: dynamic): real"},
    .kernel = "jaccard_index",
    .doc = "Size of the intersection over the size of the union.",
    .example = "print jaccard_index(dynamic([1, 2]), dynamic([2, 3]))",
};

}  // namespace harrier::kql
