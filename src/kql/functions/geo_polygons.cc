#include "kql/functions/function.h"

// Polygons on the globe, as GeoJSON (Kusto docs, geo_polygon_*()).
namespace harrier::kql {

extern const FunctionDef kGeoPointInPolygon;
const FunctionDef kGeoPointInPolygon{
    .name = "geo_point_in_polygon",
    .signatures = {"(lng: real, lat: real, polygon: dynamic): bool"},
    .kernel = "geo_point_in_polygon",
    .doc = "True for a point within a polygon.",
    .example =
        R"x(print geo_point_in_polygon(-73.96, 40.78, dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoDistancePointToPolygon;
const FunctionDef kGeoDistancePointToPolygon{
    .name = "geo_distance_point_to_polygon",
    .signatures = {"(lng: real, lat: real, polygon: dynamic): real"},
    .kernel = "geo_distance_point_to_polygon",
    .doc = "Metres from a point to a polygon; 0 within it.",
    .example =
        R"x(print geo_distance_point_to_polygon(-73.9, 40.8, dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoClosestPointOnPolygon;
const FunctionDef kGeoClosestPointOnPolygon{
    .name = "geo_closest_point_on_polygon",
    .signatures = {"(lng: real, lat: real, polygon: dynamic): dynamic"},
    .kernel = "geo_closest_point_on_polygon",
    .doc = "The point of a polygon that is nearest to a point.",
    .example =
        R"x(print geo_closest_point_on_polygon(-73.9, 40.8, dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoPolygonArea;
const FunctionDef kGeoPolygonArea{
    .name = "geo_polygon_area",
    .signatures = {"(polygon: dynamic): real"},
    .kernel = "geo_polygon_area",
    .doc = "The area of a polygon in square metres.",
    .example =
        R"x(print geo_polygon_area(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoPolygonPerimeter;
const FunctionDef kGeoPolygonPerimeter{
    .name = "geo_polygon_perimeter",
    .signatures = {"(polygon: dynamic): real"},
    .kernel = "geo_polygon_perimeter",
    .doc = "The length in metres of the border of a polygon.",
    .example =
        R"x(print geo_polygon_perimeter(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoPolygonCentroid;
const FunctionDef kGeoPolygonCentroid{
    .name = "geo_polygon_centroid",
    .signatures = {"(polygon: dynamic): dynamic"},
    .kernel = "geo_polygon_centroid",
    .doc = "The point in the middle of a polygon.",
    .example =
        R"x(print geo_polygon_centroid(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoPolygonSimplify;
const FunctionDef kGeoPolygonSimplify{
    .name = "geo_polygon_simplify",
    .signatures = {"(polygon: dynamic, tolerance: real = 10): dynamic"},
    .kernel = "geo_polygon_simplify",
    .doc = "A polygon without positions that are nearer to the rest than so many metres.",
    .example =
        R"x(print geo_polygon_simplify(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoPolygonDensify;
const FunctionDef kGeoPolygonDensify{
    .name = "geo_polygon_densify",
    .signatures = {"(polygon: dynamic, tolerance: real = 10, preserve_crossing: bool = false): dynamic"},
    .kernel = "geo_polygon_densify",
    .doc = "A polygon with positions added so that it looks the same on a flat map.",
    .example =
        R"x(print geo_polygon_densify(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

}  // namespace harrier::kql
