#include <algorithm>

#include "runtime/geo/densify.h"
#include "runtime/geo/shape.h"

// Lines on the globe (Kusto docs: geo_line_*(), geo_distance_point_to_line(), geo_closest_point_on_line()).
namespace harrier::runtime {
namespace {

using geo::Lines;
using geo::Path;
using geo::Position;

std::optional<double> Length(Json json) {
  const auto lines = geo::ReadLines(json.text);
  if (!lines) return std::nullopt;
  double length = 0;
  for (const auto& line : lines->lines()) length += line->GetLength().radians() * geo::kEarthRadius;
  return length;
}

bool Centroid(JsonOut& out, Json json) {
  const auto lines = geo::ReadLines(json.text);
  if (!lines) return false;
  S2Point sum;
  for (const auto& line : lines->lines()) sum += line->GetCentroid();
  if (sum == S2Point()) return false;
  geo::WritePoint(out.text, geo::ToPosition(sum.Normalize()));
  return true;
}

/// The point of several lines that is nearest to a point.
std::optional<S2Point> Nearest(double lng, double lat, Json json) {
  const auto lines = geo::ReadLines(json.text);
  if (!lines || !geo::IsValid({lng, lat})) return std::nullopt;
  const S2Point point = geo::ToPoint({lng, lat});
  std::optional<S2Point> nearest;
  for (const auto& line : lines->lines()) {
    int next = 0;
    const S2Point candidate = line->Project(point, &next);
    if (!nearest || S1Angle(point, candidate) < S1Angle(point, *nearest)) nearest = candidate;
  }
  return nearest;
}

std::optional<double> DistanceToLine(double lng, double lat, Json json) {
  const auto nearest = Nearest(lng, lat, json);
  if (!nearest) return std::nullopt;
  return S1Angle(geo::ToPoint({lng, lat}), *nearest).radians() * geo::kEarthRadius;
}

bool ClosestPoint(JsonOut& out, double lng, double lat, Json json) {
  const auto nearest = Nearest(lng, lat, json);
  if (!nearest) return false;
  geo::WritePoint(out.text, geo::ToPosition(*nearest));
  return true;
}

/// One line; of several nothing is known.
std::unique_ptr<S2Polyline> OneLine(Json json) {
  const auto lines = geo::ReadLines(json.text);
  if (!lines || lines->paths.size() != 1) return nullptr;
  return std::move(lines->lines().front());
}

bool Interpolate(JsonOut& out, Json json, double fraction) {
  const auto line = OneLine(json);
  if (line == nullptr || !(fraction >= 0 && fraction <= 1)) return false;
  geo::WritePoint(out.text, geo::ToPosition(line->Interpolate(fraction)));
  return true;
}

std::optional<double> Locate(Json json, double lng, double lat) {
  const auto line = OneLine(json);
  if (line == nullptr || !geo::IsValid({lng, lat})) return std::nullopt;
  int next = 0;
  const S2Point nearest = line->Project(geo::ToPoint({lng, lat}), &next);
  return line->UnInterpolate(nearest, next);
}

/// What is left of each line when positions nearer than the tolerance to the rest are dropped; nullopt if one
/// has no length left.
bool Simplify(JsonOut& out, Json json, double tolerance) {
  const auto lines = geo::ReadLines(json.text);
  if (!lines || !(tolerance > 0)) return false;
  std::vector<Path> left;
  const auto shapes = lines->lines();
  for (size_t i = 0; i < shapes.size(); ++i) {
    std::vector<int> kept;
    shapes[i]->SubsampleVertices(S1Angle::Radians(tolerance / geo::kEarthRadius), &kept);
    Path path;
    for (const int at : kept) path.push_back(lines->paths[i][static_cast<size_t>(at)]);
    // A line shorter than the tolerance is as good as a point.
    const bool point =
        path.size() < 2 ||
        (path.size() == 2 &&
         S1Angle(geo::ToPoint(path[0]), geo::ToPoint(path[1])).radians() * geo::kEarthRadius < tolerance);
    if (!point) left.push_back(std::move(path));
  }
  return geo::WriteLines(out.text, left);
}

bool Densify(JsonOut& out, Json json, double tolerance, bool preserve_crossing) {
  auto lines = geo::ReadLines(json.text);
  if (!lines || !(tolerance >= geo::kLeastTolerance)) return false;
  for (Path& path : lines->paths) path = geo::Densified(path, tolerance, preserve_crossing);
  return geo::WriteLines(out.text, lines->paths);
}

}  // namespace

void AddGeoLines(KernelRegistry& registry) {
  registry.Add(KernelOf<Length>("geo_line_length"));
  registry.Add(KernelOf<Centroid>("geo_line_centroid"));
  registry.Add(KernelOf<DistanceToLine>("geo_distance_point_to_line"));
  registry.Add(KernelOf<ClosestPoint>("geo_closest_point_on_line"));
  registry.Add(KernelOf<Interpolate>("geo_line_interpolate_point"));
  registry.Add(KernelOf<Locate>("geo_line_locate_point"));
  registry.Add(KernelOf<Simplify>("geo_line_simplify"));
  registry.Add(KernelOf<Densify>("geo_line_densify"));
}

}  // namespace harrier::runtime
