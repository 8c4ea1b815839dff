#include <gtest/gtest.h>

#include "catalog/catalog.h"
#include "kql/binder/binder.h"

namespace harrier::kql {
namespace {

std::vector<std::string> ResultNames(std::string_view query) {
  BindOptions options;
  options.catalog = std::make_shared<const catalog::Catalog>();
  const Result<plan::Plan> plan = Compile(query, options);
  if (!plan) return {plan.error().message};
  std::vector<std::string> names;
  for (const plan::ResultPlan& result : plan->results) {
    std::string columns;
    for (const plan::Column& column : result.root->columns)
      columns += (columns.empty() ? "" : ",") + column.name;
    names.push_back(result.name + "(" + columns + ")");
  }
  return names;
}

using Names = std::vector<std::string>;

// Kusto docs, fork operator: a result has the name before it, or that of the `as` at its end.
TEST(ForkTest, ResultsHaveTheNamesOfTheirBranches) {
  EXPECT_EQ(ResultNames("print a = 1 | fork Few = (take 1) (count | as Sum) (project b = a)"),
            (Names{"Few(a)", "Sum(Count)", "GenericResult_2(b)"}));
  EXPECT_EQ(ResultNames("print a = 1 | fork (count) Few = (take 1)"),
            (Names{"GenericResult_0(Count)", "Few(a)"}));
}

// Kusto docs, facet operator: the counts are named by the columns.
TEST(ForkTest, FacetsCountByColumn) {
  EXPECT_EQ(ResultNames("print a = 1, b = 2 | facet by a, b with (project c = a)"),
            (Names{"Facet_0(a,count_a)", "Facet_1(b,count_b)", "PrimaryResult_2(c)"}));
}

}  // namespace
}  // namespace harrier::kql
