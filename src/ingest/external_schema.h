#pragma once

#include <string>

#include "kql/binder/external.h"

namespace harrier::ingest {

/// Tells the columns of files below one folder, named as MakeExternalReader takes them, and of nothing else.
kql::ExternalSchemaReader MakeExternalSchemaReader(std::string folder);

}  // namespace harrier::ingest
