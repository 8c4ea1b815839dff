#include <h3_h3api.h>

#include "runtime/geo/shape.h"
#include "runtime/json_text.h"

// Cells of H3 (Kusto docs: geo_point_to_h3cell(), geo_h3cell_*(), geo_polygon_to_h3cells()).
namespace harrier::runtime {
namespace {

constexpr int kFinest = 15;
// Children and coverings beyond this are null.
constexpr int64_t kMostCells = 65'536;

constexpr double kDegree = std::numbers::pi / 180;

std::optional<H3Index> CellOf(std::string_view text) {
  H3Index cell = 0;
  if (text.size() > 16 || stringToH3(std::string(text).c_str(), &cell) != E_SUCCESS || isValidCell(cell) == 0)
    return std::nullopt;
  return cell;
}

std::string TextOf(H3Index cell) {
  return fmt::format("{:x}", cell);
}

LatLng ToLatLng(const geo::Position& position) {
  return {position.lat * kDegree, position.lng * kDegree};
}

geo::Position FromLatLng(const LatLng& at) {
  return {at.lng / kDegree, at.lat / kDegree};
}

bool WriteCells(std::string& out, const std::vector<H3Index>& cells) {
  out += '[';
  for (const H3Index cell : cells) {
    if (cell != 0) AppendJsonItem(out, TextOf(cell));
  }
  out += ']';
  return true;
}

bool PointToCell(std::string& out, double lng, double lat, int64_t resolution) {
  H3Index cell = 0;
  if (!geo::IsValid({lng, lat}) || resolution < 0 || resolution > kFinest) return false;
  const LatLng at = ToLatLng({lng, lat});
  if (latLngToCell(&at, static_cast<int>(resolution), &cell) != E_SUCCESS) return false;
  out = TextOf(cell);
  return true;
}

bool CentralPoint(JsonOut& out, std::string_view text) {
  const auto cell = CellOf(text);
  LatLng at;
  if (!cell || cellToLatLng(*cell, &at) != E_SUCCESS) return false;
  geo::WritePoint(out.text, FromLatLng(at));
  return true;
}

bool ToPolygon(JsonOut& out, std::string_view text) {
  const auto cell = CellOf(text);
  CellBoundary boundary;
  if (!cell || cellToBoundary(*cell, &boundary) != E_SUCCESS || boundary.numVerts == 0) return false;
  geo::Path ring;
  for (int i = 0; i <= boundary.numVerts; ++i)
    ring.push_back(FromLatLng(boundary.verts[i % boundary.numVerts]));
  return geo::WritePolygons(out.text, {{ring}});
}

std::optional<int32_t> Level(std::string_view text) {
  const auto cell = CellOf(text);
  if (!cell) return std::nullopt;
  return getResolution(*cell);
}

/// The cells up to a distance, by distance.
std::optional<std::vector<std::vector<H3Index>>> RingsOf(std::string_view text, int64_t distance) {
  const auto cell = CellOf(text);
  int64_t most = 0;
  if (!cell || distance < 0 || distance > 100) return std::nullopt;
  const int steps = static_cast<int>(distance);
  if (maxGridDiskSize(steps, &most) != E_SUCCESS) return std::nullopt;
  std::vector<H3Index> cells(static_cast<size_t>(most));
  std::vector<int> distances(static_cast<size_t>(most));
  if (gridDiskDistances(*cell, steps, cells.data(), distances.data()) != E_SUCCESS) return std::nullopt;
  std::vector<std::vector<H3Index>> rings(static_cast<size_t>(steps) + 1);
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] != 0) rings[static_cast<size_t>(distances[i])].push_back(cells[i]);
  }
  return rings;
}

bool Neighbors(JsonOut& out, std::string_view text) {
  const auto rings = RingsOf(text, 1);
  return rings && WriteCells(out.text, (*rings)[1]);
}

bool Rings(JsonOut& out, std::string_view text, int64_t distance) {
  const auto rings = RingsOf(text, distance);
  if (!rings) return false;
  out.text = "[";
  for (const std::vector<H3Index>& ring : *rings) {
    AppendJsonComma(out.text);
    WriteCells(out.text, ring);
  }
  out.text += ']';
  return true;
}

// A level of -1 stands for the next one.
bool Children(JsonOut& out, std::string_view text, int64_t level) {
  const auto cell = CellOf(text);
  if (!cell) return false;
  if (level < 0) level = getResolution(*cell) + 1;
  int64_t count = 0;
  if (level > kFinest || cellToChildrenSize(*cell, static_cast<int>(level), &count) != E_SUCCESS ||
      count > kMostCells) {
    return false;
  }
  std::vector<H3Index> cells(static_cast<size_t>(count));
  if (cellToChildren(*cell, static_cast<int>(level), cells.data()) != E_SUCCESS) return false;
  return WriteCells(out.text, cells);
}

bool Parent(std::string& out, std::string_view text, int64_t level) {
  const auto cell = CellOf(text);
  H3Index parent = 0;
  if (!cell) return false;
  if (level < 0) level = getResolution(*cell) - 1;
  if (level < 0 || level > kFinest || cellToParent(*cell, static_cast<int>(level), &parent) != E_SUCCESS)
    return false;
  out = TextOf(parent);
  return true;
}

// The cells whose centres are in the polygon.
bool PolygonToCells(JsonOut& out, Json json, int64_t resolution) {
  const std::optional<geo::Polygons> polygons = geo::ReadPolygons(json.text);
  if (!polygons || polygons->shape() == nullptr || resolution < 0 || resolution > kFinest) return false;
  std::vector<H3Index> found;
  for (const std::vector<geo::Path>& rings : polygons->polygons) {
    std::vector<std::vector<LatLng>> points;
    for (const geo::Path& ring : rings) {
      auto& loop = points.emplace_back();
      for (size_t i = 0; i + 1 < ring.size(); ++i) loop.push_back(ToLatLng(ring[i]));
    }
    std::vector<GeoLoop> loops;
    for (auto& loop : points) loops.push_back({static_cast<int>(loop.size()), loop.data()});
    GeoPolygon polygon{loops[0], static_cast<int>(loops.size()) - 1, loops.data() + 1};
    int64_t most = 0;
    if (maxPolygonToCellsSize(&polygon, static_cast<int>(resolution), 0, &most) != E_SUCCESS ||
        most > 16 * kMostCells) {
      return false;
    }
    std::vector<H3Index> cells(static_cast<size_t>(most));
    if (polygonToCells(&polygon, static_cast<int>(resolution), 0, cells.data()) != E_SUCCESS) return false;
    for (const H3Index cell : cells) {
      if (cell != 0) found.push_back(cell);
    }
  }
  if (found.empty() || static_cast<int64_t>(found.size()) > kMostCells) return false;
  return WriteCells(out.text, found);
}

}  // namespace

void AddH3Cells(KernelRegistry& registry) {
  registry.Add(KernelOf<PointToCell>("geo_point_to_h3cell"));
  registry.Add(KernelOf<CentralPoint>("geo_h3cell_to_central_point"));
  registry.Add(KernelOf<ToPolygon>("geo_h3cell_to_polygon"));
  registry.Add(KernelOf<Level>("geo_h3cell_level"));
  registry.Add(KernelOf<Neighbors>("geo_h3cell_neighbors"));
  registry.Add(KernelOf<Rings>("geo_h3cell_rings"));
  registry.Add(KernelOf<Children>("geo_h3cell_children"));
  registry.Add(KernelOf<Parent>("geo_h3cell_parent"));
  registry.Add(KernelOf<PolygonToCells>("geo_polygon_to_h3cells"));
}

}  // namespace harrier::runtime
