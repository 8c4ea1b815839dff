#include <fmt/format.h>

#include "ingest/demo/aws_callers.h"
#include "ingest/demo/calendar.h"
#include "ingest/demo/simulation.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {

AwsCaller DeployUser(const Simulation& sim, std::string_view ip, std::string_view agent) {
  Random fixed(MixBits(sim.options.seed ^ StableHash("ci-deployer")));
  return IamUser(sim.world, fixed, "ci-deployer", ip, agent);
}

std::string ObjectParameters(std::string_view bucket, std::string_view key) {
  return fmt::format(R"({{"bucketName":"{}","Host":"{}.s3.eu-west-1.amazonaws.com","key":"{}"}})", bucket,
                     bucket, key);
}

std::string TransferSizes(int64_t in, int64_t out) {
  return fmt::format(
      R"({{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":{},"bytesTransferredOut":{},"AuthenticationMethod":"AuthHeader"}})",
      in, out);
}

namespace {

constexpr std::string_view kBuildAgent =
    "aws-cli/2.19.1 Python/3.12.6 Linux/5.15.0-125-generic exe/x86_64.ubuntu.22";

void Deploy(Simulation& sim, Random& random, int64_t t) {
  const AwsCaller caller = DeployUser(sim, sim.world.sites[0].egress.ip, kBuildAgent);
  const std::string project = Lower(random.Pick(sim.world.projects));
  AwsCall identity{"sts.amazonaws.com", "GetCallerIdentity"};
  WriteCloudTrail(sim.logs, random, sim.world, t, caller, identity);
  const size_t files = 2 + random.Below(8);
  for (size_t i = 0; i < files; ++i) {
    AwsCall put{"s3.amazonaws.com", "PutObject"};
    put.parameters =
        ObjectParameters(fmt::format("kestrel-{}-artifacts", project),
                         fmt::format("build/{}/app.{}.js", random.Between(100, 999), HexText(random, 8)));
    put.additional = TransferSizes(random.Between(4000, 900'000), 0);
    put.read_only = false;
    put.data_event = true;
    WriteCloudTrail(sim.logs, random, sim.world, t + Seconds(1 + static_cast<double>(i)), caller, put);
  }
  AwsCall update{"ecs.amazonaws.com", "UpdateService"};
  update.parameters =
      fmt::format(R"({{"cluster":"kestrel-prod","service":"{}","forceNewDeployment":true}})", project);
  update.read_only = false;
  WriteCloudTrail(sim.logs, random, sim.world, t + Seconds(15), caller, update);
}

void Machinery(Simulation& sim, Random& random, int64_t t) {
  struct Routine {
    std::string_view source, name;
    bool read_only;
  };
  constexpr Routine kRoutines[] = {{"ec2.amazonaws.com", "DescribeInstances", true},
                                   {"monitoring.amazonaws.com", "PutMetricData", false},
                                   {"logs.amazonaws.com", "CreateLogStream", false},
                                   {"sts.amazonaws.com", "AssumeRole", true},
                                   {"kms.amazonaws.com", "Decrypt", true},
                                   {"ssm.amazonaws.com", "UpdateInstanceInformation", false},
                                   {"secretsmanager.amazonaws.com", "GetSecretValue", true},
                                   {"elasticloadbalancing.amazonaws.com", "DescribeTargetHealth", true}};
  constexpr std::string_view kRoles[] = {"portal-task-role", "etl-lambda-role", "ecs-instance-role"};
  const std::string_view role = random.Pick(kRoles);
  Random fixed(MixBits(sim.options.seed ^ StableHash(role) ^ static_cast<uint64_t>(DayStart(t))));
  const std::string session = "i-0" + HexText(fixed, 16);
  const AwsCaller caller = AssumedRole(sim.world, fixed, role, session,
                                       fmt::format("172.16.{}.{}", fixed.Below(8), 10 + fixed.Below(200)),
                                       "aws-internal/3 aws-sdk-java/1.12.770");
  const Routine& routine = random.Pick(kRoutines);
  AwsCall call{routine.source, routine.name};
  call.read_only = routine.read_only;
  WriteCloudTrail(sim.logs, random, sim.world, t, caller, call);
  if (random.Chance(0.5)) {
    AwsCall get{"s3.amazonaws.com", "GetObject"};
    get.parameters =
        ObjectParameters("kestrel-portal-content", fmt::format("img/{}.webp", HexText(random, 10)));
    get.additional = TransferSizes(0, random.Between(8000, 400'000));
    get.data_event = true;
    WriteCloudTrail(sim.logs, random, sim.world, t + Seconds(1), caller, get);
  }
}

void Engineer(Simulation& sim, Random& random, int64_t t) {
  const int64_t hour = t % kTicksPerDay / kTicksPerHour;
  if (!IsWorkday(t) || hour < 8 || hour > 16) return;
  const Person* person = sim.SomeoneAtWork(random, Department::kEngineering);
  if (person == nullptr) return;
  Random fixed(StableHash(person->account.upn) ^ static_cast<uint64_t>(DayStart(t)));
  const AwsCaller caller = AssumedRole(sim.world, fixed, "AWSReservedSSO_Developer_4be21970aa51c3d8",
                                       person->account.upn, sim.DayOf(*person).place.ip, person->user_agent);
  struct Look {
    std::string_view source, name;
  };
  constexpr Look kLooks[] = {{"s3.amazonaws.com", "ListBuckets"},
                             {"ec2.amazonaws.com", "DescribeInstances"},
                             {"ecs.amazonaws.com", "ListTasks"},
                             {"logs.amazonaws.com", "FilterLogEvents"},
                             {"cloudformation.amazonaws.com", "DescribeStacks"},
                             {"iam.amazonaws.com", "GetUser"}};
  if (random.Chance(0.15)) {
    AwsCall login{"signin.amazonaws.com", "ConsoleLogin", "us-east-1"};
    login.response = R"({"ConsoleLogin":"Success"})";
    login.additional = R"({"MFAUsed":"Yes","LoginTo":"https://console.aws.amazon.com/console/home"})";
    login.read_only = false;
    WriteCloudTrail(sim.logs, random, sim.world, t - Seconds(30), caller, login);
  }
  const size_t looks = 1 + random.Below(6);
  for (size_t i = 0; i < looks; ++i) {
    const Look& look = random.Pick(kLooks);
    AwsCall call{look.source, look.name};
    if (random.Chance(0.04)) {
      call.error_code = "AccessDenied";
      call.error_message = "User is not authorized to perform this operation";
    }
    WriteCloudTrail(sim.logs, random, sim.world, t + Seconds(static_cast<double>(i) * 11), caller, call);
  }
}

}  // namespace

void ScheduleAws(Simulation& sim) {
  Random own = sim.random.Fork("aws");
  sim.Repeat(45 / sim.traffic, own.Fork("deploy"),
             [&sim](int64_t now, Random& random) { Deploy(sim, random, now); });
  sim.Repeat(1.0 / sim.traffic, own.Fork("machinery"),
             [&sim](int64_t now, Random& random) { Machinery(sim, random, now); });
  sim.Repeat(8 / sim.traffic, own.Fork("engineer"),
             [&sim](int64_t now, Random& random) { Engineer(sim, random, now); });
}

}  // namespace harrier::ingest::demo
