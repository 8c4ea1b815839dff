#pragma once

#include "kql/binder/binder.h"

namespace harrier::kql {

/// The binder's side of a function's lowering.
class BoundCallContext final : public CallContext {
 public:
  BoundCallContext(const Binder& binder, std::string_view function, Span span, const std::vector<Span>& spans)
      : binder_(binder), function_(function), span_(span), spans_(spans) {}

  std::string_view function() const override { return function_; }
  Span span() const override { return span_; }
  Span argument_span(size_t i) const override { return i < spans_.size() ? spans_[i] : span_; }
  int64_t now() const override { return binder_.now(); }
  std::optional<Value> Constant(const plan::ExprPtr& expr) const override {
    const plan::ExprPtr folded = plan::Fold(expr);
    if (!folded->is_literal()) return std::nullopt;
    return folded->value;
  }

 private:
  const Binder& binder_;
  std::string_view function_;
  Span span_;
  const std::vector<Span>& spans_;
};

/// "bin_{0}" with the type names of the arguments.
std::string ExpandKernelName(std::string_view pattern, const std::vector<plan::ExprPtr>& args);

}  // namespace harrier::kql
