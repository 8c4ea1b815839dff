#include "runtime/geo/shape.h"

#include <s2/s2error.h>
#include <s2/s2loop.h>

#include "runtime/json_scan.h"
#include "runtime/json_text.h"

namespace harrier::runtime::geo {
namespace {

using Items = std::vector<std::string_view>;

/// `type` and the elements of `coordinates`.
bool ReadHead(std::string_view json, std::string& type, Items& coordinates) {
  if (KindOf(json) != JsonKind::kObject) return false;
  const auto name = JsonMember(json, "type"), list = JsonMember(json, "coordinates");
  return name && list && UnquoteJson(type, *name) && JsonArrayItems(*list, coordinates);
}

std::optional<Position> ReadPosition(std::string_view json) {
  Items items;
  if (!JsonArrayItems(json, items) || items.size() < 2) return std::nullopt;
  const auto lng = JsonReal(items[0]), lat = JsonReal(items[1]);
  if (!lng || !lat || !IsValid({*lng, *lat})) return std::nullopt;
  return Position{*lng, *lat};
}

std::optional<Path> ReadPath(const Items& items) {
  Path path;
  for (const std::string_view item : items) {
    const auto position = ReadPosition(item);
    if (!position) return std::nullopt;
    path.push_back(*position);
  }
  return path;
}

/// Neighbours must be apart, and not on opposite sides of the globe.
bool IsLine(const Path& path) {
  for (size_t i = 1; i < path.size(); ++i) {
    const S2Point a = ToPoint(path[i - 1]), b = ToPoint(path[i]);
    if (a == b || a == -b) return false;
  }
  return path.size() >= 2;
}

bool IsRing(const Path& path) {
  return path.size() >= 4 && path.front() == path.back() && IsLine(path);
}

bool ReadRings(const Items& items, std::vector<Path>& rings) {
  for (const std::string_view item : items) {
    Items positions;
    if (!JsonArrayItems(item, positions)) return false;
    std::optional<Path> ring = ReadPath(positions);
    if (!ring || !IsRing(*ring)) return false;
    rings.push_back(std::move(*ring));
  }
  return !rings.empty();
}

void WritePosition(std::string& out, const Position& position) {
  fmt::format_to(std::back_inserter(out), "[{},{}]", position.lng, position.lat);
}

/// A comma between elements; none after the colon that a lone one follows.
void WriteComma(std::string& out) {
  if (out.back() != ':') AppendJsonComma(out);
}

void WritePath(std::string& out, const Path& path) {
  WriteComma(out);
  out += '[';
  for (const Position& position : path) {
    AppendJsonComma(out);
    WritePosition(out, position);
  }
  out += ']';
}

}  // namespace

bool IsValid(const Position& position) {
  return std::abs(position.lng) <= 180 && std::abs(position.lat) <= 90;
}

S2Point ToPoint(const Position& position) {
  return S2LatLng::FromDegrees(position.lat, position.lng).ToPoint();
}

Position ToPosition(const S2Point& point) {
  const S2LatLng at(point);
  return {at.lng().degrees(), at.lat().degrees()};
}

std::optional<Position> ReadPoint(std::string_view json) {
  std::string type;
  const auto name = JsonMember(json, "type"), at = JsonMember(json, "coordinates");
  if (!name || !at || !UnquoteJson(type, *name) || type != "Point") return std::nullopt;
  return ReadPosition(*at);
}

std::optional<Lines> ReadLines(std::string_view json) {
  std::string type;
  Items items;
  if (!ReadHead(json, type, items)) return std::nullopt;
  std::vector<Items> parts;
  if (type == "LineString") {
    parts.push_back(std::move(items));
  } else if (type == "MultiLineString") {
    for (const std::string_view item : items) {
      if (!JsonArrayItems(item, parts.emplace_back())) return std::nullopt;
    }
  }
  Lines lines;
  for (const Items& part : parts) {
    std::optional<Path> path = ReadPath(part);
    if (!path || !IsLine(*path)) return std::nullopt;
    lines.paths.push_back(std::move(*path));
  }
  if (lines.paths.empty()) return std::nullopt;
  return lines;
}

std::optional<Polygons> ReadPolygons(std::string_view json) {
  std::string type;
  Items items;
  if (!ReadHead(json, type, items)) return std::nullopt;
  Polygons out;
  if (type == "Polygon") {
    if (!ReadRings(items, out.polygons.emplace_back())) return std::nullopt;
  } else if (type == "MultiPolygon") {
    for (const std::string_view item : items) {
      Items rings;
      if (!JsonArrayItems(item, rings) || !ReadRings(rings, out.polygons.emplace_back())) return std::nullopt;
    }
  }
  if (out.polygons.empty()) return std::nullopt;
  return out;
}

std::vector<std::unique_ptr<S2Polyline>> Lines::lines() const {
  std::vector<std::unique_ptr<S2Polyline>> out;
  for (const Path& path : paths) {
    std::vector<S2Point> points;
    for (const Position& position : path) points.push_back(ToPoint(position));
    out.push_back(std::make_unique<S2Polyline>(points, S2Debug::DISABLE));
  }
  return out;
}

std::unique_ptr<S2Polygon> Polygons::shape() const {
  std::vector<std::unique_ptr<S2Loop>> loops;
  S2Error error;
  for (const std::vector<Path>& rings : polygons) {
    for (const Path& ring : rings) {
      std::vector<S2Point> points;
      for (size_t i = 0; i + 1 < ring.size(); ++i) points.push_back(ToPoint(ring[i]));
      auto loop = std::make_unique<S2Loop>(points, S2Debug::DISABLE);
      if (loop->FindValidationError(&error)) return nullptr;
      // The order of a ring's positions says nothing: it holds the smaller side.
      loop->Normalize();
      loops.push_back(std::move(loop));
    }
  }
  auto polygon = std::make_unique<S2Polygon>();
  polygon->set_s2debug_override(S2Debug::DISABLE);
  polygon->InitNested(std::move(loops));
  if (polygon->is_empty() || polygon->FindValidationError(&error)) return nullptr;
  return polygon;
}

const S2Polygon* PolygonOf(std::string_view json) {
  thread_local std::string text;
  thread_local std::unique_ptr<S2Polygon> polygon;
  if (text.empty() || text != json) {
    text = json;
    const std::optional<Polygons> read = ReadPolygons(json);
    polygon = read ? read->shape() : nullptr;
  }
  return polygon.get();
}

void WritePoint(std::string& out, const Position& position) {
  out += R"({"type":"Point","coordinates":)";
  WritePosition(out, position);
  out += '}';
}

bool WriteLines(std::string& out, const std::vector<Path>& paths) {
  if (paths.empty()) return false;
  const bool several = paths.size() > 1;
  out += several ? R"({"type":"MultiLineString","coordinates":[)" : R"({"type":"LineString","coordinates":)";
  for (const Path& path : paths) WritePath(out, path);
  out += several ? "]}" : "}";
  return true;
}

bool WritePolygons(std::string& out, const std::vector<std::vector<Path>>& polygons) {
  if (polygons.empty()) return false;
  const bool several = polygons.size() > 1;
  out += several ? R"({"type":"MultiPolygon","coordinates":[)" : R"({"type":"Polygon","coordinates":)";
  for (const std::vector<Path>& rings : polygons) {
    WriteComma(out);
    out += '[';
    for (const Path& ring : rings) WritePath(out, ring);
    out += ']';
  }
  out += several ? "]}" : "}";
  return true;
}

Path ToPath(const S2Polyline& line) {
  Path path;
  for (int i = 0; i < line.num_vertices(); ++i) path.push_back(ToPosition(line.vertex(i)));
  return path;
}

std::vector<std::vector<Path>> ToRings(const S2Polygon& polygon) {
  std::vector<std::vector<Path>> out;
  for (int i = 0; i < polygon.num_loops(); ++i) {
    const S2Loop& loop = *polygon.loop(i);
    Path ring;
    for (int j = 0; j <= loop.num_vertices(); ++j) ring.push_back(ToPosition(loop.oriented_vertex(j)));
    if (!loop.is_hole()) out.emplace_back();
    out.back().push_back(std::move(ring));
  }
  return out;
}

bool WritePolygon(std::string& out, const S2Polygon& polygon) {
  return WritePolygons(out, ToRings(polygon));
}

}  // namespace harrier::runtime::geo
