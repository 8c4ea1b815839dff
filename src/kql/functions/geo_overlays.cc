#include "kql/functions/function.h"

// What shapes have in common and what they are together (Kusto docs, geo_intersects_*(),
// geo_intersection_*(), geo_union_*()).
namespace harrier::kql {

extern const FunctionDef kGeoIntersects2lines;
const FunctionDef kGeoIntersects2lines{
    .name = "geo_intersects_2lines",
    .signatures = {"(lineString1: dynamic, lineString2: dynamic): bool"},
    .kernel = "geo_intersects_2lines",
    .doc = "True if two lines meet.",
    .example =
        R"x(print geo_intersects_2lines(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]}), dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]})))x",
};

extern const FunctionDef kGeoIntersectsLineWithPolygon;
const FunctionDef kGeoIntersectsLineWithPolygon{
    .name = "geo_intersects_line_with_polygon",
    .signatures = {"(lineString: dynamic, polygon: dynamic): bool"},
    .kernel = "geo_intersects_line_with_polygon",
    .doc = "True if a line meets a polygon.",
    .example =
        R"x(print geo_intersects_line_with_polygon(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]}), dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoIntersects2polygons;
const FunctionDef kGeoIntersects2polygons{
    .name = "geo_intersects_2polygons",
    .signatures = {"(polygon1: dynamic, polygon2: dynamic): bool"},
    .kernel = "geo_intersects_2polygons",
    .doc = "True if two polygons meet.",
    .example =
        R"x(print geo_intersects_2polygons(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]}), dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoIntersection2lines;
const FunctionDef kGeoIntersection2lines{
    .name = "geo_intersection_2lines",
    .signatures = {"(lineString1: dynamic, lineString2: dynamic): dynamic"},
    .kernel = "geo_intersection_2lines",
    .doc = "The points at which two lines meet.",
    .example =
        R"x(print geo_intersection_2lines(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]}), dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]})))x",
};

extern const FunctionDef kGeoIntersectionLineWithPolygon;
const FunctionDef kGeoIntersectionLineWithPolygon{
    .name = "geo_intersection_line_with_polygon",
    .signatures = {"(lineString: dynamic, polygon: dynamic): dynamic"},
    .kernel = "geo_intersection_line_with_polygon",
    .doc = "The part of a line that is in a polygon.",
    .example =
        R"x(print geo_intersection_line_with_polygon(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]}), dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoIntersection2polygons;
const FunctionDef kGeoIntersection2polygons{
    .name = "geo_intersection_2polygons",
    .signatures = {"(polygon1: dynamic, polygon2: dynamic): dynamic"},
    .kernel = "geo_intersection_2polygons",
    .doc = "What two polygons have in common.",
    .example =
        R"x(print geo_intersection_2polygons(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]}), dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoUnionPolygonsArray;
const FunctionDef kGeoUnionPolygonsArray{
    .name = "geo_union_polygons_array",
    .signatures = {"(polygons: dynamic): dynamic"},
    .kernel = "geo_union_polygons_array",
    .doc = "Several polygons as one shape.",
    .example =
        R"x(print geo_union_polygons_array(pack_array(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]}))))x",
};

extern const FunctionDef kGeoUnionLinesArray;
const FunctionDef kGeoUnionLinesArray{
    .name = "geo_union_lines_array",
    .signatures = {"(lineStrings: dynamic): dynamic"},
    .kernel = "geo_union_lines_array",
    .doc = "Several lines as one shape.",
    .example =
        R"x(print geo_union_lines_array(pack_array(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]}))))x",
};

extern const FunctionDef kGeoSimplifyPolygonsArray;
const FunctionDef kGeoSimplifyPolygonsArray{
    .name = "geo_simplify_polygons_array",
    .signatures = {"(polygons: dynamic, tolerance: real = 10): dynamic"},
    .kernel = "geo_simplify_polygons_array",
    .doc = "Several polygons made simpler, the borders that they share alike.",
    .example =
        R"x(print geo_simplify_polygons_array(pack_array(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]}))))x",
};

extern const FunctionDef kGeoFromWkt;
const FunctionDef kGeoFromWkt{
    .name = "geo_from_wkt",
    .signatures = {"(wkt: string): dynamic"},
    .kernel = "geo_from_wkt",
    .doc = "The GeoJSON of a shape in well-known text.",
    .example = R"x(print geo_from_wkt("POINT (1 2)"))x",
};

}  // namespace harrier::kql
