#include "runtime/geo/shape.h"
#include "runtime/json_text.h"

// Geohashes (Kusto docs: geo_point_to_geohash(), geo_geohash_*()).
namespace harrier::runtime {
namespace {

using geo::Position;

constexpr std::string_view kDigits = "0123456789bcdefghjkmnpqrstuvwxyz";
constexpr int64_t kMostDigits = 18;

struct Cell {
  double west = -180, east = 180, south = -90, north = 90;
  Position center() const { return {(west + east) / 2, (south + north) / 2}; }
};

void AppendHash(std::string& out, const Position& at, size_t digits) {
  Cell cell;
  bool of_lng = true;
  for (size_t i = 0; i < digits; ++i) {
    size_t digit = 0;
    for (int bit = 0; bit < 5; ++bit, of_lng = !of_lng) {
      const Position middle = cell.center();
      const bool upper = of_lng ? at.lng >= middle.lng : at.lat >= middle.lat;
      digit = digit * 2 + (upper ? 1 : 0);
      if (of_lng)
        (upper ? cell.west : cell.east) = middle.lng;
      else
        (upper ? cell.south : cell.north) = middle.lat;
    }
    out += kDigits[digit];
  }
}

std::optional<Cell> CellOf(std::string_view hash) {
  if (hash.empty() || hash.size() > kMostDigits) return std::nullopt;
  Cell cell;
  bool of_lng = true;
  for (const char c : hash) {
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    for (int bit = 4; bit >= 0; --bit, of_lng = !of_lng) {
      const Position middle = cell.center();
      const bool upper = (digit >> bit & 1) != 0;
      if (of_lng)
        (upper ? cell.west : cell.east) = middle.lng;
      else
        (upper ? cell.south : cell.north) = middle.lat;
    }
  }
  return cell;
}

bool PointToGeohash(std::string& out, double lng, double lat, int64_t accuracy) {
  if (!geo::IsValid({lng, lat}) || accuracy < 1 || accuracy > kMostDigits) return false;
  AppendHash(out, {lng, lat}, static_cast<size_t>(accuracy));
  return true;
}

bool CentralPoint(JsonOut& out, std::string_view hash) {
  const std::optional<Cell> cell = CellOf(hash);
  if (!cell) return false;
  geo::WritePoint(out.text, cell->center());
  return true;
}

bool ToPolygon(JsonOut& out, std::string_view hash) {
  const std::optional<Cell> cell = CellOf(hash);
  if (!cell) return false;
  return geo::WritePolygons(out.text, {{{{cell->west, cell->south},
                                         {cell->east, cell->south},
                                         {cell->east, cell->north},
                                         {cell->west, cell->north},
                                         {cell->west, cell->south}}}});
}

// In the order that the page of geo_geohash_neighbors() shows; there are fewer at the poles.
bool Neighbors(JsonOut& out, std::string_view hash) {
  const std::optional<Cell> cell = CellOf(hash);
  if (!cell) return false;
  const double width = cell->east - cell->west, height = cell->north - cell->south;
  const Position center = cell->center();
  constexpr int kSteps[8][2] = {{-1, -1}, {-1, 1}, {1, -1}, {0, 1}, {-1, 0}, {1, 1}, {1, 0}, {0, -1}};
  out.text = "[";
  for (const auto& step : kSteps) {
    Position at{center.lng + step[0] * width, center.lat + step[1] * height};
    if (std::abs(at.lat) > 90) continue;
    if (at.lng > 180) at.lng -= 360;
    if (at.lng < -180) at.lng += 360;
    std::string neighbor;
    AppendHash(neighbor, at, hash.size());
    AppendJsonItem(out.text, neighbor);
  }
  out.text += ']';
  return true;
}

}  // namespace

void AddGeohash(KernelRegistry& registry) {
  registry.Add(KernelOf<PointToGeohash>("geo_point_to_geohash"));
  registry.Add(KernelOf<CentralPoint>("geo_geohash_to_central_point"));
  registry.Add(KernelOf<ToPolygon>("geo_geohash_to_polygon"));
  registry.Add(KernelOf<Neighbors>("geo_geohash_neighbors"));
}

}  // namespace harrier::runtime
