#include <fmt/format.h>

#include "ingest/demo/audit.h"
#include "ingest/demo/aws_callers.h"
#include "ingest/demo/calendar.h"
#include "ingest/demo/lossless.h"
#include "ingest/demo/office.h"
#include "ingest/demo/simulation.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr std::string_view kPhishIp = "198.51.100.201";
constexpr std::string_view kThiefIp = "192.0.2.66";
constexpr std::string_view kThiefAgent = "axios/1.7.7";
constexpr std::string_view kAwsAgent = "aws-cli/2.15.30 Python/3.11.8 Windows/10 exe/AMD64 prompt/off";
constexpr std::string_view kBucket = "kestrel-design-archive";

/// Campaign B: a stolen session of an engineer, and what it opens; no machine of the company is touched.
class CloudCampaign {
 public:
  explicit CloudCampaign(Simulation& sim)
      : sim_(sim),
        victim_(sim.world.people[kDevOps]),
        random_(Random(sim.options.seed).Fork("paper lantern")) {
    session_ = GuidText(random_);
    app_id_ = GuidText(random_);
    phish_ = {std::string(kPhishIp), "Vilnius", "Vilnius", "LT", 54.69, 25.28, 64509};
    thief_ = {std::string(kThiefIp), "Frankfurt am Main", "Hesse", "DE", 50.11, 8.68, 64510};
  }

  void Schedule(const std::shared_ptr<CloudCampaign>& self) {
    auto at = [&](int day, double hour, void (CloudCampaign::*stage)(int64_t)) {
      const int64_t time =
          WorkdaysBefore(sim_.options.end_ticks, 6 - day) + Minutes(hour * 60 + random_.Unit() * 5);
      sim_.agenda.At(time, [self, stage](int64_t now) {
        const Lossless all(self->sim_.logs);
        (self.get()->*stage)(now);
      });
    };
    at(0, 13.3, &CloudCampaign::StealSession);
    at(0, 13.9, &CloudCampaign::AddSecurityInfo);
    at(0, 14.6, &CloudCampaign::Consent);
    at(0, 19.5, &CloudCampaign::ReadMail);
    at(1, 7.2, &CloudCampaign::HideMail);
    at(1, 20.1, &CloudCampaign::TakeFiles);
    at(2, 2.2, &CloudCampaign::LookAroundAws);
    at(2, 2.9, &CloudCampaign::EmptyBucket);
  }

 private:
  void StealSession(int64_t t) {
    SignIn sign_in;
    sign_in.time = t;
    sign_in.person = &victim_;
    sign_in.app = &sim_.world.apps[0];
    sign_in.from = phish_;
    sign_in.user_agent = victim_.user_agent;
    sign_in.browser = victim_.browser;
    sign_in.session_id = session_;
    sign_in.fresh_mfa = true;
    WriteSignIn(sim_.logs, random_, sim_.world, sign_in);
    Tell("Sign-in through a phishing proxy", "InitialAccess", "T1557", "SigninLogs", t,
         {{"IPAddress", std::string(kPhishIp)}, {"UserPrincipalName", victim_.account.upn}},
         "A second factor was given, from an unregistered device on a network nobody uses.");
    // The token is then used elsewhere, for days.
    sign_in.from = thief_;
    sign_in.user_agent = kThiefAgent;
    sign_in.browser = "";
    sign_in.operating_system = "";
    sign_in.fresh_mfa = false;
    for (int i = 0; i < 22; ++i) {
      sign_in.time = t + Minutes(6 + i * 97 + random_.Unit() * 30);
      sign_in.app = &sim_.world.apps[static_cast<size_t>(i % 3 == 0 ? 3 : i % 3 == 1 ? 2 : 0)];
      sim_.agenda.At(sign_in.time,
                     [this, sign_in](int64_t) { WriteTokenUse(sim_.logs, random_, sim_.world, sign_in); });
    }
    Tell("The session in another country", "CredentialAccess", "T1550.004", "AADNonInteractiveUserSignInLogs",
         t + Minutes(6), {{"SessionId", session_}, {"IPAddress", std::string(kThiefIp)}},
         "Join both sign-in tables by SessionId: one session, two networks.");
  }

  void AddSecurityInfo(int64_t t) {
    DirectoryChange change = ByVictim("User registered security info");
    change.service = "Authentication Methods";
    change.targets = {TargetOf(victim_.account)};
    change.targets[0].changed = {{"Method", "Authenticator App (OTP)"}};
    WriteAudit(sim_.logs, random_, sim_.world, t, change);
    Tell("A second factor of the thief's own", "Persistence", "T1556.006", "AuditLogs", t,
         {{"OperationName", "User registered security info"}, {"InitiatedBy", std::string(kThiefIp)}},
         "From the address of the stolen session.");
  }

