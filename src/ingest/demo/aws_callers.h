#pragma once

#include <string>
#include <string_view>

#include "ingest/demo/cloudtrail.h"
#include "ingest/demo/simulation.h"

namespace harrier::ingest::demo {

/// The build server's user, whose key never changes.
AwsCaller DeployUser(const Simulation& sim, std::string_view ip, std::string_view agent);
/// Request parameters of an S3 object call.
std::string ObjectParameters(std::string_view bucket, std::string_view key);
/// Additional data of an S3 object call: bytes to and from the bucket.
std::string TransferSizes(int64_t in, int64_t out);

}  // namespace harrier::ingest::demo
