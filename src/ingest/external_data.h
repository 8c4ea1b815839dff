#pragma once

#include <string>

#include "kql/binder/external.h"

namespace harrier::ingest {

/// A reader for externaldata over the files below one folder, and nothing else. A file is named by its path
/// in the folder, by file:///path, or by the address on the web that it is a copy of: https://host/a/b.csv is
/// the folder's host/a/b.csv. An empty folder: nothing may be read.
kql::ExternalReader MakeExternalReader(std::string folder);

}  // namespace harrier::ingest
