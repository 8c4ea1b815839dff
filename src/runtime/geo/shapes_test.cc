#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

constexpr const char* kPark =
    R"({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.95807266235352,40.80068603561921],)"
    R"([-73.98201942443848,40.76825672305777],[-73.97317886352539,40.76455136505513],[-73.9495,40.7969]]]})";
constexpr const char* kRoad =
    R"({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]})";
// A square of a degree with a hole, and what is no polygon.
constexpr const char* kSquare =
    R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[0.4,0.4],[0.6,0.4],[0.6,0.6],[0.4,0.6],[0.4,0.4]]]})";
constexpr const char* kFlat = R"({"type":"Polygon","coordinates":[[[0,0],[10,10],[10,10],[0,0]]]})";

Value Shape(const char* json) {
  return Value::Dynamic(json);
}
Value At(std::string_view kernel, double lng, double lat, const char* json) {
  return Apply(kernel, {Value::Real(lng), Value::Real(lat), Shape(json)});
}

TEST(GeoLines, Documented) {
  EXPECT_NEAR(
      Apply("geo_line_length",
            {Shape(R"({"type":"LineString","coordinates":[[-73.95807266235352,40.800426144169315],)"
                   R"([-73.94966125488281,40.79691751000055],[-73.97317886352539,40.764486356930334]]})")})
          .real(),
      4922.48016992081, 0.001);
  EXPECT_TRUE(Apply("geo_line_interpolate_point", {Shape(kRoad), Value::Real(0.25)})
                  .text()
                  .starts_with(R"({"type":"Point","coordinates":[-73.96176404321)"));
  EXPECT_NEAR(Apply("geo_line_locate_point",
                    {Shape(kRoad), Value::Real(-73.961764043218281), Value::Real(40.791436687257232)})
                  .real(),
              0.25, 1e-9);
  EXPECT_NEAR(
      At("geo_distance_point_to_line", 0, 1, R"({"type":"LineString","coordinates":[[-1,0],[1,0]]})").real(),
      111194.9, 1);
}

TEST(GeoLines, WhatIsNoneIsNull) {
  for (const char* line : {R"({"type":"LineString","coordinates":[[1,1]]})", R"({"type":"LineString"})", "1",
                           "[]", R"({"type":"LineString","coordinates":[[1,1],[1,1]]})",
                           R"({"type":"LineString","coordinates":[[1,1],[200,1]]})", "{}"}) {
    EXPECT_TRUE(Apply("geo_line_length", {Shape(line)}).is_null()) << line;
    EXPECT_TRUE(Apply("geo_line_simplify", {Shape(line), Value::Real(10)}).is_null()) << line;
  }
  EXPECT_TRUE(Apply("geo_line_simplify", {Shape(kRoad), Value::Real(-1)}).is_null());
  EXPECT_TRUE(Apply("geo_line_simplify", {Shape(kRoad), Value::Real(1e5)}).is_null());
}

TEST(GeoPolygons, Inside) {
  EXPECT_EQ(At("geo_point_in_polygon", -73.963249, 40.779525, kPark), Value::Bool(true));
  EXPECT_EQ(At("geo_point_in_polygon", -73.985654, 40.748487, kPark), Value::Bool(false));
  EXPECT_EQ(At("geo_point_in_polygon", 0.2, 0.2, kSquare), Value::Bool(true));
  EXPECT_EQ(At("geo_point_in_polygon", 0.5, 0.5, kSquare), Value::Bool(false));
  EXPECT_TRUE(At("geo_point_in_polygon", 200, 1, kPark).is_null());
  EXPECT_TRUE(At("geo_point_in_polygon", 1, 1, kFlat).is_null());
}

TEST(GeoPolygons, Measures) {
  EXPECT_NEAR(Apply("geo_polygon_perimeter", {Shape(kPark)}).real(), 9930.30149604938, 0.001);
  // A degree squared less a 25th of it.
  EXPECT_NEAR(Apply("geo_polygon_area", {Shape(kSquare)}).real(), 12363.68e6 * 0.96, 2e6);
  EXPECT_EQ(At("geo_distance_point_to_polygon", -73.963249, 40.779525, kPark).real(), 0);
  EXPECT_TRUE(At("geo_closest_point_on_polygon", -73.9839, 40.7705, kPark)
                  .text()
                  .starts_with(R"({"type":"Point","coordinates":[-73.9812055801)"));
}

