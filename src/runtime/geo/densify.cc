#include "runtime/geo/densify.h"

#include <s2/s2edge_distances.h>

namespace harrier::runtime::geo {
namespace {

// Where S2's tessellator looks for the greatest distance between both kinds of edge, and how far that may
// fall short.
constexpr double kSample = 0.31215691082248315;
constexpr double kScale = 0.8382999256988851;
constexpr int kDeepest = 20;

Position Between(const Position& a, const Position& b, double fraction) {
  return {a.lng + (b.lng - a.lng) * fraction, a.lat + (b.lat - a.lat) * fraction};
}

bool IsNear(const Position& a, const Position& b, double tolerance) {
  const S2Point from = ToPoint(a), to = ToPoint(b);
  for (const double fraction : {kSample, 1 - kSample}) {
    const S2Point on_map = ToPoint(Between(a, b, fraction)), on_globe = S2::Interpolate(from, to, fraction);
    if (S1Angle(on_map, on_globe).radians() * kEarthRadius > tolerance * kScale) return false;
  }
  return true;
}

void Append(Path& out, const Position& a, const Position& b, double tolerance, int depth) {
  if (depth < kDeepest && !IsNear(a, b, tolerance)) {
    const Position middle = Between(a, b, 0.5);
    Append(out, a, middle, tolerance, depth + 1);
    Append(out, middle, b, tolerance, depth + 1);
  } else {
    out.push_back(b);
  }
}

}  // namespace

Path Densified(const Path& path, double tolerance, bool preserve_crossing) {
  Path out{path.front()};
  Position last = path.front();
  for (size_t i = 1; i < path.size(); ++i) {
    Position next = path[i];
    // The shorter way round.
    next.lng += 360 * std::round((last.lng - next.lng) / 360);
    Append(out, last, next, tolerance, 0);
    last = next;
  }
  if (!preserve_crossing) {
    for (Position& position : out) {
      if (std::abs(position.lng) > 180) position.lng = std::remainder(position.lng, 360);
    }
  }
  return out;
}

}  // namespace harrier::runtime::geo
