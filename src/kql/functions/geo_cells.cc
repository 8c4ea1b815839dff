#include "kql/functions/function.h"

// Cells of geohash, S2 and H3 (Kusto docs, geo_*()).
namespace harrier::kql {

extern const FunctionDef kGeoPointToGeohash;
const FunctionDef kGeoPointToGeohash{
    .name = "geo_point_to_geohash",
    .signatures = {"(lng: real, lat: real, accuracy: long = 5): string"},
    .kernel = "geo_point_to_geohash",
    .doc = "The geohash of a point, of 1 to 18 digits.",
    .example = R"x(print geo_point_to_geohash(-80.195829, 25.802215, 8))x",
};

extern const FunctionDef kGeoGeohashToCentralPoint;
const FunctionDef kGeoGeohashToCentralPoint{
    .name = "geo_geohash_to_central_point",
    .signatures = {"(geohash: string): dynamic"},
    .kernel = "geo_geohash_to_central_point",
    .doc = "The point in the middle of a geohash.",
    .example = R"x(print geo_geohash_to_central_point("sunny"))x",
};

extern const FunctionDef kGeoGeohashToPolygon;
const FunctionDef kGeoGeohashToPolygon{
    .name = "geo_geohash_to_polygon",
    .signatures = {"(geohash: string): dynamic"},
    .kernel = "geo_geohash_to_polygon",
    .doc = "The rectangle of a geohash.",
    .example = R"x(print geo_geohash_to_polygon("sunny"))x",
};

extern const FunctionDef kGeoGeohashNeighbors;
const FunctionDef kGeoGeohashNeighbors{
    .name = "geo_geohash_neighbors",
    .signatures = {"(geohash: string): dynamic"},
    .kernel = "geo_geohash_neighbors",
    .doc = "The geohashes around a geohash.",
    .example = R"x(print geo_geohash_neighbors("sunny"))x",
};

extern const FunctionDef kGeoPointToS2cell;
const FunctionDef kGeoPointToS2cell{
    .name = "geo_point_to_s2cell",
    .signatures = {"(lng: real, lat: real, level: long = 11): string"},
    .kernel = "geo_point_to_s2cell",
    .doc = "The S2 cell of a point, at a level from 0 to 30.",
    .example = R"x(print geo_point_to_s2cell(-80.195829, 25.802215, 8))x",
};

extern const FunctionDef kGeoS2cellToCentralPoint;
const FunctionDef kGeoS2cellToCentralPoint{
    .name = "geo_s2cell_to_central_point",
    .signatures = {"(s2cell: string): dynamic"},
    .kernel = "geo_s2cell_to_central_point",
    .doc = "The point in the middle of an S2 cell.",
    .example = R"x(print geo_s2cell_to_central_point("89c259"))x",
};

extern const FunctionDef kGeoS2cellToPolygon;
const FunctionDef kGeoS2cellToPolygon{
    .name = "geo_s2cell_to_polygon",
    .signatures = {"(s2cell: string): dynamic"},
    .kernel = "geo_s2cell_to_polygon",
    .doc = "The quadrangle of an S2 cell.",
    .example = R"x(print geo_s2cell_to_polygon("89c259"))x",
};

extern const FunctionDef kGeoS2cellNeighbors;
const FunctionDef kGeoS2cellNeighbors{
    .name = "geo_s2cell_neighbors",
    .signatures = {"(s2cell: string): dynamic"},
    .kernel = "geo_s2cell_neighbors",
    .doc = "The S2 cells around an S2 cell.",
    .example = R"x(print geo_s2cell_neighbors("89c259"))x",
};

extern const FunctionDef kGeoPointToH3cell;
const FunctionDef kGeoPointToH3cell{
    .name = "geo_point_to_h3cell",
    .signatures = {"(lng: real, lat: real, resolution: long = 6): string"},
    .kernel = "geo_point_to_h3cell",
    .doc = "The H3 cell of a point, at a resolution from 0 to 15.",
    .example = R"x(print geo_point_to_h3cell(-74.04450446039874, 40.689250859314974, 6))x",
};

extern const FunctionDef kGeoH3cellToCentralPoint;
const FunctionDef kGeoH3cellToCentralPoint{
    .name = "geo_h3cell_to_central_point",
    .signatures = {"(h3cell: string): dynamic"},
    .kernel = "geo_h3cell_to_central_point",
    .doc = "The point in the middle of an H3 cell.",
    .example = R"x(print geo_h3cell_to_central_point("862a1072fffffff"))x",
};

extern const FunctionDef kGeoH3cellToPolygon;
const FunctionDef kGeoH3cellToPolygon{
    .name = "geo_h3cell_to_polygon",
    .signatures = {"(h3cell: string): dynamic"},
    .kernel = "geo_h3cell_to_polygon",
    .doc = "The hexagon or pentagon of an H3 cell.",
    .example = R"x(print geo_h3cell_to_polygon("862a1072fffffff"))x",
};

extern const FunctionDef kGeoH3cellLevel;
const FunctionDef kGeoH3cellLevel{
    .name = "geo_h3cell_level",
    .signatures = {"(h3cell: string): int"},
    .kernel = "geo_h3cell_level",
    .doc = "The resolution of an H3 cell.",
    .example = R"x(print geo_h3cell_level("862a1072fffffff"))x",
};

extern const FunctionDef kGeoH3cellNeighbors;
const FunctionDef kGeoH3cellNeighbors{
    .name = "geo_h3cell_neighbors",
    .signatures = {"(h3cell: string): dynamic"},
    .kernel = "geo_h3cell_neighbors",
    .doc = "The H3 cells around an H3 cell.",
    .example = R"x(print geo_h3cell_neighbors("862a1072fffffff"))x",
};

extern const FunctionDef kGeoH3cellRings;
const FunctionDef kGeoH3cellRings{
    .name = "geo_h3cell_rings",
    .signatures = {"(h3cell: string, distance: long): dynamic"},
    .kernel = "geo_h3cell_rings",
    .doc = "The H3 cells up to so many steps away, ring by ring.",
    .example = R"x(print geo_h3cell_rings("862a1072fffffff", 2))x",
};

extern const FunctionDef kGeoH3cellChildren;
const FunctionDef kGeoH3cellChildren{
    .name = "geo_h3cell_children",
    .signatures = {"(h3cell: string, resolution: long = -1): dynamic"},
    .kernel = "geo_h3cell_children",
    .doc = "The H3 cells within an H3 cell, at the next or a finer resolution.",
    .example = R"x(print geo_h3cell_children("862a1072fffffff"))x",
};

extern const FunctionDef kGeoH3cellParent;
const FunctionDef kGeoH3cellParent{
    .name = "geo_h3cell_parent",
    .signatures = {"(h3cell: string, resolution: long = -1): string"},
    .kernel = "geo_h3cell_parent",
    .doc = "The H3 cell around an H3 cell, at the resolution before or a coarser one.",
    .example = R"x(print geo_h3cell_parent("862a1072fffffff"))x",
};

namespace {

/// A radius widens the polygon first; one below zero gives null.
Result<plan::ExprPtr> LowerPolygonToH3cells(CallContext& call, std::vector<plan::ExprPtr> args) {
  constexpr double kTolerance = 1;  // metres
  auto cells = [&](plan::ExprPtr polygon) {
    return plan::CallKernel("geo_polygon_to_h3cells", {std::move(polygon), args[1]}, call.span());
  };
  const plan::ExprPtr zero = plan::Lit(Value::Real(0));
  const plan::ExprPtr wide = plan::CallKernel(
      "geo_polygon_buffer", {args[0], args[2], plan::Lit(Value::Real(kTolerance))}, call.span());
  return plan::Apply(
      plan::Op::kCase,
      {plan::Apply(plan::Op::kEq, {args[2], zero}), cells(args[0]),
       plan::Apply(plan::Op::kGt, {args[2], zero}), cells(wide), plan::Lit(Value::Null(Type::kDynamic))},
      call.span());
}

}  // namespace

extern const FunctionDef kGeoPolygonToH3cells;
const FunctionDef kGeoPolygonToH3cells{
    .name = "geo_polygon_to_h3cells",
    .signatures = {"(polygon: dynamic, resolution: long = 6, radius: real = 0): dynamic"},
    .lower = LowerPolygonToH3cells,
    .doc = "The H3 cells whose middle is in a polygon, or within so many metres of it.",
    .example =
        R"x(print geo_polygon_to_h3cells(dynamic({"type":"Polygon","coordinates":[[[-3.659,40.553],[-3.913,40.409],[-3.729,40.273],[-3.524,40.440],[-3.659,40.553]]]})))x",
};

}  // namespace harrier::kql
