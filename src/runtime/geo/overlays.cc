#include <s2/s2builder.h>
#include <s2/s2builderutil_s2polygon_layer.h>
#include <s2/s2builderutil_s2polyline_vector_layer.h>
#include <s2/s2builderutil_snap_functions.h>
#include <s2/s2edge_crossings.h>

#include "runtime/geo/shape.h"
#include "runtime/json_text.h"

// What shapes have in common and what they are together (Kusto docs: geo_intersects_*(),
// geo_intersection_*(), geo_union_*_array(), geo_simplify_polygons_array()).
namespace harrier::runtime {
namespace {

using Polyline = std::unique_ptr<S2Polyline>;
using geo::Path;
using geo::Position;

/// Edges of two lines that are compared with each other, at most: it is done one by one.
constexpr size_t kMostPairs = 100'000'000;

std::unique_ptr<S2Polygon> Shape(Json json) {
  const auto polygons = geo::ReadPolygons(json.text);
  return polygons ? polygons->shape() : nullptr;
}

std::optional<bool> LinesIntersect(Json a, Json b) {
  const auto first = geo::ReadLines(a.text), second = geo::ReadLines(b.text);
  if (!first || !second) return std::nullopt;
  const std::vector<Polyline> left = first->lines(), right = second->lines();
  for (const Polyline& one : left) {
    for (const Polyline& other : right) {
      if (one->Intersects(*other)) return true;
    }
  }
  return false;
}

std::optional<bool> LineIntersectsPolygon(Json line, Json polygon) {
  const auto lines = geo::ReadLines(line.text);
  const S2Polygon* shape = geo::PolygonOf(polygon.text);
  if (!lines || shape == nullptr) return std::nullopt;
  for (const Polyline& one : lines->lines()) {
    if (shape->Intersects(*one)) return true;
  }
  return false;
}

std::optional<bool> PolygonsIntersect(Json a, Json b) {
  const std::unique_ptr<S2Polygon> first = Shape(a);
  const S2Polygon* second = geo::PolygonOf(b.text);
  if (first == nullptr || second == nullptr) return std::nullopt;
  return first->Intersects(*second);
}

/// Adds where two edges meet: a crossing, or an end that both share.
void AddMeeting(std::vector<S2Point>& points, const S2Point& a, const S2Point& b, const S2Point& c,
                const S2Point& d) {
  const int sign = S2::CrossingSign(a, b, c, d);
  if (sign < 0) return;
  const S2Point at = sign > 0 ? S2::GetIntersection(a, b, c, d) : a == c || a == d ? a : b;
  if (std::find(points.begin(), points.end(), at) == points.end()) points.push_back(at);
}

/// A point, or several as a MultiPoint.
bool WritePoints(std::string& out, const std::vector<S2Point>& points) {
  if (points.empty()) return false;
  if (points.size() == 1) return geo::WritePoint(out, geo::ToPosition(points[0])), true;
  out += R"({"type":"MultiPoint","coordinates":[)";
  for (const S2Point& point : points) {
    AppendJsonComma(out);
    const Position at = geo::ToPosition(point);
    fmt::format_to(std::back_inserter(out), "[{},{}]", at.lng, at.lat);
  }
  out += "]}";
  return true;
}

// Stretches that both lines share count by their ends.
bool LinesIntersection(JsonOut& out, Json a, Json b) {
  const auto first = geo::ReadLines(a.text), second = geo::ReadLines(b.text);
  if (!first || !second) return false;
  std::vector<S2Point> points;
  const std::vector<Polyline> left = first->lines(), right = second->lines();
  for (const Polyline& one : left) {
    for (const Polyline& other : right) {
      if (static_cast<size_t>(one->num_vertices()) * static_cast<size_t>(other->num_vertices()) > kMostPairs)
        return false;
      for (int i = 1; i < one->num_vertices(); ++i) {
        for (int j = 1; j < other->num_vertices(); ++j)
          AddMeeting(points, one->vertex(i - 1), one->vertex(i), other->vertex(j - 1), other->vertex(j));
      }
    }
  }
  return WritePoints(out.text, points);
}

bool LineIntersection(JsonOut& out, Json line, Json polygon) {
  const auto lines = geo::ReadLines(line.text);
  const S2Polygon* shape = geo::PolygonOf(polygon.text);
  if (!lines || shape == nullptr) return false;
  std::vector<Path> paths;
  for (const Polyline& one : lines->lines()) {
    for (const Polyline& part : shape->IntersectWithPolyline(*one)) paths.push_back(geo::ToPath(*part));
  }
  return geo::WriteLines(out.text, paths);
}

bool PolygonsIntersection(JsonOut& out, Json a, Json b) {
  const std::unique_ptr<S2Polygon> first = Shape(a);
  const S2Polygon* second = geo::PolygonOf(b.text);
  if (first == nullptr || second == nullptr) return false;
  S2Polygon common;
  common.set_s2debug_override(S2Debug::DISABLE);
  common.InitToIntersection(*first, *second);
  return geo::WritePolygon(out.text, common);
}

/// The shapes of an array; one that is none spoils it.
std::optional<std::vector<std::unique_ptr<S2Polygon>>> ShapesOf(Json array) {
  std::vector<std::string_view> items;
  if (!JsonArrayItems(array.text, items) || items.empty()) return std::nullopt;
  std::vector<std::unique_ptr<S2Polygon>> shapes;
  for (const std::string_view item : items) {
    shapes.push_back(Shape(Json{item}));
    if (shapes.back() == nullptr) return std::nullopt;
  }
  return shapes;
}

bool PolygonsUnion(JsonOut& out, Json array) {
  auto shapes = ShapesOf(array);
  if (!shapes) return false;
  const std::unique_ptr<S2Polygon> all = S2Polygon::DestructiveUnion(std::move(*shapes));
  return !all->is_full() && geo::WritePolygon(out.text, *all);
}

// Lines cut where they cross, each stretch once, and joined into lines as long as can be.
bool LinesUnion(JsonOut& out, Json array) {
  std::vector<std::string_view> items;
  if (!JsonArrayItems(array.text, items) || items.empty()) return false;
  S2Builder::Options options;
  options.set_split_crossing_edges(true);
  S2Builder builder(options);
  std::vector<Polyline> joined;
  s2builderutil::S2PolylineVectorLayer::Options layer;
  layer.set_edge_type(S2Builder::EdgeType::UNDIRECTED);
  layer.set_polyline_type(S2Builder::Graph::PolylineType::WALK);
  layer.set_duplicate_edges(S2Builder::GraphOptions::DuplicateEdges::MERGE);
  layer.set_s2debug_override(S2Debug::DISABLE);
  builder.StartLayer(std::make_unique<s2builderutil::S2PolylineVectorLayer>(&joined, layer));
  for (const std::string_view item : items) {
    const auto lines = geo::ReadLines(item);
    if (!lines) return false;
    for (const Polyline& line : lines->lines()) builder.AddPolyline(*line);
  }
  S2Error error;
  if (!builder.Build(&error)) return false;
  std::vector<Path> paths;
  for (const Polyline& line : joined) paths.push_back(geo::ToPath(*line));
  return geo::WriteLines(out.text, paths);
}

// Borders that polygons share stay shared: all are made simpler at once.
bool SimplifyPolygons(JsonOut& out, Json array, double tolerance) {
  const auto shapes = ShapesOf(array);
  const double radius = tolerance / geo::kEarthRadius;
  constexpr double kMostSnap = 70 * std::numbers::pi / 180;
  if (!shapes || !(tolerance > 0) || radius > kMostSnap) return false;
  S2Builder::Options options{s2builderutil::IdentitySnapFunction(S1Angle::Radians(radius))};
  options.set_simplify_edge_chains(true);
  S2Builder builder(options);
  std::vector<std::unique_ptr<S2Polygon>> simple;
  for (const auto& shape : *shapes) {
    simple.push_back(std::make_unique<S2Polygon>());
    simple.back()->set_s2debug_override(S2Debug::DISABLE);
    builder.StartLayer(std::make_unique<s2builderutil::S2PolygonLayer>(simple.back().get()));
    builder.AddPolygon(*shape);
  }
  S2Error error;
  if (!builder.Build(&error)) return false;
  std::vector<std::vector<Path>> polygons;
  for (const auto& one : simple) {
    if (one->is_full()) return false;
    for (std::vector<Path>& rings : geo::ToRings(*one)) polygons.push_back(std::move(rings));
  }
  return geo::WritePolygons(out.text, polygons);
}

}  // namespace

void AddGeoOverlays(KernelRegistry& registry) {
  registry.Add(KernelOf<LinesIntersect>("geo_intersects_2lines"));
  registry.Add(KernelOf<LineIntersectsPolygon>("geo_intersects_line_with_polygon"));
  registry.Add(KernelOf<PolygonsIntersect>("geo_intersects_2polygons"));
  registry.Add(KernelOf<LinesIntersection>("geo_intersection_2lines"));
  registry.Add(KernelOf<LineIntersection>("geo_intersection_line_with_polygon"));
  registry.Add(KernelOf<PolygonsIntersection>("geo_intersection_2polygons"));
  registry.Add(KernelOf<PolygonsUnion>("geo_union_polygons_array"));
  registry.Add(KernelOf<LinesUnion>("geo_union_lines_array"));
  registry.Add(KernelOf<SimplifyPolygons>("geo_simplify_polygons_array"));
}

}  // namespace harrier::runtime
