#pragma once

#include "access/caller.h"
#include "api/identity/endpoint.h"

namespace harrier::api::identity {

/// Whom tokens are made for that only let blobs and messages about them be sent.
inline constexpr std::string_view kUploadAudience = "harrier-uploads";

/// A token for an hour, for the addresses of queued ingestion; its holder has the caller's rights there, and
/// none elsewhere. "open" for callers who need none.
Result<std::string> MintUploadToken(const Endpoint& endpoint, const access::Caller& caller);

}  // namespace harrier::api::identity
