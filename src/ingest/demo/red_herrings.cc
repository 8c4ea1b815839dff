#include <fmt/format.h>

#include "ingest/demo/audit.h"
#include "ingest/demo/calendar.h"
#include "ingest/demo/inventory.h"
#include "ingest/demo/lossless.h"
#include "ingest/demo/network_logs.h"
#include "ingest/demo/office.h"
#include "ingest/demo/office_words.h"
#include "ingest/demo/simulation.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

void Tell(Simulation& sim, std::string_view stage, std::string_view tactic, std::string_view technique,
          std::string_view table, int64_t time, std::vector<std::pair<std::string, std::string>> keys,
          std::string_view hint) {
  sim.story.Add({"red herring", std::string(stage), std::string(tactic), std::string(technique),
                 std::string(table), time, std::move(keys), std::string(hint), false});
}

// The administrator's way to look at servers: PsExec, from the jump server, under the second account.
void RunPsExec(Simulation& sim, int64_t t) {
  const Lossless all(sim.logs);
  Random random = sim.random.Fork("psexec").Fork(static_cast<uint64_t>(t));
  const Person& admin = sim.world.people[kAdministrator];
  Machine& jump = sim.ServerMachine("jump");
  const Process& desktop =
      jump.OpenDesktop(t, admin.admin, {sim.MachineOf(admin).ip(), sim.MachineOf(admin).host().name});
  const Process& shell = jump.Start(t + Seconds(20), desktop, sim.world.programs.Get("cmd"),
                                    R"("C:\Windows\System32\cmd.exe")", *desktop.logon, Integrity::kHigh);
  for (const std::string_view role : {"erp", "reports", "print"}) {
    Machine& target = sim.ServerMachine(role);
    t += Seconds(static_cast<double>(random.Between(50, 110)));
    const Process& tool =
        jump.Start(t, shell, "psexec",
                   fmt::format(R"(PsExec64.exe \\{} -s cmd /c "ipconfig /flushdns & sc query w3svc")",
                               target.host().name));
    const Logon& logon = ConnectShare(sim, jump, target, t + Seconds(1), tool, admin.admin, true);
    target.security().ShareAccess(t + Seconds(1.2), logon, "ADMIN$", "PSEXESVC.exe", true);
    target.security().ServiceInstalled(t + Seconds(2), logon, "PSEXESVC", R"(%SystemRoot%\PSEXESVC.exe)",
                                       "LocalSystem");
    const Process& service = target.StartService(t + Seconds(2.3), sim.world.programs.Get("psexesvc"),
                                                 R"(C:\Windows\PSEXESVC.exe)");
    const Process& remote =
        target.Start(t + Seconds(2.6), service, "cmd", R"("cmd" /c "ipconfig /flushdns & sc query w3svc")");
    target.Start(t + Seconds(2.8), remote, "ipconfig", "ipconfig /flushdns");
    target.Start(t + Seconds(3), remote, "sc", "sc query w3svc");
    target.LogOff(t + Seconds(9), logon);
    Tell(sim, "An administrator's PsExec", "LateralMovement", "T1569.002", "SecurityEvent", t + Seconds(2),
         {{"ServiceName", "PSEXESVC"}, {"Computer", target.host().fqdn}},
         "From the jump server, by the administrator, every Tuesday.");
  }
}

