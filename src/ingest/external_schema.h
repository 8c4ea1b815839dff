#pragma once

#include "ingest/external_files.h"
#include "query/session.h"

namespace harrier::ingest {

/// Tells the columns of files at these places, named as MakeExternalReader takes them, and of nothing else.
query::ExternalSchemaReader MakeExternalSchemaReader(ExternalPlaces places);

}  // namespace harrier::ingest
