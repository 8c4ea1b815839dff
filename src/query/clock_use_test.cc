#include "query/clock_use.h"

#include "kql/binder/binder.h"
#include "query/service_testing.h"

namespace harrier::query {
namespace {

TEST(ClockUse, NamesAndTheFunctionsThatTheyMean) {
  catalog::Catalog names;
  names.Put(catalog::StoredFunction{"Recent", "(t: timespan) { T | where TimeGenerated > ago(t) }", "", ""});
  names.Put(catalog::StoredFunction{"Outer", "() { Recent(1d) | count }", "", ""});
  names.Put(catalog::StoredFunction{"Round", "() { Round() }", "", ""});
  EXPECT_TRUE(MayUseClock("T | where t > ago(1d)", names));
  EXPECT_TRUE(MayUseClock("Outer()", names));
  EXPECT_TRUE(MayUseClock("let f = () { now() }; T | extend a = f()", names));
  EXPECT_FALSE(MayUseClock("T | where a == 'now()' // ago", names));
  EXPECT_FALSE(MayUseClock("Round", names));
}

/// A function whose plan depends on the moment must be known as one.
TEST(ClockUse, KnowsEveryFunctionThatAsksForTheMoment) {
  const auto catalog = std::make_shared<const catalog::Catalog>(catalog::Catalog::BuiltIn());
  const auto plan_at = [&](std::string_view text, int64_t now) {
    kql::BindOptions options;
    options.catalog = catalog;
    options.now = now;
    const auto plan = kql::Compile(text, options);
    return plan ? plan::Print(*plan->results.back().root) : plan.error().message;
  };
  int of_the_moment = 0;
  for (const kql::FunctionDef* def : kql::AllFunctions().functions()) {
    for (const std::string& text : {std::string(def->example), fmt::format("print {}()", def->name),
                                    fmt::format("print {}(1h)", def->name)}) {
      if (plan_at(text, 638'000'000'000'000'000) == plan_at(text, 639'111'111'111'111'111)) continue;
      ++of_the_moment;
      EXPECT_TRUE(MayUseClock(text, *catalog)) << text;
    }
  }
  EXPECT_GE(of_the_moment, 3);
}

}  // namespace
}  // namespace harrier::query
