#include <string>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "runtime/kernel.h"

namespace {

using harrier::Type;
using harrier::Value;

/// A compact JSON value made of the bytes given.
std::string Json(FuzzedDataProvider& bytes, int depth) {
  switch (bytes.ConsumeIntegralInRange(0, depth > 3 ? 4 : 6)) {
    case 0:
      return "null";
    case 1:
      return bytes.ConsumeBool() ? "true" : "false";
    case 2:
      return std::to_string(bytes.ConsumeIntegral<int64_t>());
    case 3:
      return std::to_string(bytes.ConsumeIntegralInRange(-1000, 1000)) + ".5e" +
             std::to_string(bytes.ConsumeIntegralInRange(-9, 9));
    case 4: {
      std::string text = "\"";
      for (const char c : bytes.ConsumeRandomLengthString(24)) {
        if (c >= ' ' && c < 127 && c != '"' && c != '\\') text += c;
        if (c == '\\') text += "\\u00e4";
      }
      return text + '"';
    }
    case 5: {
      std::string array = "[";
      for (int i = bytes.ConsumeIntegralInRange(0, 4); i > 0; --i) {
        if (array.size() > 1) array += ',';
        array += Json(bytes, depth + 1);
      }
      return array + ']';
    }
    default: {
      std::string bag = "{";
      for (int i = bytes.ConsumeIntegralInRange(0, 4); i > 0; --i) {
        if (bag.size() > 1) bag += ',';
        bag += "\"k" + std::to_string(i) + "\":" + Json(bytes, depth + 1);
      }
      return bag + '}';
    }
  }
}

Value Argument(FuzzedDataProvider& bytes, Type type) {
  if (bytes.ConsumeIntegralInRange(0, 15) == 0) return Value::Null(type);
  switch (type) {
    case Type::kBool:
      return Value::Bool(bytes.ConsumeBool());
    case Type::kInt:
      return Value::Int(bytes.ConsumeIntegral<int32_t>());
    case Type::kLong:
      return Value::Long(bytes.ConsumeBool() ? bytes.ConsumeIntegral<int64_t>()
                                             : bytes.ConsumeIntegralInRange(-64, 64));
    case Type::kReal:
      return Value::Real(bytes.ConsumeFloatingPoint<double>());
    case Type::kDecimal:
      return Value::Decimal(harrier::int128{bytes.ConsumeIntegral<int64_t>()} << 40);
    case Type::kDatetime:
      return Value::Datetime(bytes.ConsumeIntegral<int64_t>());
    case Type::kTimespan:
      return Value::Timespan(bytes.ConsumeIntegral<int64_t>());
    case Type::kGuid:
      return Value::OfGuid({bytes.ConsumeIntegral<uint64_t>(), bytes.ConsumeIntegral<uint64_t>()});
    case Type::kDynamic:
      return Value::Dynamic(Json(bytes, 0));
    default:
      return Value::String(bytes.ConsumeRandomLengthString(64));
  }
}

}  // namespace

// A kernel never raises on data: any values of its parameters' types give a value of its result's type.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<const harrier::runtime::Kernel*> kernels =
      harrier::runtime::AllKernels().kernels();
  FuzzedDataProvider bytes(data, size);
  const harrier::runtime::Kernel& kernel =
      *kernels[bytes.ConsumeIntegralInRange<size_t>(0, kernels.size() - 1)];
  std::vector<Value> args;
  size_t count = kernel.params.size();
  if (kernel.variadic) count += bytes.ConsumeIntegralInRange<size_t>(0, 2);
  for (size_t i = 0; i < count; ++i) {
    const harrier::runtime::KernelType type = kernel.params[std::min(i, kernel.params.size() - 1)];
    if (type.list) return 0;
    args.push_back(Argument(bytes, type.type));
  }
  const auto result = harrier::runtime::Call(kernel, args);
  if (result.has_value() && !kernel.result.list) HARRIER_CHECK(result->type() == kernel.result.type);
  return 0;
}
