#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

Value Of(std::string_view kernel, std::string cell) {
  return Apply(kernel, {Value::String(std::move(cell))});
}

// Kusto docs, geo_point_to_geohash(), geo_geohash_*().
TEST(Geohash, Documented) {
  EXPECT_EQ(
      Apply("geo_point_to_geohash", {Value::Real(-80.195829), Value::Real(25.802215), Value::Long(8)}).text(),
      "dhwfz15h");
  EXPECT_EQ(Of("geo_geohash_neighbors", "sunny").text(),
            R"(["sunnt","sunpj","sunnx","sunpn","sunnv","sunpp","sunnz","sunnw"])");
  EXPECT_EQ(Of("geo_geohash_to_central_point", "sunny").text(),
            R"({"type":"Point","coordinates":[42.47314453125,23.70849609375]})");
}

TEST(Geohash, WhatIsNoneIsNull) {
  EXPECT_TRUE(Of("geo_geohash_neighbors", "a").is_null());
  EXPECT_TRUE(Of("geo_geohash_to_polygon", "").is_null());
  EXPECT_EQ(Apply("geo_point_to_geohash", {Value::Real(200), Value::Real(1), Value::Long(8)}).text(), "");
  EXPECT_EQ(Apply("geo_point_to_geohash", {Value::Real(1), Value::Real(1), Value::Long(19)}).text(), "");
}

TEST(Geohash, ACellHoldsItsPoint) {
  const std::string polygon = Of("geo_geohash_to_polygon", "s0000").text();
  EXPECT_EQ(
      polygon,
      R"({"type":"Polygon","coordinates":[[[0,0],[0.0439453125,0],[0.0439453125,0.0439453125],[0,0.0439453125],[0,0]]]})");
}

// Kusto docs, geo_point_to_s2cell(), geo_s2cell_neighbors().
TEST(S2Cells, Documented) {
  EXPECT_EQ(Of("geo_s2cell_neighbors", "89c259").text(),
            R"(["89c25d","89c2f9","89c251","89c257","89c25f","89c25b","89c2f7","89c2f5"])");
  EXPECT_TRUE(Of("geo_s2cell_neighbors", "a").is_null());
  EXPECT_EQ(Apply("geo_point_to_s2cell", {Value::Real(300), Value::Real(1), Value::Long(8)}).text(), "");
}

TEST(S2Cells, ThereAndBack) {
  const std::string center = Of("geo_s2cell_to_central_point", "89c259").text();
  EXPECT_TRUE(center.starts_with(R"({"type":"Point","coordinates":[-73.98)")) << center;
  EXPECT_TRUE(Of("geo_s2cell_to_polygon", "zz").is_null());
}

// Kusto docs, geo_h3cell_*().
TEST(H3Cells, Documented) {
  EXPECT_EQ(
      Of("geo_h3cell_neighbors", "862a1072fffffff").text(),
      R"(["862a10727ffffff","862a10707ffffff","862a1070fffffff","862a10777ffffff","862a100dfffffff","862a100d7ffffff"])");
  EXPECT_EQ(Of("geo_h3cell_level", "862a1072fffffff"), Value::Int(6));
  EXPECT_TRUE(Of("geo_h3cell_level", "abc").is_null());
  auto parent = [](const char* cell, int64_t level) {
    return Apply("geo_h3cell_parent", {Value::String(cell), Value::Long(level)}).text();
  };
  EXPECT_EQ(parent("862a1072fffffff", -1), "852a1073fffffff");
  EXPECT_EQ(parent("862a1072fffffff", 1), "812a3ffffffffff");
  EXPECT_EQ(parent("862a1072fffffff", 15), "");
  EXPECT_EQ(parent("123", -1), "");
}

TEST(H3Cells, ChildrenAndRings) {
  EXPECT_EQ(
      Apply("geo_h3cell_children", {Value::String("862a1072fffffff"), Value::Long(-1)}).text(),
      R"(["872a10728ffffff","872a10729ffffff","872a1072affffff","872a1072bffffff","872a1072cffffff","872a1072dffffff","872a1072effffff"])");
  EXPECT_TRUE(Apply("geo_h3cell_children", {Value::String("862a1072fffffff"), Value::Long(15)}).is_null());
  EXPECT_TRUE(Apply("geo_h3cell_rings", {Value::String("861f8894fffffff"), Value::Long(150)}).is_null());
  EXPECT_EQ(Apply("geo_h3cell_rings", {Value::String("862a1072fffffff"), Value::Long(0)}).text(),
            R"([["862a1072fffffff"]])");
}

}  // namespace
}  // namespace harrier::runtime
