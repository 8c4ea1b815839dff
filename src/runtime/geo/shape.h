#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <s2/s2latlng.h>
#include <s2/s2point.h>
#include <s2/s2polygon.h>
#include <s2/s2polyline.h>

#include "runtime/kernel_of.h"

/// GeoJSON in and out of S2's shapes on the sphere. What is no valid shape (Kusto docs, geo_*()) is nullopt
/// or null.
namespace harrier::runtime::geo {

/// Metres of the radius that distances, lengths and areas are told by.
inline constexpr double kEarthRadius = 6'371'010;

/// Degrees.
struct Position {
  double lng = 0;
  double lat = 0;
  friend bool operator==(const Position&, const Position&) = default;
};
using Path = std::vector<Position>;

/// Within ±180 and ±90 degrees; nan is not.
bool IsValid(const Position& position);
S2Point ToPoint(const Position& position);
Position ToPosition(const S2Point& point);

/// A LineString, or a MultiLineString of several. Each has at least two positions, neighbours apart.
struct Lines {
  std::vector<Path> paths;
  std::vector<std::unique_ptr<S2Polyline>> lines() const;
};

/// A Polygon, or a MultiPolygon of several: rings, closed, the first of a polygon its shell.
struct Polygons {
  std::vector<std::vector<Path>> polygons;
  /// Null if its rings cross or are degenerate.
  std::unique_ptr<S2Polygon> shape() const;
};

std::optional<Position> ReadPoint(std::string_view json);
std::optional<Lines> ReadLines(std::string_view json);
std::optional<Polygons> ReadPolygons(std::string_view json);

/// The polygon of a text; the last one is kept, since neighbouring rows tend to have the same.
const S2Polygon* PolygonOf(std::string_view json);

void WritePoint(std::string& out, const Position& position);
/// One path is a LineString, several a MultiLineString; none writes nothing and is false.
bool WriteLines(std::string& out, const std::vector<Path>& paths);
bool WritePolygons(std::string& out, const std::vector<std::vector<Path>>& polygons);
bool WritePolygon(std::string& out, const S2Polygon& polygon);
Path ToPath(const S2Polyline& line);
std::vector<std::vector<Path>> ToRings(const S2Polygon& polygon);

}  // namespace harrier::runtime::geo
