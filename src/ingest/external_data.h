#pragma once

#include "ingest/external_files.h"
#include "query/session.h"

namespace harrier::ingest {

/// A reader for externaldata over these places, and nothing else.
query::ExternalReader MakeExternalReader(ExternalPlaces places);

}  // namespace harrier::ingest
