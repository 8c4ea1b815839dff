#include <fmt/format.h>

#include "ingest/demo/audit.h"
#include "ingest/demo/calendar.h"
#include "ingest/demo/inventory.h"
#include "ingest/demo/office.h"
#include "ingest/demo/simulation.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

void ServiceDesk(Simulation& sim, Random& random, int64_t t) {
  if (!IsWorkday(t) || t % kTicksPerDay / kTicksPerHour < 7 || t % kTicksPerDay / kTicksPerHour > 15) return;
  const Person& desk = sim.world.people[random.Chance(0.7) ? kHelpdesk : kAdministrator];
  const Person& person = sim.SomeColleague(random);
  const std::string ip = sim.world.sites[0].egress.ip;
  DirectoryChange change;
  change.by = &desk.account;
  change.ip = ip;
  change.user_agent = desk.user_agent;
  change.targets = {TargetOf(person.account)};
  switch (random.Below(5)) {
    case 0: {
      change.operation = "Reset user password";
      Machine& controller = sim.Controller(0);
      const Logon& logon = controller.LogOn(t - Seconds(5), desk.admin, 3, {"10.20.1.70", "KW-JUMP01"}, true);
      controller.security().AccountChanged(t, 4724, logon, person.account);
      controller.security().AccountChanged(t + Seconds(0.1), 4738, logon, person.account);
      controller.LogOff(t + Seconds(40), logon);
      break;
    }
    case 1:
      change.operation = "Add member to group";
      change.category = "GroupManagement";
      change.type = "Assign";
      change.targets[0].changed = {{"Group.DisplayName", "Project " + random.Pick(sim.world.projects)}};
      break;
    case 2:
      change.operation = "Update user";
      change.targets[0].changed = {{"TelephoneNumber", person.phone}};
      break;
    case 3:
      change.operation = "Register device";
      change.category = "Device";
      change.type = "Add";
      change.by = &person.account;
      change.targets = {
          {sim.world.hosts[person.host].aad_device_id, sim.world.hosts[person.host].name, "", "Device", {}}};
      break;
    default:
      change.operation = "User registered security info";
      change.service = "Authentication Methods";
      change.by = &person.account;
      change.targets[0].changed = {{"Method", "Microsoft Authenticator"}};
      break;
  }
  WriteAudit(sim.logs, random, sim.world, t, change);
}

void Synchronise(Simulation& sim, Random& random, int64_t t) {
  DirectoryChange change;
  change.operation = random.Chance(0.7) ? "Update user" : "Update device";
  change.category = change.operation == "Update user" ? "UserManagement" : "Device";
  change.by_app = "Microsoft.Azure.SyncFabric";
  change.targets = {TargetOf(sim.SomeColleague(random).account)};
  change.targets[0].changed = {{"LastDirSyncTime", IsoSeconds(t)}};
  WriteAudit(sim.logs, random, sim.world, t, change);
}

// People let mail sort itself; few rules, and none hide or forward.
void HarmlessRule(Simulation& sim, Random& random, int64_t t) {
  const Person& person = sim.SomeColleague(random);
  const PersonDay& day = sim.DayOf(person);
  if (!IsWorkday(t) || day.session_id.empty()) return;
  const OfficeActor actor{&person, day.place.ip, person.user_agent, "", day.session_id};
  const std::string project = random.Pick(sim.world.projects);
  WriteExchangeAdmin(
      sim.logs, random, sim.world, t, actor, random.Chance(0.8) ? "New-InboxRule" : "Set-InboxRule",
      fmt::format("{}\\{}", person.account.upn, project),
      fmt::format(
          R"([{{"Name":"AlwaysDeleteOutlookRulesBlob","Value":"False"}},{{"Name":"Name","Value":"{}"}},)"
          R"({{"Name":"SubjectContainsWords","Value":"{}"}},{{"Name":"MoveToFolder","Value":"Projects\\{}"}}])",
          project, project, project));
}

