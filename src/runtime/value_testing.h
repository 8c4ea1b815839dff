#pragma once

#include "base/time_text.h"
#include "runtime/kernel_testing.h"

namespace harrier::runtime {

/// For tests: an aggregate by name over rows of arguments.
inline Value Gather(std::string_view kernel, const std::vector<std::vector<Value>>& rows) {
  const AggregateKernel* k = AllKernels().FindAggregate(kernel);
  HARRIER_CHECK(k != nullptr);
  return Aggregate(*k, rows).value();
}

/// For tests: values out of texts.
inline Value Dyn(std::string_view json) {
  return Value::Dynamic(std::string(json));
}
inline Value Text(std::string_view text) {
  return Value::String(std::string(text));
}
inline Value Time(std::string_view text) {
  return Value::Datetime(ParseDatetime(text).value());
}
inline Value Span(std::string_view text) {
  return Value::Timespan(ParseTimespan(text).value());
}

}  // namespace harrier::runtime
