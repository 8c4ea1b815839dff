#pragma once

#include <memory>

#include "api/answer/dataset.h"

namespace harrier::api::kusto {

/// Kusto docs, "Query V1 HTTP response". Management commands' answers have no tables of properties and
/// status.
std::unique_ptr<DatasetWriter> MakeV1Writer(QueryFacts facts, bool management);
/// Kusto docs, "Query V2 HTTP response".
std::unique_ptr<DatasetWriter> MakeV2Writer(QueryFacts facts);

}  // namespace harrier::api::kusto
