#include "kql/functions/lowering.h"

// Functions over arrays (Kusto docs: array_…() functions, zip(), repeat(), pack_array(), strings aside).
namespace harrier::kql {
namespace {

using plan::ExprPtr;

FunctionDef Plain(std::string_view name, std::string_view signature, std::string_view doc,
                  std::string_view example) {
  return {.name = name, .signatures = {signature}, .kernel = name, .doc = doc, .example = example};
}

/// All arguments as dynamics to the kernel of the function's name.
Result<ExprPtr> LowerVariadic(CallContext& call, std::vector<ExprPtr> args) {
  return plan::CallKernel(call.function(), AllDynamic(std::move(args)), call.span());
}

ExprPtr Negated(ExprPtr value) {
  return plan::CallKernel("subtract_long", {plan::Lit(Value::Long(0)), std::move(value)});
}

Result<ExprPtr> LowerRotateRight(CallContext& call, std::vector<ExprPtr> args) {
  return plan::CallKernel("array_rotate_left", {std::move(args[0]), Negated(std::move(args[1]))},
                          call.span());
}

template <bool left>
Result<ExprPtr> LowerShift(CallContext& call, std::vector<ExprPtr> args) {
  ExprPtr fill =
      args.size() > 2 ? Convert(std::move(args[2]), Type::kDynamic) : plan::Lit(Value::Null(Type::kDynamic));
  ExprPtr count = left ? std::move(args[1]) : Negated(std::move(args[1]));
  return plan::CallKernel("array_shift_left", {std::move(args[0]), std::move(count), std::move(fill)},
                          call.span());
}

Result<ExprPtr> LowerIff(CallContext& call, std::vector<ExprPtr> args) {
  return plan::CallKernel("array_iff", AllDynamic(std::move(args)), call.span());
}

Result<ExprPtr> LowerIndexOf(CallContext& call, std::vector<ExprPtr> args) {
  args[1] = Convert(std::move(args[1]), Type::kDynamic);
  return plan::CallKernel("array_index_of", std::move(args), call.span());
}

Result<ExprPtr> LowerRepeat(CallContext& call, std::vector<ExprPtr> args) {
  args[0] = Convert(std::move(args[0]), Type::kDynamic);
  return plan::CallKernel("repeat", std::move(args), call.span());
}

Result<ExprPtr> LowerSplit(CallContext& call, std::vector<ExprPtr> args) {
  return plan::CallKernel("array_split", AllDynamic(std::move(args)), call.span());
}

}  // namespace

extern const FunctionDef kArrayLength, kArrayConcat, kArraySlice, kArrayReverse, kArrayRotateLeft,
    kArrayRotateRight, kArrayShiftLeft, kArrayShiftRight, kArraySum, kArrayIndexOf, kArrayIff, kArraySplit,
    kZip, kRepeat, kPackArray;

const FunctionDef kArrayLength{
    .name = "array_length",
    .aliases = {"arraylength"},
    .signatures = {"(array: dynamic): long"},
    .kernel = "array_length",
    .doc = "Number of elements; null for what is no array.",
    .example = "print array_length(dynamic([1, 2, 3]))",
};
const FunctionDef kArrayConcat{
    .name = "array_concat",
    .signatures = {"(array: dynamic, ...rest: dynamic): dynamic"},
    .lower = LowerVariadic,
    .doc = "The arrays one after the other.",
    .example = "print array_concat(dynamic([1]), dynamic([2, 3]))",
};
const FunctionDef kArraySlice =
    Plain("array_slice", "(array: dynamic, start: long, end: long): dynamic",
          "The elements from start to end, both included; negative places count from the end.",
          "print array_slice(dynamic([1, 2, 3, 4, 5]), 2, -1)");
const FunctionDef kArrayReverse =
    Plain("array_reverse", "(value: dynamic): dynamic", "The elements in reverse order.",
          "print array_reverse(dynamic([1, 2]))");
const FunctionDef kArrayRotateLeft =
    Plain("array_rotate_left", "(array: dynamic, rotate_count: long): dynamic",
          "The elements moved to the left, those that fall out coming in on the right.",
          "print array_rotate_left(dynamic([1, 2, 3]), 1)");
const FunctionDef kArrayRotateRight{
    .name = "array_rotate_right",
    .signatures = {"(array: dynamic, rotate_count: long): dynamic"},
    .lower = LowerRotateRight,
    .doc = "The elements moved to the right, those that fall out coming in on the left.",
    .example = "print array_rotate_right(dynamic([1, 2, 3]), 1)",
};
const FunctionDef kArrayShiftLeft{
    .name = "array_shift_left",
    .signatures = {"(array: dynamic, shift_count: long, default_value?: scalar): dynamic"},
    .lower = LowerShift<true>,
    .doc = "The elements moved to the left, with a default (null) coming in.",
    .example = "print array_shift_left(dynamic([1, 2, 3]), 1)",
};
const FunctionDef kArrayShiftRight{
    .name = "array_shift_right",
    .signatures = {"(array: dynamic, shift_count: long, default_value?: scalar): dynamic"},
    .lower = LowerShift<false>,
    .doc = "The elements moved to the right, with a default (null) coming in.",
    .example = "print array_shift_right(dynamic([1, 2, 3]), 1)",
};
const FunctionDef kArraySum =
    Plain("array_sum", "(array: dynamic): real", "Sum of the elements; null if one is no number.",
          "print array_sum(dynamic([1, 2, 3]))");
const FunctionDef kArrayIndexOf{
    .name = "array_index_of",
    .signatures = {"(array: dynamic, value: scalar, start: long = 0, length: long = -1, occurrence: long = "
                   "1): long"},
    .lower = LowerIndexOf,
    .doc = "Place of a value in an array, from zero; -1 if it is not there.",
    .example = R"(print array_index_of(dynamic(["this", "is", "an"]), "is"))",
};
const FunctionDef kArrayIff{
    .name = "array_iff",
    .aliases = {"array_iif"},
    .signatures = {"(condition_array: dynamic, when_true: scalar, when_false: scalar): dynamic"},
    .lower = LowerIff,
    .doc = "For each condition the element of the one array or the other.",
    .example = "print array_iff(dynamic([true, false]), dynamic([1, 2]), dynamic([3, 4]))",
};
const FunctionDef kArraySplit{
    .name = "array_split",
    .signatures = {"(array: dynamic, index: long|dynamic): dynamic"},
    .lower = LowerSplit,
    .doc = "The array cut before the given places.",
    .example = "print array_split(dynamic([1, 2, 3, 4, 5]), 2)",
};
const FunctionDef kZip{
    .name = "zip",
    .signatures = {"(array1: dynamic, array2: dynamic, ...rest: dynamic): dynamic"},
    .lower = LowerVariadic,
    .doc = "An array of arrays: the first elements of all, the second ones, and so on.",
    .example = "print zip(dynamic([1, 3]), dynamic([2, 4]))",
};
const FunctionDef kRepeat{
    .name = "repeat",
    .signatures = {"(value: scalar, count: long): dynamic"},
    .lower = LowerRepeat,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "repeat",
    .doc = "An array of the value, so many times.",
    .example = "print repeat(1, 3)",
};
const FunctionDef kPackArray{
    .name = "pack_array",
    .signatures = {"(...value: scalar): dynamic"},
    .lower = LowerVariadic,
    .doc = "An array of the values.",
    .example = R"(print pack_array(1, "a", true))",
};

}  // namespace harrier::kql
