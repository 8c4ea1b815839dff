#pragma once

#include <memory>

#include "api/answer/dataset.h"
#include "api/log_analytics/wire.h"

namespace harrier::api::log_analytics {

/// Writes an answer as {"tables":[…],"statistics":…,"render":…,"error":…}: dynamic values are texts that hold
/// JSON, and what broke the answer off stands as a PartialError beside the rows that came before.
std::unique_ptr<DatasetWriter> MakeWriter(QueryFacts facts, const Preferences& preferences);

}  // namespace harrier::api::log_analytics
