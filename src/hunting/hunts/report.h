#pragma once

#include "hunting/bookmarks/evidence.h"
#include "hunting/hunts/dossier.h"
#include "hunting/hunts/timeline.h"
#include "hunting/reports/document.h"

namespace harrier::hunting {

/// What a hunt found, for those who were not there: hypothesis and verdict, evidence with its query, window,
/// row and hash, timeline, queries and notes. Made at `now` (ticks).
Document ReportOf(const HuntDossier& dossier, const std::vector<TimelineEvent>& timeline, int64_t now);

}  // namespace harrier::hunting
