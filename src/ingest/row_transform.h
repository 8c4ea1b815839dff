#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "ingest/record.h"
#include "query/session.h"

namespace harrier::ingest {

using Columns = std::vector<catalog::TableColumn>;

/// Whether a transformation may be used: it compiles over `source`, which has the columns that its stream
/// declares, and reads nothing else (Azure Monitor docs, data collection transformations). Places in an error
/// are those of the transformation's text.
Status CheckTransform(query::Service& service, std::string_view transform, const Columns& declared);

/// Runs a transformation over the rows of `body`, a JSON array of objects; its results go to the sink.
/// `source` has the columns that the stream declares, and those of the rows that it does not.
Status TransformRows(query::Service& service, std::string_view transform, const Columns& declared,
                     std::string& body, std::stop_token stop, RecordSink& sink);

}  // namespace harrier::ingest
