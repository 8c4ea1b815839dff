#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/inventory.h"
#include "ingest/demo/network_logs.h"
#include "ingest/demo/simulation.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr double kServerStepMinutes = 1.9;

// People are at work more than at night; machines never sleep.
bool Awake(int64_t t, Random& random) {
  const int64_t hour = t % kTicksPerDay / kTicksPerHour;
  return random.Chance(!IsWorkday(t) ? 0.08 : hour >= 6 && hour < 17 ? 1.0 : 0.12);
}

void ControllerStep(Simulation& sim, Machine& machine, Random& random, int64_t t) {
  WindowsSecurity& security = machine.security();
  const Person& person = sim.SomeColleague(random);
  const Host& laptop = sim.world.hosts[person.host];
  const bool awake = Awake(t, random);
  const uint64_t roll = random.Below(100);
  if (roll < 30) {
    // Machine accounts come for group policy.
    const Host& host = awake ? laptop : sim.world.hosts[random.Below(13)];
    security.ServiceTicket(t - Seconds(0.05), host.account, machine.host().account, host.ip, "0x12");
    const Logon& logon = machine.LogOn(t, host.account, 3, {host.ip, host.name});
    if (random.Chance(0.7)) security.ShareAccess(t + Seconds(0.2), logon, "SYSVOL", "", false);
    machine.LogOff(t + Seconds(8), logon);
  } else if (roll < 45 && awake) {
    security.TicketGranted(t, person.account, laptop.ip, random.Chance(0.02) ? "0x18" : "0x0");
  } else if (roll < 70) {
    const Host& service = sim.world.hosts[random.Below(12)];
    const Account& account =
        awake ? person.account : sim.world.Service(random.Chance(0.5) ? "svc-mgmt" : "svc-backup");
    security.ServiceTicket(t, account, service.account, awake ? laptop.ip : "10.20.1.71", "0x12");
  } else if (roll < 76) {
    // An old appliance that never learnt AES asks for one service only.
    if (random.Chance(0.05))
      security.ServiceTicket(t, sim.world.Service("svc-print"), sim.world.Service("svc-print"), "10.20.1.50",
                             "0x17");
    security.NtlmValidated(t, person.account, laptop.name, random.Chance(0.03) ? "0xc000006a" : "0x0");
  } else if (roll < 82) {
    const WebSite& site = sim.world.web[random.Skewed(sim.world.web.size())];
    const bool missing = random.Chance(0.25);
    const std::string name =
        missing ? fmt::format("{}.{}", TextOf(random, kLowerAlphanumeric, 8), sim.world.ad_domain)
                : site.domain;
    WriteDns(sim.logs, t,
             {machine.host().fqdn, laptop.ip, name, random.Chance(0.2) ? "AAAA" : "A",
              missing ? std::string_view() : std::string_view(site.ip), missing ? 3 : 0});
  } else {
    RunBackground(sim, random, machine, t);
  }
}

void FileServerStep(Simulation& sim, Machine& machine, Random& random, int64_t t) {
  if (random.Chance(0.35) && Awake(t, random)) {
    const Person& person = sim.SomeColleague(random);
    const Host& laptop = sim.world.hosts[person.host];
    const Logon& logon = machine.LogOn(t, person.account, 3, {laptop.ip, laptop.name});
    machine.security().ShareAccess(t + Seconds(0.2), logon, "public$", "", false);
    machine.LogOff(t + Seconds(15 + random.Exponential(60)), logon);
  } else {
    RunBackground(sim, random, machine, t);
  }
}

void DatabaseStep(Simulation& sim, Machine& machine, Random& random, int64_t t) {
  if (random.Chance(0.2)) {
    const Logon& logon = machine.LogOn(t, sim.world.Service("svc-report"), 3, {"10.20.1.41", "KW-APP02"});
    if (random.Chance(0.3)) {
      machine.Start(t + Seconds(0.5), machine.Base(BaseProcess::kSystemServices),
                    sim.world.programs.Get("sqlcmd"),
                    fmt::format("SQLCMD.EXE -S localhost -d Ledger -Q \"EXEC dbo.RefreshReport {}\"",
                                random.Between(1, 60)),
                    logon, Integrity::kHigh);
    }
    machine.LogOff(t + Seconds(12), logon);
  } else {
    RunBackground(sim, random, machine, t);
  }
}

