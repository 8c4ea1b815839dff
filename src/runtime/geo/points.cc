#include <s2/s2edge_distances.h>

#include "runtime/geo/shape.h"

// Distances and directions between points (Kusto docs: geo_distance_2points(), geo_azimuth(), geo_angle(),
// geo_point_in_circle()).
namespace harrier::runtime {
namespace {

using geo::IsValid;
using geo::Position;

double Radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}

double Distance(const Position& a, const Position& b) {
  const S2LatLng from = S2LatLng::FromDegrees(a.lat, a.lng), to = S2LatLng::FromDegrees(b.lat, b.lng);
  return from.GetDistance(to).radians() * geo::kEarthRadius;
}

/// Metres between points on the spheroid WGS 84, by Vincenty's inverse formula; nullopt for points nearly
/// opposite each other, where it does not settle.
std::optional<double> SpheroidDistance(const Position& from, const Position& to) {
  constexpr double kMajor = 6'378'137, kFlattening = 1 / 298.257223563, kMinor = kMajor * (1 - kFlattening);
  const double u1 = std::atan((1 - kFlattening) * std::tan(Radians(from.lat)));
  const double u2 = std::atan((1 - kFlattening) * std::tan(Radians(to.lat)));
  const double lng = Radians(to.lng - from.lng);
  double lambda = lng;
  for (int i = 0; i < 200; ++i) {
    const double across = std::cos(u2) * std::sin(lambda);
    const double along = std::cos(u1) * std::sin(u2) - std::sin(u1) * std::cos(u2) * std::cos(lambda);
    const double sin_sigma = std::hypot(across, along);
    if (sin_sigma == 0) return 0;
    const double cos_sigma = std::sin(u1) * std::sin(u2) + std::cos(u1) * std::cos(u2) * std::cos(lambda);
    const double sigma = std::atan2(sin_sigma, cos_sigma);
    const double sin_alpha = std::cos(u1) * std::cos(u2) * std::sin(lambda) / sin_sigma;
    const double cos2_alpha = 1 - sin_alpha * sin_alpha;
    const double cos_2m = cos2_alpha == 0 ? 0 : cos_sigma - 2 * std::sin(u1) * std::sin(u2) / cos2_alpha;
    const double c = kFlattening / 16 * cos2_alpha * (4 + kFlattening * (4 - 3 * cos2_alpha));
    const double before = lambda;
    lambda = lng + (1 - c) * kFlattening * sin_alpha *
                       (sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2 * cos_2m * cos_2m - 1)));
    if (std::abs(lambda - before) > 1e-12) continue;
    const double square = cos2_alpha * (kMajor * kMajor - kMinor * kMinor) / (kMinor * kMinor);
    const double a = 1 + square / 16384 * (4096 + square * (-768 + square * (320 - 175 * square)));
    const double b = square / 1024 * (256 + square * (-128 + square * (74 - 47 * square)));
    const double delta =
        b * sin_sigma *
        (cos_2m + b / 4 *
                      (cos_sigma * (2 * cos_2m * cos_2m - 1) -
                       b / 6 * cos_2m * (4 * sin_sigma * sin_sigma - 3) * (4 * cos_2m * cos_2m - 3)));
    return kMinor * a * (sigma - delta);
  }
  return std::nullopt;
}

std::optional<double> Distance2Points(double lng1, double lat1, double lng2, double lat2, bool spheroid) {
  const Position from{lng1, lat1}, to{lng2, lat2};
  if (!IsValid(from) || !IsValid(to)) return std::nullopt;
  if (!spheroid) return Distance(from, to);
  return SpheroidDistance(from, to);
}

std::optional<double> Azimuth(double lng1, double lat1, double lng2, double lat2) {
  const Position from{lng1, lat1}, to{lng2, lat2};
  if (!IsValid(from) || !IsValid(to) || geo::ToPoint(from) == geo::ToPoint(to)) return std::nullopt;
  const double lng = Radians(lng2 - lng1), a = Radians(lat1), b = Radians(lat2);
  const double angle = std::atan2(std::sin(lng) * std::cos(b),
                                  std::cos(a) * std::sin(b) - std::sin(a) * std::cos(b) * std::cos(lng));
  return angle < 0 ? angle + 2 * std::numbers::pi : angle;
}

// The turn at the second point, clockwise from the first point to the third.
std::optional<double> Angle(double lng1, double lat1, double lng2, double lat2, double lng3, double lat3) {
  const auto first = Azimuth(lng2, lat2, lng1, lat1), second = Azimuth(lng2, lat2, lng3, lat3);
  if (!first || !second || !IsValid({lng1, lat1}) || !IsValid({lng3, lat3})) return std::nullopt;
  const double turn = *second - *first;
  return turn < 0 ? turn + 2 * std::numbers::pi : turn;
}

std::optional<bool> InCircle(double lng, double lat, double center_lng, double center_lat, double radius) {
  const Position point{lng, lat}, center{center_lng, center_lat};
  if (!IsValid(point) || !IsValid(center) || !(radius >= 0)) return std::nullopt;
  return Distance(point, center) <= radius;
}

}  // namespace

void AddGeoPoints(KernelRegistry& registry) {
  registry.Add(KernelOf<Distance2Points>("geo_distance_2points"));
  registry.Add(KernelOf<Azimuth>("geo_azimuth"));
  registry.Add(KernelOf<Angle>("geo_angle"));
  registry.Add(KernelOf<InCircle>("geo_point_in_circle"));
}

}  // namespace harrier::runtime
