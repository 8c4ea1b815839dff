#pragma once

#include "api/arm/resource.h"

namespace harrier::api::arm {

/// Puts all objects of a STIX document into the store, in one transaction: indicators, and what is none as it
/// came. The answer is that of Sentinel's upload API: {"errors":[{"recordIndex","errorMessages"}]}; objects
/// with errors are left out.
Response UploadStix(const Context& context);

/// The same for a CSV of observables or a STIX bundle in a body of its own, with the counts of what went in.
/// `mode=IngestOnlyIfAllAreValid` takes all or nothing.
Response ImportThreats(const Context& context);

}  // namespace harrier::api::arm