  void Consent(int64_t t) {
    const std::string principal = GuidText(random_);
    const std::string scopes =
        "Mail.ReadWrite MailboxSettings.ReadWrite Files.Read.All offline_access openid profile";
    DirectoryChange add = ByVictim("Add service principal");
    add.category = "ApplicationManagement";
    add.type = "Add";
    add.targets = {{principal, "DocuBridge Sync", "", "ServicePrincipal", {{"AppId", app_id_}}}};
    WriteAudit(sim_.logs, random_, sim_.world, t, add);
    DirectoryChange grant = add;
    grant.operation = "Add delegated permission grant";
    grant.type = "Assign";
    grant.targets = {
        {GuidText(random_),
         "Microsoft Graph",
         "",
         "ServicePrincipal",
         {{"DelegatedPermissionGrant.Scope", scopes}, {"ServicePrincipal.ObjectID", principal}}}};
    WriteAudit(sim_.logs, random_, sim_.world, t + Seconds(1), grant);
    DirectoryChange consent = add;
    consent.operation = "Consent to application";
    consent.type = "Assign";
    consent.targets[0].changed = {
        {"ConsentContext.IsAdminConsent", "False"},
        {"ConsentContext.OnBehalfOfAll", "False"},
        {"ConsentAction.Permissions",
         fmt::format("[] => [[Id: {}, ClientId: {}, ConsentType: Principal, Scope: {}]]",
                     HexText(random_, 16), principal, scopes)}};
    WriteAudit(sim_.logs, random_, sim_.world, t + Seconds(2), consent);
    Tell("An app is let into mail and files", "CredentialAccess", "T1528", "AuditLogs", t + Seconds(2),
         {{"OperationName", "Consent to application"}, {"TargetResources", "DocuBridge Sync"}},
         "Consent of a user, not of an administrator, to Mail.ReadWrite and offline_access.");
  }

  void ReadMail(int64_t t) {
    OfficeActor actor{&victim_, kThiefIp, kThiefAgent, app_id_, session_};
    for (int i = 0; i < 260; ++i) {
      WriteMailbox(sim_.logs, random_, sim_.world, t + Seconds(i * 3.1), actor, "MailItemsAccessed", "",
                   "Client=REST;Client=RESTSystem;;");
    }
    Tell("The app reads the mailbox", "Collection", "T1114.002", "OfficeActivity", t,
         {{"Operation", "MailItemsAccessed"}, {"AppId", app_id_}, {"ClientIP", std::string(kThiefIp)}},
         "A client id that no other mailbox knows.");
  }

  void HideMail(int64_t t) {
    OfficeActor actor{&victim_, kThiefIp, kThiefAgent, "", session_};
    WriteExchangeAdmin(
        sim_.logs, random_, sim_.world, t, actor, "New-InboxRule", fmt::format("{}\\.", victim_.account.upn),
        R"([{"Name":"AlwaysDeleteOutlookRulesBlob","Value":"False"},{"Name":"Force","Value":"False"},{"Name":"Name","Value":"."},)"
        R"({"Name":"SubjectOrBodyContainsWords","Value":"aws;access key;invoice;security;unusual sign-in"},)"
        R"({"Name":"ForwardTo","Value":"archive@brightparcel.example"},{"Name":"MoveToFolder","Value":"RSS Feeds"},{"Name":"MarkAsRead","Value":"True"},)"
        R"({"Name":"StopProcessingRules","Value":"True"}])");
    Tell("A rule that hides and forwards", "DefenseEvasion", "T1564.008", "OfficeActivity", t,
         {{"Operation", "New-InboxRule"}, {"Parameters", "archive@brightparcel.example"}},
         "Named with a dot; moves to RSS Feeds.");
  }

  void TakeFiles(int64_t t) {
    OfficeActor actor{&victim_, kThiefIp, kThiefAgent, app_id_, session_};
    constexpr std::string_view kFiles[] = {"ci-deployer_accessKeys.csv", "deploy runbook.docx",
                                           "breakglass accounts.xlsx", "vpn profile.zip",
                                           "network diagram.pdf"};
    for (size_t i = 0; i < std::size(kFiles); ++i) {
      WriteDocument(sim_.logs, random_, sim_.world, t + Seconds(20 * static_cast<double>(i)), actor,
                    "FileDownloaded", "enginee", "Platform/Secrets", kFiles[i]);
    }
    Tell("Keys lying in SharePoint", "CredentialAccess", "T1552.001", "OfficeActivity", t,
         {{"SourceFileName", "ci-deployer_accessKeys.csv"}, {"ClientIP", std::string(kThiefIp)}},
         "The file names say what they hold.");
  }

  void Call(int64_t t, std::string_view source, std::string_view name, bool denied,
            std::string parameters = {}, std::string_view region = "eu-west-1") {
    AwsCall call{source, name, region};
    call.parameters = std::move(parameters);
    if (denied) {
      call.error_code = "AccessDenied";
      call.error_message = "User: ci-deployer is not authorized to perform this operation";
    }
    call.read_only = !name.starts_with("Create") && !name.starts_with("Stop");
    WriteCloudTrail(sim_.logs, random_, sim_.world, t, DeployUser(sim_, kThiefIp, kAwsAgent), call);
  }

