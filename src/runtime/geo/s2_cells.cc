#include <s2/s2cell.h>
#include <s2/s2cell_id.h>

#include "runtime/geo/shape.h"
#include "runtime/json_text.h"

// Cells of S2 (Kusto docs: geo_point_to_s2cell(), geo_s2cell_*()).
namespace harrier::runtime {
namespace {

std::optional<S2CellId> CellOf(std::string_view token) {
  if (token.empty() || token.size() > 16) return std::nullopt;
  const S2CellId id = S2CellId::FromToken({token.data(), token.size()});
  if (!id.is_valid()) return std::nullopt;
  return id;
}

bool PointToCell(std::string& out, double lng, double lat, int64_t level) {
  if (!geo::IsValid({lng, lat}) || level < 0 || level > S2CellId::kMaxLevel) return false;
  out = S2CellId(S2LatLng::FromDegrees(lat, lng)).parent(static_cast<int>(level)).ToToken();
  return true;
}

bool CentralPoint(JsonOut& out, std::string_view token) {
  const auto id = CellOf(token);
  if (!id) return false;
  geo::WritePoint(out.text, geo::ToPosition(id->ToPoint()));
  return true;
}

// From the corner that the page of geo_s2cell_to_polygon() begins with, counterclockwise.
bool ToPolygon(JsonOut& out, std::string_view token) {
  const auto id = CellOf(token);
  if (!id) return false;
  const S2Cell cell(*id);
  geo::Path ring;
  for (int i = 0; i <= 4; ++i) ring.push_back(geo::ToPosition(cell.GetVertex(i % 4)));
  return geo::WritePolygons(out.text, {{ring}});
}

// In the order that the page of geo_s2cell_neighbors() shows, where there are all eight.
bool Neighbors(JsonOut& out, std::string_view token) {
  const auto id = CellOf(token);
  if (!id || id->level() == 0) return false;
  std::vector<S2CellId> ids;
  id->AppendAllNeighbors(id->level(), &ids);
  if (ids.size() == 8) ids = {ids[7], ids[0], ids[1], ids[2], ids[3], ids[5], ids[4], ids[6]};
  out.text = "[";
  for (const S2CellId& one : ids) AppendJsonItem(out.text, one.ToToken());
  out.text += ']';
  return true;
}

}  // namespace

void AddS2Cells(KernelRegistry& registry) {
  registry.Add(KernelOf<PointToCell>("geo_point_to_s2cell"));
  registry.Add(KernelOf<CentralPoint>("geo_s2cell_to_central_point"));
  registry.Add(KernelOf<ToPolygon>("geo_s2cell_to_polygon"));
  registry.Add(KernelOf<Neighbors>("geo_s2cell_neighbors"));
}

}  // namespace harrier::runtime
