#include "kql/functions/function.h"

// Lines on the globe, as GeoJSON (Kusto docs, geo_line_*()).
namespace harrier::kql {

extern const FunctionDef kGeoLineLength;
const FunctionDef kGeoLineLength{
    .name = "geo_line_length",
    .signatures = {"(lineString: dynamic): real"},
    .kernel = "geo_line_length",
    .doc = "The length of a line in metres.",
    .example =
        R"x(print geo_line_length(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]})))x",
};

extern const FunctionDef kGeoLineCentroid;
const FunctionDef kGeoLineCentroid{
    .name = "geo_line_centroid",
    .signatures = {"(lineString: dynamic): dynamic"},
    .kernel = "geo_line_centroid",
    .doc = "The point in the middle of what a line goes through.",
    .example =
        R"x(print geo_line_centroid(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]})))x",
};

extern const FunctionDef kGeoDistancePointToLine;
const FunctionDef kGeoDistancePointToLine{
    .name = "geo_distance_point_to_line",
    .signatures = {"(lng: real, lat: real, lineString: dynamic): real"},
    .kernel = "geo_distance_point_to_line",
    .doc = "Metres from a point to a line.",
    .example =
        R"x(print geo_distance_point_to_line(-73.9, 40.8, dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]})))x",
};

extern const FunctionDef kGeoClosestPointOnLine;
const FunctionDef kGeoClosestPointOnLine{
    .name = "geo_closest_point_on_line",
    .signatures = {"(lng: real, lat: real, lineString: dynamic): dynamic"},
    .kernel = "geo_closest_point_on_line",
    .doc = "The point of a line that is nearest to a point.",
    .example =
        R"x(print geo_closest_point_on_line(-73.9, 40.8, dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]})))x",
};

extern const FunctionDef kGeoLineInterpolatePoint;
const FunctionDef kGeoLineInterpolatePoint{
    .name = "geo_line_interpolate_point",
    .signatures = {"(lineString: dynamic, fraction: real): dynamic"},
    .kernel = "geo_line_interpolate_point",
    .doc = "The point at a fraction of the way along a line.",
    .example =
        R"x(print geo_line_interpolate_point(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]}), 0.25))x",
};

extern const FunctionDef kGeoLineLocatePoint;
const FunctionDef kGeoLineLocatePoint{
    .name = "geo_line_locate_point",
    .signatures = {"(lineString: dynamic, lng: real, lat: real, use_spheroid: bool = false): real"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      const std::optional<Value> spheroid = call.Constant(args[3]);
      if (!spheroid || spheroid->is_null() || spheroid->boolean())
        return call.Bad(3, "distances along a line are known on a sphere only; this must be false");
      args.pop_back();
      return plan::CallKernel("geo_line_locate_point", std::move(args), call.span());
    },
    .doc = "The fraction of the way along a line at which it is nearest to a point.",
    .example =
        R"x(print geo_line_locate_point(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]}), -73.96, 40.79))x",
};

extern const FunctionDef kGeoLineSimplify;
const FunctionDef kGeoLineSimplify{
    .name = "geo_line_simplify",
    .signatures = {"(lineString: dynamic, tolerance: real = 10): dynamic"},
    .kernel = "geo_line_simplify",
    .doc = "A line without positions that are nearer to the rest than so many metres.",
    .example =
        R"x(print geo_line_simplify(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]})))x",
};

extern const FunctionDef kGeoLineDensify;
const FunctionDef kGeoLineDensify{
    .name = "geo_line_densify",
    .signatures = {"(lineString: dynamic, tolerance: real = 10, preserve_crossing: bool = false): dynamic"},
    .kernel = "geo_line_densify",
    .doc = "A line with positions added so that it looks the same on a flat map.",
    .example =
        R"x(print geo_line_densify(dynamic({"type":"LineString","coordinates":[[-73.95796,40.80042],[-73.97317,40.764486]]})))x",
};

}  // namespace harrier::kql