void AnyServerStep(Simulation& sim, Machine& machine, Random& random, int64_t t) {
  if (random.Chance(0.1)) {
    // Monitoring asks each server how it is.
    const Logon& logon =
        machine.LogOn(t, sim.world.Service("svc-mgmt"), 3, {"10.20.1.71", "KW-MGMT01"}, true);
    if (random.Chance(0.4)) {
      machine.Start(t + Seconds(0.3), machine.Base(BaseProcess::kDcomLaunch), "wmiprvse",
                    R"(C:\Windows\system32\wbem\wmiprvse.exe -Embedding)");
    }
    machine.LogOff(t + Seconds(3), logon);
  } else {
    RunBackground(sim, random, machine, t);
  }
}

void BackUp(Simulation& sim, int64_t t) {
  Machine& server = sim.ServerMachine("backup");
  const Account& account = sim.world.Service("svc-backup");
  Random random = sim.random.Fork("backup").Fork(static_cast<uint64_t>(t));
  const Logon& batch = server.LogOn(t, account, 4, {}, true);
  const Image& image = sim.world.programs.Get("backup");
  const Process& job =
      server.Start(t + Seconds(1), server.Base(BaseProcess::kScheduler), image,
                   fmt::format("\"{}\" --job nightly --target s3://kestrel-backup-vault", image.Path()),
                   batch, Integrity::kHigh);
  for (const std::string_view role : {"files", "sql", "erp", "reports", "dc1"}) {
    Machine& source = sim.ServerMachine(role);
    const Logon& logon = ConnectShare(sim, server, source, t + Minutes(2), job, account, true);
    source.security().ShareAccess(t + Minutes(2.1), logon, "ADMIN$", "", false);
    source.LogOff(t + Minutes(35), logon);
  }
  for (int i = 0; i < 12; ++i) {
    // Large, nightly, and to the company's own bucket.
    Visit visit;
    visit.domain = "kestrel-backup-vault.s3.eu-west-1.amazonaws.com";
    visit.ip = "52.218.40.17";
    visit.sent = random.Between(900'000'000, 2'100'000'000);
    visit.received = 40'000;
    visit.method = "PUT";
    Connect(sim, server, t + Minutes(4 + 3 * i + 2.2 * random.Unit()), job, visit);
  }
  server.Stop(t + Minutes(45), job);
  server.LogOff(t + Minutes(45), batch);
}

void LogStartups(Simulation& sim, Machine& machine, Random& random) {
  if (sim.live()) {
    machine.Boot(sim.start - kTicksPerHour);
    return;
  }
  // Collection began with a restart of everything.
  sim.agenda.At(sim.start + Minutes(random.Unit() * 9), [&machine](int64_t now) { machine.Boot(now); });
}

}  // namespace

void ScheduleWindowsServers(Simulation& sim) {
  for (size_t i = 0; i < sim.world.hosts.size(); ++i) {
    const Host& host = sim.world.hosts[i];
    if (host.kind != HostKind::kServer && host.kind != HostKind::kDomainController) continue;
    Machine& machine = *sim.machines[i];
    Random own = sim.random.Fork("server " + host.name);
    LogStartups(sim, machine, own);
    double mean = kServerStepMinutes / sim.traffic;
    if (host.kind == HostKind::kDomainController) mean /= host.site == 0 ? 6 : 3;
    if (host.role == "files") mean /= 2;
    sim.Repeat(mean, own.Fork("steps"), [&sim, &machine](int64_t now, Random& random) {
      if (!machine.ready(now)) return;
      if (machine.host().kind == HostKind::kDomainController)
        return ControllerStep(sim, machine, random, now);
      if (machine.host().role == "files") return FileServerStep(sim, machine, random, now);
      if (machine.host().role == "sql") return DatabaseStep(sim, machine, random, now);
      AnyServerStep(sim, machine, random, now);
    });
    sim.Repeat(24 * 60, own.Fork("inventory"), [&sim, &machine](int64_t now, Random&) {
      machine.sensor().Inventory(now, sim.world.sites[static_cast<size_t>(machine.host().site)].egress.ip,
                                 nullptr);
    });
  }
  sim.Daily(60.5, [&sim](int64_t now) { BackUp(sim, now); });
}

}  // namespace harrier::ingest::demo
