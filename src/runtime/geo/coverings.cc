#include <s2/mutable_s2shape_index.h>
#include <s2/s2buffer_operation.h>
#include <s2/s2builderutil_s2polygon_layer.h>
#include <s2/s2metrics.h>
#include <s2/s2region_coverer.h>
#include <s2/s2shape_index_buffered_region.h>
#include <s2/s2shape_index_region.h>

#include "runtime/geo/shape.h"
#include "runtime/json_text.h"

// What lies around shapes: S2 cells that cover them, and polygons so many metres wider (Kusto docs:
// geo_*_to_s2cells(), geo_*_buffer()).
namespace harrier::runtime {
namespace {

constexpr size_t kMostCells = 65'536;
// Metres; beyond it a buffer would be most of the globe.
constexpr double kMostRadius = 10'000'000;

/// The cells of a level that meet a region; false if there are none or too many.
bool WriteCovering(std::string& out, const S2Region& region, int level) {
  // A coarse covering first: cells of a fine level could be billions.
  S2RegionCoverer::Options coarse;
  coarse.set_max_cells(64);
  coarse.set_max_level(level);
  double cells = 0;
  for (const S2CellId& id : S2RegionCoverer(coarse).GetCovering(region))
    cells += std::pow(4.0, level - id.level());
  if (cells > 64.0 * kMostCells) return false;
  S2RegionCoverer::Options options;
  options.set_fixed_level(level);
  options.set_max_cells(static_cast<int>(kMostCells));
  const std::vector<S2CellId> found = [&] {
    std::vector<S2CellId> ids;
    S2RegionCoverer(options).GetCovering(region, &ids);
    return ids;
  }();
  if (found.empty() || found.size() > kMostCells) return false;
  out += '[';
  for (const S2CellId& id : found) AppendJsonItem(out, id.ToToken());
  out += ']';
  return true;
}

bool WriteCovering(std::string& out, const S2ShapeIndex& index, int64_t level, double radius) {
  if (level < 0 || level > S2CellId::kMaxLevel || !(radius >= 0 && radius <= kMostRadius)) return false;
  const int wanted = static_cast<int>(level);
  if (radius == 0) return WriteCovering(out, MakeS2ShapeIndexRegion(&index), wanted);
  const S1ChordAngle angle(S1Angle::Radians(radius / geo::kEarthRadius));
  return WriteCovering(out, S2ShapeIndexBufferedRegion(&index, angle), wanted);
}

bool PolygonToCells(JsonOut& out, Json json, int64_t level, double radius) {
  const S2Polygon* polygon = geo::PolygonOf(json.text);
  return polygon != nullptr && WriteCovering(out.text, polygon->index(), level, radius);
}

bool LineToCells(JsonOut& out, Json json, int64_t level, double radius) {
  const auto lines = geo::ReadLines(json.text);
  if (!lines) return false;
  MutableS2ShapeIndex index;
  const auto shapes = lines->lines();
  for (const auto& line : shapes) index.Add(std::make_unique<S2Polyline::Shape>(line.get()));
  return WriteCovering(out.text, index, level, radius);
}

/// Runs `add` on a buffering of a radius; false if nothing comes of it.
template <typename Add>
bool WriteBuffer(std::string& out, double radius, double tolerance, Add add) {
  if (!(std::abs(radius) > 0 && std::abs(radius) <= kMostRadius) || !(tolerance > 0)) return false;
  S2BufferOperation::Options options(S1Angle::Radians(radius / geo::kEarthRadius));
  options.set_error_fraction(
      std::clamp(tolerance / std::abs(radius), S2BufferOperation::Options::kMinErrorFraction, 1.0));
  S2Polygon buffer;
  buffer.set_s2debug_override(S2Debug::DISABLE);
  S2BufferOperation operation(std::make_unique<s2builderutil::S2PolygonLayer>(&buffer), options);
  add(operation);
  S2Error error;
  return operation.Build(&error) && !buffer.is_empty() && !buffer.is_full() && geo::WritePolygon(out, buffer);
}

bool PointBuffer(JsonOut& out, double lng, double lat, double radius, double tolerance) {
  if (!geo::IsValid({lng, lat}) || radius < 0) return false;
  return WriteBuffer(out.text, radius, tolerance,
                     [&](S2BufferOperation& operation) { operation.AddPoint(geo::ToPoint({lng, lat})); });
}

bool LineBuffer(JsonOut& out, Json json, double radius, double tolerance) {
  const auto lines = geo::ReadLines(json.text);
  if (!lines || radius < 0) return false;
  const auto shapes = lines->lines();
  return WriteBuffer(out.text, radius, tolerance, [&](S2BufferOperation& operation) {
    for (const auto& line : shapes) operation.AddPolyline(line->vertices_span());
  });
}

bool PolygonBuffer(JsonOut& out, Json json, double radius, double tolerance) {
  const S2Polygon* polygon = geo::PolygonOf(json.text);
  return polygon != nullptr && WriteBuffer(out.text, radius, tolerance, [&](S2BufferOperation& operation) {
           operation.AddShapeIndex(polygon->index());
         });
}

}  // namespace

void AddGeoCoverings(KernelRegistry& registry) {
  registry.Add(KernelOf<PolygonToCells>("geo_polygon_to_s2cells"));
  registry.Add(KernelOf<LineToCells>("geo_line_to_s2cells"));
  registry.Add(KernelOf<PointBuffer>("geo_point_buffer"));
  registry.Add(KernelOf<LineBuffer>("geo_line_buffer"));
  registry.Add(KernelOf<PolygonBuffer>("geo_polygon_buffer"));
}

}  // namespace harrier::runtime
