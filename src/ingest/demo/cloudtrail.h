#pragma once

#include <string>
#include <string_view>

#include "ingest/demo/logs.h"
#include "ingest/demo/world.h"

namespace harrier::ingest::demo {

/// Who calls AWS.
struct AwsCaller {
  std::string type;  // IAMUser, AssumedRole, AWSService
  std::string principal_id, arn, user_name, access_key;
  std::string issuer_arn, issuer_name;  // of an assumed role
  std::string ip;
  std::string user_agent;
  bool mfa = false;
};

/// One call (table AWSCloudTrail); `parameters` and `response` are JSON or empty.
struct AwsCall {
  std::string_view source;  // s3.amazonaws.com
  std::string_view name;    // GetObject
  std::string_view region = "eu-west-1";
  std::string parameters{}, response{}, additional{}, resources{};
  std::string_view error_code{}, error_message{};
  bool read_only = true;
  bool data_event = false;
};

void WriteCloudTrail(Logs& logs, Random& random, const World& world, int64_t time, const AwsCaller& caller,
                     const AwsCall& call);

AwsCaller IamUser(const World& world, Random& random, std::string_view name, std::string_view ip,
                  std::string_view agent);
AwsCaller AssumedRole(const World& world, Random& random, std::string_view role, std::string_view session,
                      std::string_view ip, std::string_view agent);

}  // namespace harrier::ingest::demo
