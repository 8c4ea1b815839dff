#include "engine/duckdb/engine_testing.h"

namespace harrier::engine::duckdb {
namespace {

using namespace plan;

class UnnestTest : public EngineTest {
 protected:
  NodePtr Expand(const NodePtr& input, Unnest unnest) {
    std::vector<Column> columns = input->columns;
    for (size_t i = 0; i < unnest.sources.size(); ++i) columns.push_back(NewColumn("u", Type::kDynamic));
    if (unnest.with_index) columns.push_back(NewColumn("i", Type::kLong));
    return MakeNode(std::move(unnest), {input}, std::move(columns));
  }

  /// Rows: a number, then dynamic columns.
  NodePtr Arrays(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::vector<Value>> values;
    for (const auto& row : rows) {
      auto& cells = values.emplace_back();
      cells.push_back(Value::Long(static_cast<int64_t>(values.size())));
      for (const auto& text : row)
        cells.push_back(text.empty() ? Value::Null(Type::kDynamic) : Value::Dynamic(text));
    }
    std::vector<Type> types(rows[0].size() + 1, Type::kDynamic);
    types[0] = Type::kLong;
    return Rows(types, values);
  }

  /// The rows without the source columns: number, elements, index.
  Texts Elements(const NodePtr& input, Unnest unnest) {
    const auto expanded = Expand(input, std::move(unnest));
    std::vector<ExprPtr> kept = {Col(expanded, 0)};
    for (size_t i = input->columns.size(); i < expanded->columns.size(); ++i)
      kept.push_back(Col(expanded, i));
    return Run(Select(expanded, kept));
  }
};

TEST_F(UnnestTest, ElementsOfOneSource) {
  const auto rows = Arrays({{"[1,\"a\",null]"}, {"[]"}, {""}, {"7"}, {"{\"k\":1,\"l\":2}"}});
  EXPECT_EQ(Elements(rows, Unnest{{Col(rows, 1)}, false, false, nullptr}),
            (Texts{"1|1", "1|\"a\"", "1|null", "3|null", "4|7", "5|{\"k\":1}", "5|{\"l\":2}"}));
  EXPECT_EQ(Elements(rows, Unnest{{Col(rows, 1)}, true, false, Long(1)}),
            (Texts{"1|1", "3|null", "4|7", "5|[\"k\",1]"}));
}

TEST_F(UnnestTest, SourcesSideBySide) {
  const auto rows = Arrays({{"[1,2,3]", "[4]"}, {"[]", "[5]"}, {"[]", "[]"}});
  EXPECT_EQ(Elements(rows, Unnest{{Col(rows, 1), Col(rows, 2)}, false, true, nullptr}),
            (Texts{"1|1|4|0", "1|2|null|1", "1|3|null|2", "2|null|5|0"}));
}

TEST_F(UnnestTest, FilterAndLimitAboveDoNotChangeIt) {
  const auto rows = Arrays({{"[1,2,3]"}, {"[4,5]"}});
  const auto expanded = Expand(rows, Unnest{{Col(rows, 1)}, false, false, nullptr});
  const auto dropped = MakeNode(Project{{Col(expanded, 0)}}, {expanded}, {expanded->columns[0]});
  EXPECT_EQ(Run(dropped), (Texts{"1", "1", "1", "2", "2"}));
  EXPECT_EQ(Run(MakeNode(Limit{Long(4)}, {dropped}, dropped->columns)).size(), 4U);
  EXPECT_EQ(Run(Where(dropped, Apply(Op::kEq, {Col(dropped, 0), Long(2)}))).size(), 2U);
}

TEST_F(UnnestTest, KeepsTheOrderOfASort) {
  const auto numbers = Numbers(200'000);
  const auto sorted = OrderBy(numbers, {{Col(numbers, 0), false, false}});
  const auto expanded = Expand(sorted, Unnest{{Lit(Value::Dynamic("[0,1]"))}, false, true, nullptr});
  const auto rows = Run(expanded);
  ASSERT_EQ(rows.size(), 400'000U);
  for (int64_t i = 0; i < 400'000; ++i) {
    ASSERT_EQ(rows[static_cast<size_t>(i)], fmt::format("{}|{}|{}", 199'999 - i / 2, i % 2, i % 2));
  }
}

}  // namespace
}  // namespace harrier::engine::duckdb