// Kusto docs, geo_polygon_densify().
TEST(GeoPolygons, Densified) {
  const char* box = R"({"type":"Polygon","coordinates":[[[10,10],[11,10],[11,11],[10,11],[10,10]]]})";
  EXPECT_EQ(
      Apply("geo_polygon_densify", {Shape(box), Value::Real(10), Value::Bool(false)}).text(),
      R"({"type":"Polygon","coordinates":[[[10,10],[10.25,10],[10.5,10],[10.75,10],[11,10],[11,11],[10.75,11],)"
      R"([10.5,11],[10.25,11],[10,11],[10,10]]]})");
}

TEST(GeoOverlays, Intersections) {
  const char* across = R"({"type":"LineString","coordinates":[[-1,0.2],[2,0.2]]})";
  EXPECT_EQ(Apply("geo_intersects_line_with_polygon", {Shape(across), Shape(kSquare)}), Value::Bool(true));
  EXPECT_EQ(Apply("geo_intersects_2polygons", {Shape(kSquare), Shape(kPark)}), Value::Bool(false));
  EXPECT_TRUE(Apply("geo_intersection_2polygons", {Shape(kSquare), Shape(kPark)}).is_null());
  EXPECT_TRUE(Apply("geo_intersects_2polygons", {Shape(kFlat), Shape(kPark)}).is_null());
  const char* up = R"({"type":"LineString","coordinates":[[0.5,-1],[0.5,3]]})";
  EXPECT_EQ(Apply("geo_intersects_2lines", {Shape(across), Shape(up)}), Value::Bool(true));
  EXPECT_TRUE(Apply("geo_intersection_2lines", {Shape(across), Shape(up)})
                  .text()
                  .starts_with(R"({"type":"Point","coordinates":[0.)"));
}

TEST(GeoOverlays, UnionOfTouchingSquares) {
  const Value both =
      Apply("geo_union_polygons_array",
            {Value::Dynamic(R"([{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]},)"
                            R"({"type":"Polygon","coordinates":[[[1,0],[2,0],[2,1],[1,1],[1,0]]]}])")});
  EXPECT_TRUE(both.text().starts_with(R"({"type":"Polygon")")) << both.text();
  EXPECT_NEAR(Apply("geo_polygon_area", {both}).real(), 2 * 12363.68e6, 10e6);
  EXPECT_TRUE(Apply("geo_union_polygons_array", {Value::Dynamic("[1]")}).is_null());
}

TEST(GeoCoverings, BuffersHoldWhatIsNear) {
  const Value buffer = Apply("geo_point_buffer",
                             {Value::Real(-115.17), Value::Real(36.15), Value::Real(20000), Value::Real(10)});
  EXPECT_NEAR(Apply("geo_polygon_area", {buffer}).real(), std::numbers::pi * 4e8, 2e6);
  EXPECT_TRUE(Apply("geo_line_buffer", {Shape(kRoad), Value::Real(0), Value::Real(10)}).is_null());
  const Value wider = Apply("geo_polygon_buffer", {Shape(kPark), Value::Real(1000), Value::Real(10)});
  EXPECT_GT(Apply("geo_polygon_area", {wider}).real(),
            Apply("geo_polygon_area", {Shape(kPark)}).real() + 9e6);
}

TEST(GeoCoverings, Cells) {
  const char* polygon = R"({"type":"Polygon","coordinates":[[[0,0],[0,50],[100,50],[0,0]]]})";
  const Value cells = Apply("geo_polygon_to_s2cells", {Shape(polygon), Value::Long(5), Value::Real(0)});
  EXPECT_EQ(std::count(cells.text().begin(), cells.text().end(), ','), 285);
  EXPECT_TRUE(Apply("geo_polygon_to_s2cells", {Shape(polygon), Value::Long(30), Value::Real(0)}).is_null());
}

TEST(GeoWkt, Forms) {
  auto wkt = [](const char* text) { return Apply("geo_from_wkt", {Value::String(text)}); };
  EXPECT_EQ(wkt("POINT (1 2)").text(), R"({"type":"Point","coordinates":[1,2]})");
  EXPECT_EQ(wkt("multipoint((1 1), (2.5 2))").text(),
            R"({"type":"MultiPoint","coordinates":[[1,1],[2.5,2]]})");
  EXPECT_EQ(wkt("POLYGON ((0 0, 2 0, 2 2, 0 0))").text(),
            R"({"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,0]]]})");
  EXPECT_EQ(
      wkt("GEOMETRYCOLLECTION (POINT (1 1),LINESTRING (2 2, 3 3))").text(),
      R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,1]},{"type":"LineString","coordinates":[[2,2],[3,3]]}]})");
  for (const char* bad :
       {"", "POINT", "POINT (1)", "POINT (1 2", "POINT (1 2) x", "CIRCLE (1 2)", "POINT (a b)"})
    EXPECT_TRUE(wkt(bad).is_null()) << bad;
}

}  // namespace
}  // namespace harrier::runtime