void TakeStock(Simulation& sim, int64_t t) {
  for (size_t i = 0; i < sim.world.people.size(); ++i) {
    if (i == kNewEmployee && t < WorkdaysBefore(sim.end, 5)) continue;
    const Person& person = sim.world.people[i];
    const int64_t created = i == kNewEmployee
                                ? WorkdaysBefore(sim.end, 5) + Minutes(435)
                                : t - t % kTicksPerDay - static_cast<int64_t>(200 + i * 13) * kTicksPerDay;
    WriteIdentity(sim.logs, sim.world, t + Seconds(static_cast<double>(i)), person.account, &person, created);
    if (!person.admin.name.empty())
      WriteIdentity(sim.logs, sim.world, t + Seconds(static_cast<double>(i)), person.admin, nullptr, created);
  }
  for (const auto& [name, account] : sim.world.services) {
    WriteIdentity(sim.logs, sim.world, t + Minutes(5), account, nullptr, DayStart(t) - 900 * kTicksPerDay);
  }
}

void FeedIndicators(Simulation& sim, int64_t t) {
  Random random = sim.random.Fork("indicators").Fork(static_cast<uint64_t>(t));
  for (int i = 0; i < 9; ++i) {
    WriteIndicator(sim.logs, random, t + Seconds(i), "ipv4-addr",
                   fmt::format("198.19.{}.{}", 192 + random.Below(8), 1 + random.Below(254)),
                   static_cast<int>(random.Between(30, 80)), "Mass scanner");
    WriteIndicator(sim.logs, random, t + Seconds(i), "domain-name",
                   fmt::format("{}.example", TextOf(random, kLowerAlphanumeric, 12)),
                   static_cast<int>(random.Between(40, 90)), "Phishing site");
  }
  WriteIndicator(sim.logs, random, t + Seconds(30), "file", HexText(random, 64), 75, "Loader");
}

void NoiseAlert(Simulation& sim, Random& random, int64_t t) {
  const Person& person = sim.SomeColleague(random);
  const std::string host = sim.world.hosts[person.host].name;
  Alert alert;
  switch (random.Below(4)) {
    case 0:
      alert.name = "Potentially unwanted application was blocked";
      alert.description = "A bundled installer was stopped.";
      alert.severity = "Informational";
      alert.tactics = "Execution";
      alert.techniques = "[\"T1204\"]";
      break;
    case 1:
      alert.name = "Unfamiliar sign-in properties";
      alert.description = "The sign-in has properties not seen lately for this user.";
      alert.provider = "IPC";
      alert.product = "Microsoft Entra ID Protection";
      alert.tactics = "InitialAccess";
      alert.techniques = "[\"T1078\"]";
      break;
    case 2:
      alert.name = "Suspicious PowerShell command line";
      alert.description = "An encoded command was run by a management agent.";
      alert.severity = "Medium";
      alert.tactics = "Execution";
      alert.techniques = "[\"T1059\"]";
      break;
    default:
      alert.name = "Email messages removed after delivery";
      alert.description = "Messages of a bulk campaign were moved to quarantine.";
      alert.provider = "OATP";
      alert.product = "Microsoft Defender for Office 365";
      alert.severity = "Informational";
      alert.tactics = "InitialAccess";
      alert.techniques = "[\"T1566\"]";
      break;
  }
  alert.compromised = host;
  alert.status = random.Chance(0.6) ? "Resolved" : "New";
  alert.entities = fmt::format(
      R"([{{"$id":"2","HostName":"{}","Type":"host"}},{{"$id":"3","Name":"{}","UPNSuffix":"{}","AadUserId":"{}","Type":"account"}}])",
      host, person.account.upn.substr(0, person.account.upn.find('@')), sim.world.organization,
      person.account.object_id);
  WriteAlert(sim.logs, random, t, alert);
}

}  // namespace

void ScheduleDirectory(Simulation& sim) {
  Random own = sim.random.Fork("directory");
  sim.Repeat(18 / sim.traffic, own.Fork("desk"),
             [&sim](int64_t now, Random& random) { ServiceDesk(sim, random, now); });
  sim.Repeat(9 / sim.traffic, own.Fork("sync"),
             [&sim](int64_t now, Random& random) { Synchronise(sim, random, now); });
  sim.Repeat(16 * 60, own.Fork("rules"),
             [&sim](int64_t now, Random& random) { HarmlessRule(sim, random, now); });
  sim.Repeat(12 * 60, own.Fork("alerts"),
             [&sim](int64_t now, Random& random) { NoiseAlert(sim, random, now); });
  sim.Daily(185, [&sim](int64_t now) { TakeStock(sim, now); });
  sim.Daily(240, [&sim](int64_t now) { FeedIndicators(sim, now); });
}

}  // namespace harrier::ingest::demo
