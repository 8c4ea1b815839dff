#include "kql/functions/function.h"

// Distances and directions between points (Kusto docs, geo_*()). Longitudes come first, in degrees.
namespace harrier::kql {

extern const FunctionDef kGeoDistance2points;
const FunctionDef kGeoDistance2points{
    .name = "geo_distance_2points",
    .signatures = {"(lng1: real, lat1: real, lng2: real, lat2: real, use_spheroid: bool = false): real"},
    .kernel = "geo_distance_2points",
    .doc = "Metres between two points, on a sphere or on the spheroid WGS 84.",
    .example = R"x(print geo_distance_2points(-122.407628, 47.578557, -118.275287, 34.019056))x",
};

extern const FunctionDef kGeoAzimuth;
const FunctionDef kGeoAzimuth{
    .name = "geo_azimuth",
    .signatures = {"(lng1: real, lat1: real, lng2: real, lat2: real): real"},
    .kernel = "geo_azimuth",
    .doc = "Radians, clockwise from north, in which the second point lies from the first.",
    .example = R"x(print geo_azimuth(5, 10, 10, -40))x",
};

extern const FunctionDef kGeoAngle;
const FunctionDef kGeoAngle{
    .name = "geo_angle",
    .signatures = {"(lng1: real, lat1: real, lng2: real, lat2: real, lng3: real, lat3: real): real"},
    .kernel = "geo_angle",
    .doc = "Radians, clockwise, from the first point to the third as the second one sees them.",
    .example = R"x(print geo_angle(0, 10, 0, 5, 3, -10))x",
};

extern const FunctionDef kGeoPointInCircle;
const FunctionDef kGeoPointInCircle{
    .name = "geo_point_in_circle",
    .signatures = {"(lng: real, lat: real, center_lng: real, center_lat: real, radius: real): bool"},
    .kernel = "geo_point_in_circle",
    .doc = "True for a point within so many metres of another.",
    .example = R"x(print geo_point_in_circle(-122.143564, 47.535677, -122.100896, 47.527351, 3500))x",
};

}  // namespace harrier::kql
