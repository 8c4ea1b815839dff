#include <gtest/gtest.h>

#include "kql/binder/binder.h"

namespace harrier::kql {
namespace {

/// The error of a call of a function, over one long.
Error Refusal(const FunctionDef& def) {
  BindOptions options;
  options.catalog = std::make_shared<catalog::Catalog>();
  const Result<plan::ExprPtr> call =
      Binder(options).CallFunction(def, {plan::Lit(Value::Long(1))}, {{8, 9}}, {6, 10});
  EXPECT_FALSE(call);
  return call ? Error{} : call.error();
}

TEST(MissingKernel, RefusesTheFunctionByName) {
  const Error error = Refusal({.name = "newest", .signatures = {"(x: long): long"}, .kernel = "newest_{0}"});
  EXPECT_EQ(error.code, ErrorCode::kNotSupported);
  EXPECT_EQ(error.message, "not supported: newest() of long");
  EXPECT_EQ(error.span, (Span{6, 10}));
}

TEST(MissingKernel, IsNoExceptionInALowering) {
  const Error error =
      Refusal({.name = "newest",
               .signatures = {"(x: long): long"},
               .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
                 return plan::CallKernel("no_such_kernel", std::move(args), call.span());
               }});
  EXPECT_EQ(error.code, ErrorCode::kNotSupported);
  EXPECT_EQ(error.message, "not supported: newest()");
}

}  // namespace
}  // namespace harrier::kql
