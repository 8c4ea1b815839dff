#pragma once

#include "runtime/geo/shape.h"

namespace harrier::runtime::geo {

/// Metres; less would never end.
inline constexpr double kLeastTolerance = 0.1;

/// A path whose edges, straight on a flat map of degrees, stay as near to the edges on the globe as the
/// tolerance in metres, by positions added halfway. Longitudes of a path that crosses the 180th meridian go
/// on beyond it, or start again on its other side unless `preserve_crossing`.
Path Densified(const Path& path, double tolerance, bool preserve_crossing);

}  // namespace harrier::runtime::geo
