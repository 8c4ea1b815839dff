#include <s2/s2builderutil_snap_functions.h>

#include "runtime/geo/densify.h"
#include "runtime/geo/shape.h"

// Polygons on the globe (Kusto docs: geo_polygon_*(), geo_point_in_polygon(),
// geo_distance_point_to_polygon(), geo_closest_point_on_polygon()).
namespace harrier::runtime {
namespace {

using geo::Path;

std::optional<bool> PointInPolygon(double lng, double lat, Json json) {
  if (!geo::IsValid({lng, lat})) return std::nullopt;
  const S2Polygon* polygon = geo::PolygonOf(json.text);
  if (polygon == nullptr) return std::nullopt;
  return polygon->Contains(geo::ToPoint({lng, lat}));
}

std::optional<double> DistanceToPolygon(double lng, double lat, Json json) {
  if (!geo::IsValid({lng, lat})) return std::nullopt;
  const S2Polygon* polygon = geo::PolygonOf(json.text);
  if (polygon == nullptr) return std::nullopt;
  return polygon->GetDistance(geo::ToPoint({lng, lat})).radians() * geo::kEarthRadius;
}

bool ClosestPoint(JsonOut& out, double lng, double lat, Json json) {
  const S2Polygon* polygon = geo::PolygonOf(json.text);
  if (polygon == nullptr || !geo::IsValid({lng, lat})) return false;
  geo::WritePoint(out.text, geo::ToPosition(polygon->Project(geo::ToPoint({lng, lat}))));
  return true;
}

std::optional<double> Area(Json json) {
  const S2Polygon* polygon = geo::PolygonOf(json.text);
  if (polygon == nullptr) return std::nullopt;
  return polygon->GetArea() * geo::kEarthRadius * geo::kEarthRadius;
}

std::optional<double> Perimeter(Json json) {
  const S2Polygon* polygon = geo::PolygonOf(json.text);
  if (polygon == nullptr) return std::nullopt;
  double length = 0;
  for (int i = 0; i < polygon->num_loops(); ++i) {
    const S2Loop& loop = *polygon->loop(i);
    for (int j = 0; j < loop.num_vertices(); ++j)
      length += S1Angle(loop.vertex(j), loop.vertex(j + 1)).radians() * geo::kEarthRadius;
  }
  return length;
}

bool Centroid(JsonOut& out, Json json) {
  const S2Polygon* polygon = geo::PolygonOf(json.text);
  if (polygon == nullptr || polygon->GetCentroid() == S2Point()) return false;
  geo::WritePoint(out.text, geo::ToPosition(polygon->GetCentroid().Normalize()));
  return true;
}

bool Simplify(JsonOut& out, Json json, double tolerance) {
  const S2Polygon* polygon = geo::PolygonOf(json.text);
  const double radius = tolerance / geo::kEarthRadius;
  constexpr double kMostSnap = 70 * std::numbers::pi / 180;
  if (polygon == nullptr || !(tolerance > 0) || radius > kMostSnap) return false;
  S2Polygon simple;
  simple.set_s2debug_override(S2Debug::DISABLE);
  simple.InitToSimplified(*polygon, s2builderutil::IdentitySnapFunction(S1Angle::Radians(radius)));
  return !simple.is_empty() && !simple.is_full() && geo::WritePolygon(out.text, simple);
}

bool Densify(JsonOut& out, Json json, double tolerance, bool preserve_crossing) {
  auto polygons = geo::ReadPolygons(json.text);
  if (!polygons || polygons->shape() == nullptr || !(tolerance >= geo::kLeastTolerance)) return false;
  for (std::vector<Path>& rings : polygons->polygons) {
    for (Path& ring : rings) ring = geo::Densified(ring, tolerance, preserve_crossing);
  }
  return geo::WritePolygons(out.text, polygons->polygons);
}

}  // namespace

void AddGeoPolygons(KernelRegistry& registry) {
  registry.Add(KernelOf<PointInPolygon>("geo_point_in_polygon"));
  registry.Add(KernelOf<DistanceToPolygon>("geo_distance_point_to_polygon"));
  registry.Add(KernelOf<ClosestPoint>("geo_closest_point_on_polygon"));
  registry.Add(KernelOf<Area>("geo_polygon_area"));
  registry.Add(KernelOf<Perimeter>("geo_polygon_perimeter"));
  registry.Add(KernelOf<Centroid>("geo_polygon_centroid"));
  registry.Add(KernelOf<Simplify>("geo_polygon_simplify"));
  registry.Add(KernelOf<Densify>("geo_polygon_densify"));
}

}  // namespace harrier::runtime
