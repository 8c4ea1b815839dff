#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "runtime/distinct_count.h"
#include "runtime/tdigest.h"
#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

using Rows = std::vector<std::vector<Value>>;

Rows Longs(int64_t n) {
  Rows rows;
  for (int64_t i = 1; i <= n; ++i) rows.push_back({Value::Long(i)});
  return rows;
}

uint64_t Next(uint64_t& state) {
  state += 0x9E3779B97F4A7C15ULL;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

TEST(Aggregates, FewDistinctValuesAreCountedExactly) {
  EXPECT_EQ(Gather("dcount_long", Longs(5000)), Value::Long(5000));
  EXPECT_EQ(Gather("dcount_string", {{Text("a")}, {Text("b")}, {Text("a")}, {Text("")}}), Value::Long(3));
  EXPECT_EQ(Gather("dcount_hash", {{Apply("distinct_hash", {Text("a")})},
                                   {Apply("distinct_hash", {Text("b")})},
                                   {Apply("distinct_hash", {Text("a")})},
                                   {Value::Null(Type::kLong)},
                                   {Apply("distinct_hash", {Text("")})}}),
            Value::Long(3));
  EXPECT_EQ(Gather("dcount_long", {{Value::Null(Type::kLong)}}), Value::Long(0));
  EXPECT_EQ(Gather("dcount_real", {{Value::Real(0.0)}, {Value::Real(-0.0)}}), Value::Long(1));
}

TEST(Aggregates, ManyDistinctValuesAreEstimated) {
  uint64_t state = 7;
  DistinctCount left, right;
  for (int i = 0; i < 300'000; ++i) (i % 2 == 0 ? left : right).Add(Next(state));
  DistinctCount both = left;
  both.Combine(right);
  EXPECT_NEAR(static_cast<double>(left.Estimate()), 150'000, 150'000 * 0.03);
  EXPECT_NEAR(static_cast<double>(both.Estimate()), 300'000, 300'000 * 0.03);
  // Seen again, nothing changes; and the sketch survives being written.
  both.Combine(right);
  std::string json;
  both.AppendJson(json);
  DistinctCount again;
  ASSERT_TRUE(again.AddJson(json));
  EXPECT_EQ(again.Estimate(), both.Estimate());
  EXPECT_FALSE(again.AddJson("{}"));
}

// A register's error is 1.04 / sqrt(2^14), 0.8 %; that of a mean of twenty sketches is a fifth of it.
TEST(Aggregates, EstimatesLeanToNeitherSide) {
  uint64_t state = 11;
  for (const int n : {9'000, 20'000, 35'000, 42'000, 50'000, 70'000, 200'000}) {
    double error = 0, worst = 0;
    for (int round = 0; round < 20; ++round) {
      DistinctCount count;
      for (int i = 0; i < n; ++i) count.Add(Next(state));
      const double one = static_cast<double>(count.Estimate()) / n - 1;
      error += one / 20;
      worst = std::max(worst, std::fabs(one));
    }
    EXPECT_NEAR(error, 0, 0.006) << n;
    EXPECT_LT(worst, 0.03) << n;
  }
}

TEST(Aggregates, PercentilesAreValuesThatOccur) {
  Rows rows;
  for (int64_t i = 1; i <= 10; ++i) rows.push_back({Value::Long(i), Value::Real(90)});
  EXPECT_EQ(Gather("percentile_long", rows), Value::Long(9));
  for (auto& row : rows) row[1] = Value::Real(0);
  EXPECT_EQ(Gather("percentile_long", rows), Value::Long(1));
  for (auto& row : rows) row[1] = Value::Real(100);
  EXPECT_EQ(Gather("percentile_long", rows), Value::Long(10));
  EXPECT_TRUE(Gather("percentile_long", {}).is_null());
}

TEST(Aggregates, WeightsCountAsRepetitions) {
  // Latencies: 8 times 10, 6 times 20, 3 times 30, once 40.
  Rows rows{{Value::Long(10), Value::Long(8), Dyn("[50,75,99.9]")},
            {Value::Long(20), Value::Long(6), Dyn("[50,75,99.9]")},
            {Value::Long(30), Value::Long(3), Dyn("[50,75,99.9]")},
            {Value::Long(40), Value::Long(1), Dyn("[50,75,99.9]")}};
  EXPECT_EQ(Gather("percentilesw_array_long", rows), Dyn("[20,20,40]"));
}

TEST(Aggregates, DigestsAreExactWhileSmall) {
  Rows rows;
  for (int64_t i = 1; i <= 100; ++i) rows.push_back({Value::Real(static_cast<double>(i)), Value::Long(1)});
  const Value digest = Gather("tdigest", rows);
  EXPECT_EQ(Apply("percentile_tdigest", {digest, Value::Real(50)}), Value::Real(50));
  EXPECT_EQ(Apply("percentile_tdigest", {digest, Value::Real(100)}), Value::Real(100));
  EXPECT_EQ(Apply("rank_tdigest", {digest, Value::Real(10)}), Value::Real(10));
  EXPECT_EQ(Apply("percentrank_tdigest", {digest, Value::Real(25)}), Value::Real(25));
  EXPECT_TRUE(Apply("percentile_tdigest", {Dyn("[]"), Value::Real(50)}).is_null());
}

TEST(Aggregates, LargeDigestsStayClose) {
  uint64_t state = 3;
  Tdigest left, right;
  std::vector<double> values;
  for (int i = 0; i < 60'000; ++i) {
    const double v = static_cast<double>(Next(state) >> 11) / 9007199254740992.0;
    values.push_back(v * v);
    (i % 3 == 0 ? left : right).Add(v * v, 1);
  }
  left.Combine(right);
  std::sort(values.begin(), values.end());
  for (const double p : {0.1, 1.0, 25.0, 50.0, 90.0, 99.0, 99.9}) {
    const double exact = values[static_cast<size_t>(p / 100 * static_cast<double>(values.size() - 1))];
    EXPECT_NEAR(left.Percentile(p), exact, 0.01) << p;
  }
  EXPECT_NEAR(left.TotalWeight(), 60'000, 0.5);
}

TEST(Aggregates, SetsOfArraysHaveTheirElements) {
  const Value limit = Value::Long(100);
  EXPECT_EQ(Gather("make_set_dynamic", {{Dyn(R"(["A1","A2"])"), limit}, {Dyn(R"(["A2","C1"])"), limit}}),
            Dyn(R"(["A1","A2","C1"])"));
  EXPECT_EQ(Gather("make_set_dynamic", {{Dyn("[1,2,3]"), Value::Long(2)}}), Dyn("[1,2]"));
}

TEST(Aggregates, Schemas) {
  EXPECT_EQ(Gather("buildschema", {{Dyn(R"({"x":1,"y":3.5})")},
                                   {Dyn(R"({"x":"somevalue","z":[1,2,3]})")},
                                   {Dyn(R"({"y":{"w":"zzz"},"t":["aa","bb"],"z":["foo"]})")}}),
            Dyn(R"({"x":["long","string"],"y":["double",{"w":"string"}],"z":{"`indexer`":["long","string"]},)"
                R"("t":{"`indexer`":"string"}})"));
}

TEST(Aggregates, BitsAndBags) {
  EXPECT_EQ(Gather("binary_all_and", {{Value::Long(7)}, {Value::Long(5)}}), Value::Long(5));
  EXPECT_EQ(Gather("binary_all_xor", {{Value::Long(7)}, {Value::Long(5)}}), Value::Long(2));
  EXPECT_TRUE(Gather("binary_all_or", {}).is_null());
  EXPECT_EQ(Gather("make_bag", {{Dyn(R"({"a":1})")}, {Dyn(R"({"b":2})")}, {Dyn("[1]")}}),
            Dyn(R"({"a":1,"b":2})"));
  EXPECT_EQ(Gather("max_dynamic", {{Dyn("9")}, {Dyn("10")}, {Dyn("2.5")}}), Dyn("10"));
  EXPECT_EQ(Gather("min_dynamic", {{Dyn("9")}, {Dyn("10")}, {Dyn("2.5")}}), Dyn("2.5"));
}

TEST(Aggregates, CovarianceOfALine) {
  Rows rows;
  for (int i = 1; i <= 5; ++i) rows.push_back({Value::Real(i), Value::Real(2.0 * i)});
  EXPECT_DOUBLE_EQ(Gather("covariance", rows).real(), 5);
  EXPECT_DOUBLE_EQ(Gather("covariancep", rows).real(), 4);
}

}  // namespace
}  // namespace harrier::runtime
