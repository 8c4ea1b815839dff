#include "kql/functions/lowering.h"

// Bitwise functions over longs (Kusto docs: binary_and() and its relatives, bitset_count_ones()).
namespace harrier::kql {
namespace {

FunctionDef Bitwise(std::string_view name, std::string_view signature, std::string_view doc,
                    std::string_view example) {
  return {.name = name,
          .signatures = {signature},
          .kernel = name,
          .result_name = ResultName::kFirstArgument,
          .doc = doc,
          .example = example};
}

}  // namespace

extern const FunctionDef kBinaryAnd, kBinaryOr, kBinaryXor, kBinaryNot, kBinaryShiftLeft, kBinaryShiftRight,
    kBitsetCountOnes;

const FunctionDef kBinaryAnd = Bitwise("binary_and", "(value1: long, value2: long): long",
                                       "Bits that are set in both.", "print binary_and(6, 3)");
const FunctionDef kBinaryOr = Bitwise("binary_or", "(value1: long, value2: long): long",
                                      "Bits that are set in either.", "print binary_or(6, 3)");
const FunctionDef kBinaryXor = Bitwise("binary_xor", "(value1: long, value2: long): long",
                                       "Bits that are set in one only.", "print binary_xor(6, 3)");
const FunctionDef kBinaryNot =
    Bitwise("binary_not", "(value: long): long", "All bits turned over.", "print binary_not(100)");
const FunctionDef kBinaryShiftLeft =
    Bitwise("binary_shift_left", "(value: long, shift: long): long",
            "Bits moved to the left, by the shift modulo 64.", "print binary_shift_left(1, 4)");
const FunctionDef kBinaryShiftRight =
    Bitwise("binary_shift_right", "(value: long, shift: long): long",
            "Bits moved to the right, by the shift modulo 64.", "print binary_shift_right(16, 4)");
const FunctionDef kBitsetCountOnes = Bitwise("bitset_count_ones", "(value: long): long",
                                             "How many bits are set.", "print bitset_count_ones(42)");

}  // namespace harrier::kql
