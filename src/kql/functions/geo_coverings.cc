#include "kql/functions/function.h"

// What lies around shapes (Kusto docs, geo_*_to_s2cells(), geo_*_buffer()).
namespace harrier::kql {

extern const FunctionDef kGeoPolygonToS2cells;
const FunctionDef kGeoPolygonToS2cells{
    .name = "geo_polygon_to_s2cells",
    .signatures = {"(polygon: dynamic, level: long = 11, radius: real = 0): dynamic"},
    .kernel = "geo_polygon_to_s2cells",
    .doc = "The S2 cells that cover a polygon, or what is within so many metres of it.",
    .example =
        R"x(print geo_polygon_to_s2cells(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]})))x",
};

extern const FunctionDef kGeoLineToS2cells;
const FunctionDef kGeoLineToS2cells{
    .name = "geo_line_to_s2cells",
    .signatures = {"(lineString: dynamic, level: long = 11, radius: real = 0): dynamic"},
    .kernel = "geo_line_to_s2cells",
    .doc = "The S2 cells that cover a line, or what is within so many metres of it.",
    .example =
        R"x(print geo_line_to_s2cells(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]})))x",
};

extern const FunctionDef kGeoPointBuffer;
const FunctionDef kGeoPointBuffer{
    .name = "geo_point_buffer",
    .signatures = {"(lng: real, lat: real, radius: real, tolerance: real = 10): dynamic"},
    .kernel = "geo_point_buffer",
    .doc = "The polygon of what is within so many metres of a point.",
    .example = R"x(print geo_point_buffer(-115.17, 36.15, 20000))x",
};

extern const FunctionDef kGeoLineBuffer;
const FunctionDef kGeoLineBuffer{
    .name = "geo_line_buffer",
    .signatures = {"(lineString: dynamic, radius: real, tolerance: real = 10): dynamic"},
    .kernel = "geo_line_buffer",
    .doc = "The polygon of what is within so many metres of a line.",
    .example =
        R"x(print geo_line_buffer(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]}), 100))x",
};

extern const FunctionDef kGeoPolygonBuffer;
const FunctionDef kGeoPolygonBuffer{
    .name = "geo_polygon_buffer",
    .signatures = {"(polygon: dynamic, radius: real, tolerance: real = 10): dynamic"},
    .kernel = "geo_polygon_buffer",
    .doc = "A polygon made wider, or narrower, by so many metres.",
    .example =
        R"x(print geo_polygon_buffer(dynamic({"type":"Polygon","coordinates":[[[-73.9495,40.7969],[-73.9581,40.8007],[-73.982,40.7683],[-73.9732,40.7646],[-73.9495,40.7969]]]}), 100))x",
};

}  // namespace harrier::kql
