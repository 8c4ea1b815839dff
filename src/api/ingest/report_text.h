#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "ingest/ingest.h"

namespace harrier::api {

/// A report as JSON, with `rejects`, the text of the rejected events' file.
std::string ReportToJson(const ingest::IngestReport& report, std::string_view rejects);

/// The same back; `rejects` gets the rejected events.
Result<ingest::IngestReport> ReportFromJson(std::string_view json, std::string& rejects);

/// The error that a refusal's body tells.
Error ErrorFromBody(int status, std::string_view body);

}  // namespace harrier::api
