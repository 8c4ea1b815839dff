#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value Numbers(std::string_view kernel, std::vector<double> numbers) {
  std::vector<Value> args;
  for (const double number : numbers) args.push_back(Value::Real(number));
  if (kernel == "geo_distance_2points") args.push_back(Value::Bool(false));
  return Apply(kernel, args);
}

// Kusto docs, geo_distance_2points(), geo_azimuth(), geo_angle(), geo_point_in_circle().
TEST(GeoPoints, Documented) {
  EXPECT_NEAR(Numbers("geo_distance_2points", {-122.407628, 47.578557, -118.275287, 34.019056}).real(),
              1546754.35197381, 0.01);
  EXPECT_NEAR(Numbers("geo_azimuth", {5, 10, 10, -40}).real(), 3.05459939796449, 1e-12);
  EXPECT_NEAR(Numbers("geo_angle", {0, 10, 0, 5, 3, -10}).real() * 180 / std::numbers::pi, 168.732543198009,
              1e-9);
  EXPECT_EQ(Numbers("geo_point_in_circle", {-122.143564, 47.535677, -122.100896, 47.527351, 3500}),
            Value::Bool(true));
}

TEST(GeoPoints, OffTheGlobeIsNull) {
  EXPECT_TRUE(Numbers("geo_distance_2points", {300, 1, 1, 1}).is_null());
  EXPECT_TRUE(Numbers("geo_azimuth", {5, 10, 5, 10}).is_null());
  EXPECT_TRUE(Numbers("geo_azimuth", {5, 91, 5, 10}).is_null());
  EXPECT_TRUE(Numbers("geo_point_in_circle", {200, 1, 1, 1, 1}).is_null());
  EXPECT_TRUE(Numbers("geo_point_in_circle", {1, 1, 1, 1, -1}).is_null());
}

// A degree of latitude is longer at the poles of the spheroid; the figures are those of WGS 84.
TEST(GeoPoints, Spheroid) {
  auto metres = [](double lat1, double lat2) {
    return Apply("geo_distance_2points",
                 {Value::Real(0), Value::Real(lat1), Value::Real(0), Value::Real(lat2), Value::Bool(true)})
        .real();
  };
  EXPECT_NEAR(metres(0, 1), 110574.39, 0.01);
  EXPECT_NEAR(metres(89, 90), 111693.87, 0.01);
  EXPECT_EQ(metres(5, 5), 0);
}

}  // namespace
}  // namespace harrier::runtime