  void LookAroundAws(int64_t t) {
    struct Try {
      std::string_view source, name;
      bool denied;
      std::string_view region;
    };
    constexpr Try kTries[] = {{"sts.amazonaws.com", "GetCallerIdentity", false, "us-east-1"},
                              {"iam.amazonaws.com", "ListUsers", true, "us-east-1"},
                              {"iam.amazonaws.com", "ListAttachedUserPolicies", true, "us-east-1"},
                              {"iam.amazonaws.com", "GetAccountAuthorizationDetails", true, "us-east-1"},
                              {"s3.amazonaws.com", "ListBuckets", false, "eu-west-1"},
                              {"ec2.amazonaws.com", "DescribeInstances", true, "us-east-1"},
                              {"ec2.amazonaws.com", "DescribeInstances", true, "us-west-2"},
                              {"ec2.amazonaws.com", "DescribeInstances", true, "ap-southeast-1"},
                              {"secretsmanager.amazonaws.com", "ListSecrets", true, "eu-west-1"},
                              {"cloudtrail.amazonaws.com", "DescribeTrails", false, "eu-west-1"},
                              {"cloudtrail.amazonaws.com", "StopLogging", true, "eu-west-1"},
                              {"iam.amazonaws.com", "CreateAccessKey", false, "us-east-1"}};
    int64_t at = t;
    for (const Try& attempt : kTries) {
      Call(at, attempt.source, attempt.name, attempt.denied,
           attempt.name == "CreateAccessKey" ? R"({"userName":"ci-deployer"})" : "", attempt.region);
      at += Seconds(static_cast<double>(random_.Between(4, 70)));
    }
    for (const std::string_view bucket :
         {kBucket, std::string_view("kestrel-backup-vault"), std::string_view("kestrel-portal-content")}) {
      Call(at, "s3.amazonaws.com", "GetBucketLocation", false,
           fmt::format(R"({{"bucketName":"{}"}})", bucket));
      Call(at + Seconds(2), "s3.amazonaws.com", "ListObjects", bucket != kBucket,
           fmt::format(R"({{"bucketName":"{}","prefix":""}})", bucket));
      at += Seconds(9);
    }
    Tell("The build key from elsewhere", "Discovery", "T1580", "AWSCloudTrail", t,
         {{"UserIdentityUserName", "ci-deployer"}, {"SourceIpAddress", std::string(kThiefIp)}},
         "It had one address and one client for weeks.");
    Tell("A spare key", "Persistence", "T1098.001", "AWSCloudTrail", t,
         {{"EventName", "CreateAccessKey"}, {"SourceIpAddress", std::string(kThiefIp)}},
         "Among a row of denied calls.");
    Tell("An attempt to stop the trail", "DefenseEvasion", "T1562.008", "AWSCloudTrail", t,
         {{"EventName", "StopLogging"}, {"ErrorCode", "AccessDenied"}}, "Denied.");
  }

  void EmptyBucket(int64_t t) {
    const AwsCaller caller = DeployUser(sim_, kThiefIp, kAwsAgent);
    int64_t at = t;
    for (int i = 0; i < 940; ++i) {
      AwsCall get{"s3.amazonaws.com", "GetObject"};
      get.parameters = ObjectParameters(
          kBucket, fmt::format("{}/rev{}/part{:04}.fcd", Lower(random_.Pick(sim_.world.projects)),
                               random_.Between(1, 9), i));
      get.additional = TransferSizes(0, random_.Between(20'000'000, 180'000'000));
      get.data_event = true;
      WriteCloudTrail(sim_.logs, random_, sim_.world, at, caller, get);
      at += Seconds(0.4 + random_.Unit() * 4);
    }
    Tell("The design archive copied out", "Exfiltration", "T1530", "AWSCloudTrail", t,
         {{"EventName", "GetObject"},
          {"RequestParameters", std::string(kBucket)},
          {"SourceIpAddress", std::string(kThiefIp)}},
         "Some ninety gigabytes by the user that only ever writes builds.");
  }

  DirectoryChange ByVictim(std::string_view operation) const {
    DirectoryChange change;
    change.operation = operation;
    change.by = &victim_.account;
    change.ip = kThiefIp;
    change.user_agent = kThiefAgent;
    return change;
  }

  void Tell(std::string_view stage, std::string_view tactic, std::string_view technique,
            std::string_view table, int64_t time, std::vector<std::pair<std::string, std::string>> keys,
            std::string_view hint) {
    sim_.story.Add({"B", std::string(stage), std::string(tactic), std::string(technique), std::string(table),
                    time, std::move(keys), std::string(hint), false});
  }

  Simulation& sim_;
  const Person& victim_;
  Random random_;
  std::string session_, app_id_;
  Place phish_, thief_;
};

}  // namespace

void ScheduleCloudCampaign(Simulation& sim) {
  const auto campaign = std::make_shared<CloudCampaign>(sim);
  campaign->Schedule(campaign);
  // Keeps the campaign for the steps that it adds itself.
  sim.agenda.At(sim.end, [campaign](int64_t) {});
}

}  // namespace harrier::ingest::demo