// The vulnerability scanner tries every door of the server network once a week.
void Scan(Simulation& sim, int64_t t) {
  Random random = sim.random.Fork("scan").Fork(static_cast<uint64_t>(t));
  const Host& scanner = sim.world.Server("lx-scan");
  constexpr int kPorts[] = {21,  22,  23,  25,   53,   80,   110,  135,  139,  143,
                            389, 443, 445, 1433, 3306, 3389, 5432, 5985, 8080, 9200};
  Account guest;
  guest.domain = sim.world.netbios;
  const size_t servers = 21;
  const auto rounds = static_cast<int>(std::max(1.0, 12 * sim.traffic));
  for (size_t i = 0; i < servers; ++i) {
    const Host& host = sim.world.hosts[i];
    if (&host == &scanner) continue;
    for (int round = 0; round < rounds; ++round) {
      for (const int port : kPorts) {
        t += Seconds(0.2 + random.Unit() * 0.4);
        FirewallSession session;
        session.source_ip = scanner.ip;
        session.source_host = scanner.name;
        session.destination_ip = host.ip;
        session.destination_host = host.name;
        session.port = port;
        session.application = "incomplete";
        session.action = random.Chance(0.5) ? "allow" : "deny";
        session.to_zone = "servers";
        session.sent = random.Between(60, 900);
        WriteFirewall(sim.logs, random, t, session);
        if (random.Chance(0.02))
          WriteThreat(sim.logs, random, t, session, "Generic HTTP Cross Site Scripting Attempt", "4");
      }
    }
    for (const std::string_view name : {"administrator", "admin", "guest", "root", "sa", "test"}) {
      t += Seconds(0.4);
      if (host.windows()) {
        guest.name = name;
        sim.machines[i]->FailLogOn(t, guest, 3, {scanner.ip, "SCAN"}, "0xc0000064");
      } else {
        WriteSyslog(sim.logs, t, host, "authpriv", "info", "sshd", 3100,
                    fmt::format("Failed password for invalid user {} from {} port {} ssh2", name, scanner.ip,
                                random.Between(32768, 60999)));
      }
    }
    if (i == 2) {
      const int64_t at = t;
      Tell(sim, "The vulnerability scanner", "Discovery", "T1046", "CommonSecurityLog", at,
           {{"SourceIP", scanner.ip}, {"DestinationIP", host.ip}},
           "Every Tuesday night, from the scanner's own address.");
    }
  }
}

// Updates once a week: installers, stopped services, restarts.
void Patch(Simulation& sim, int64_t t) {
  Random random = sim.random.Fork("patch").Fork(static_cast<uint64_t>(t));
  const int64_t kb = 5'040'000 + random.Between(1000, 9000);
  for (size_t i = 0; i < 13; ++i) {
    const int64_t begin = t + Minutes(6 * static_cast<double>(i));
    sim.agenda.At(begin, [&sim, i, kb](int64_t now) {
      Machine& machine = *sim.machines[i];
      if (!machine.ready(now)) return;
      Random own = sim.random.Fork("patching").Fork(static_cast<uint64_t>(now));
      const Process& installer = machine.StartService(now, sim.world.programs.Get("trustedinstaller"),
                                                      R"(C:\Windows\servicing\TrustedInstaller.exe)");
      const Process& worker =
          machine.Start(now + Seconds(2), machine.Base(BaseProcess::kDcomLaunch), "tiworker",
                        R"(C:\Windows\winsxs\amd64_servicingstack\TiWorker.exe -Embedding)");
      machine.Start(
          now + Seconds(9), machine.Base(BaseProcess::kAgent), "powershell",
          fmt::format("powershell.exe -NoProfile -NonInteractive -EncodedCommand {}",
                      EncodedCommand(fmt::format(
                          "Install-WindowsUpdate -KBArticleID KB{} -AcceptAll -IgnoreReboot", kb))));
      machine.Start(now + Seconds(20), installer, "msiexec",
                    fmt::format(R"(msiexec.exe /p C:\Windows\SoftwareDistribution\kb{}.msp /qn)", kb));
      machine.Start(now + Seconds(24), installer, "sc", "sc stop wuauserv");
      for (int file = 0; file < 60; ++file) {
        machine.sensor().File(now + Seconds(30 + file), worker, "FileCreated",
                              R"(C:\Windows\WinSxS\Temp\InFlight)", fmt::format("{}.cat", HexText(own, 16)),
                              own.Between(9000, 60'000));
      }
      machine.security().SystemEvent(
          now + Seconds(120), "Microsoft-Windows-WindowsUpdateClient", 19, 4,
          fmt::format("Installation Successful: Windows successfully installed the following update: KB{}",
                      kb),
          "");
      machine.security().SystemEvent(
          now + Seconds(150), "User32", 1074, 4,
          "The process TrustedInstaller.exe has initiated the restart of the computer", "");
    });
    sim.agenda.At(begin + Minutes(4), [&sim, i](int64_t now) {
      if (sim.machines[i]->running()) sim.machines[i]->Boot(now);
    });
  }
  Tell(sim, "Patch night", "Execution", "T1059.001", "DeviceProcessEvents", t + Seconds(9),
       {{"FileName", "powershell.exe"}, {"InitiatingProcessFileName", "perchagent.exe"}},
       "Encoded commands, stopped services and restarts on every server, all by the management agent.");
}

// A sales manager works from Singapore for some days.
void Travel(Simulation& sim, int64_t t, bool leave) {
  const Person& traveller = sim.world.people[kTraveller];
  PersonDay& day = sim.DayOf(traveller);
  day.away = leave;
  if (!leave) return;
  day.place = {"198.18.240.77", "Singapore", "Central Singapore", "SG", 1.35, 103.82, 4657};
  Random random = sim.random.Fork("travel");
  day.session_id = GuidText(random);
  const Lossless all(sim.logs);
  SignIn sign_in = SignInOf(sim, traveller, t + Minutes(12), 0);
  sign_in.fresh_mfa = true;
  sign_in.risk = "low";
  sign_in.risk_events = R"(["unfamiliarFeatures"])";
  WriteSignIn(sim.logs, random, sim.world, sign_in);
  Tell(sim, "A journey", "InitialAccess", "T1078", "SigninLogs", t + Minutes(12),
       {{"UserPrincipalName", traveller.account.upn}, {"Location", "SG"}},
       "A new country, but the registered laptop, through the VPN.");
}

// Someone new: an account, groups, and a curious first day.
void Welcome(Simulation& sim, int64_t t) {
  const Lossless all(sim.logs);
  const Person& person = sim.world.people[kNewEmployee];
  const Person& desk = sim.world.people[kHelpdesk];
  Random random = sim.random.Fork("welcome");
  Machine& controller = sim.Controller(0);
  const Logon& logon = controller.LogOn(t, desk.admin, 3, {"10.20.1.70", "KW-JUMP01"}, true);
  controller.security().AccountChanged(t + Seconds(2), 4720, logon, person.account);
  controller.security().AccountChanged(t + Seconds(2.2), 4722, logon, person.account);
  controller.security().AccountChanged(t + Seconds(2.4), 4724, logon, person.account);
  controller.security().AccountChanged(t + Seconds(2.6), 4738, logon, person.account);
  controller.security().GroupMemberAdded(t + Seconds(9), 4728, logon, person.account, "Staff",
                                         sim.world.domain_sid + "-1510");
  controller.security().GroupMemberAdded(t + Seconds(12), 4728, logon, person.account, "Purchasing",
                                         sim.world.domain_sid + "-1514");
  controller.LogOff(t + Minutes(1), logon);
  DirectoryChange add;
  add.operation = "Add user";
  add.type = "Add";
  add.by_app = "Microsoft.Azure.SyncFabric";
  add.targets = {TargetOf(person.account)};
  WriteAudit(sim.logs, random, sim.world, t + Minutes(9), add);
  Tell(sim, "A new colleague", "Persistence", "T1136.002", "SecurityEvent", t + Seconds(2),
       {{"EventID", "4720"}, {"TargetUserName", person.account.name}},
       "Made by the service desk on a first working day.");
  const Place office = sim.world.sites[0].egress;
  const std::string session = GuidText(random);
  OfficeActor actor{&person, office.ip, person.user_agent, "", session};
  for (int i = 0; i < 140; ++i) {
    WriteDocument(sim.logs, random, sim.world, t + Minutes(130 + i * 1.1), actor,
                  i % 3 == 0 ? "FileDownloaded" : "FileAccessed", "operati", "Handbook",
                  DocumentName(random, Department::kOperations, sim.world.projects));
  }
  Tell(sim, "Reading in", "Collection", "T1213.002", "OfficeActivity", t + Minutes(130),
       {{"UserId", person.account.upn}, {"Operation", "FileDownloaded"}},
       "Many first downloads, all of the own department, from the office.");
}

void AdminConsent(Simulation& sim, int64_t t) {
  const Lossless all(sim.logs);
  Random random = sim.random.Fork("consent");
  const Person& admin = sim.world.people[kAdministrator];
  const std::string principal = GuidText(random);
  DirectoryChange consent;
  consent.operation = "Consent to application";
  consent.category = "ApplicationManagement";
  consent.type = "Assign";
  consent.by = &admin.account;
  consent.ip = sim.world.sites[0].egress.ip;
  consent.user_agent = admin.user_agent;
  consent.targets = {
      {principal,
       "Perchline Service Desk",
       "",
       "ServicePrincipal",
       {{"ConsentContext.IsAdminConsent", "True"},
        {"ConsentContext.OnBehalfOfAll", "True"},
        {"ConsentAction.Permissions",
         fmt::format(
             "[] => [[Id: {}, ClientId: {}, ConsentType: AllPrincipals, Scope: User.Read openid profile]]",
             HexText(random, 16), principal)}}}};
  WriteAudit(sim.logs, random, sim.world, t, consent);
  Tell(sim, "Consent by an administrator", "CredentialAccess", "T1528", "AuditLogs", t,
       {{"OperationName", "Consent to application"}, {"TargetResources", "Perchline Service Desk"}},
       "For everybody, but to User.Read only.");
}

// The management server asks its vendor for work, evenly, day and night.
void Poll(Simulation& sim, int64_t t) {
  Machine& server = sim.ServerMachine("management");
  if (server.ready(t)) {
    Visit visit;
    visit.domain = "desk.perchline.example";
    visit.ip = "198.19.201.40";
    visit.sent = 540;
    visit.received = 212;
    visit.resolve = false;
    Connect(sim, server, t, server.Base(BaseProcess::kAgent), visit);
  }
  const int64_t next = t + Minutes(std::clamp(5 / sim.traffic, 5.0, 60.0));
  if (next < sim.end) sim.agenda.At(next, [&sim](int64_t now) { Poll(sim, now); });
}

// The mail gateway asks a reputation service by long names.
void Reputation(Simulation& sim, Random& random, int64_t t) {
  const std::string name =
      fmt::format("{}.{}.rep.mailguard.example", HexText(random, 40), HexText(random, 24));
  WriteDns(sim.logs, t, {sim.Controller(0).host().fqdn, "10.20.2.30", name, "TXT", "127.0.0.2", 0});
}

// Guessed passwords against the cloud, all in vain.
void Spray(Simulation& sim, Random& random, int64_t t) {
  SignIn sign_in = SignInOf(sim, sim.SomeColleague(random), t, 2);
  sign_in.from = {fmt::format("198.19.{}.{}", 220 + random.Below(20), 1 + random.Below(254)),
                  "",
                  "",
                  random.Chance(0.5) ? "BR" : "VN",
                  0,
                  0,
                  64511};
  sign_in.device = nullptr;
  sign_in.session_id.clear();
  sign_in.user_agent = "BAV2ROPC";
  sign_in.browser = "";
  sign_in.operating_system = "";
  sign_in.client = "Authenticated SMTP";
  sign_in.result = random.Chance(0.2) ? 50053 : 50126;
  WriteSignIn(sim.logs, random, sim.world, sign_in);
}

}  // namespace

void ScheduleRedHerrings(Simulation& sim) {
  sim.Daily(9 * 60 + 15, [&sim](int64_t now) {
    if (DayOfWeek(now) == 1) RunPsExec(sim, now);
  });
  sim.Daily(21 * 60, [&sim](int64_t now) {
    if (DayOfWeek(now) == 1) Scan(sim, now);
    if (DayOfWeek(now) == 2) Patch(sim, now);
  });
  auto once = [&sim](int64_t time, auto step) {
    if (time >= sim.start) sim.agenda.At(time, step);
  };
  const int64_t end = sim.options.end_ticks;
  once(WorkdaysBefore(end, 11) + Minutes(60), [&sim](int64_t now) { Travel(sim, now, true); });
  once(WorkdaysBefore(end, 7) + Minutes(60), [&sim](int64_t now) { Travel(sim, now, false); });
  once(WorkdaysBefore(end, 5) + Minutes(435), [&sim](int64_t now) { Welcome(sim, now); });
  once(WorkdaysBefore(end, 8) + Minutes(620), [&sim](int64_t now) { AdminConsent(sim, now); });
  sim.agenda.At(sim.start + Minutes(11), [&sim](int64_t now) { Poll(sim, now); });
  Random own = sim.random.Fork("herrings");
  sim.Repeat(22 / sim.traffic, own.Fork("reputation"),
             [&sim](int64_t now, Random& random) { Reputation(sim, random, now); });
  sim.Repeat(35 / sim.traffic, own.Fork("spray"),
             [&sim](int64_t now, Random& random) { Spray(sim, random, now); });
}

}  // namespace harrier::ingest::demo
