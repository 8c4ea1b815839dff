#include "ingest/demo/simulation.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/network_logs.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr double kHeadcount = 120;
constexpr size_t kLeastPeople = 18;

size_t HeadcountOf(double scale) {
  return std::max(kLeastPeople, static_cast<size_t>(std::lround(kHeadcount * scale)));
}

}  // namespace

Simulation::Simulation(const DemoOptions& options_in, int64_t start_in, int64_t end_in, BatchSink* sink)
    : options(options_in),
      start(start_in),
      end(end_in),
      world(options_in.seed, HeadcountOf(options_in.scale)),
      random(MixBits(options_in.seed) ^ static_cast<uint64_t>(options_in.end_ticks)),
      // Machines start up a little before the first thing that needs them.
      logs(world.workspace_id, random.Fork("logs"), start_in - Minutes(15), end_in, sink),
      activity(std::min(1.0, kHeadcount * options_in.scale / static_cast<double>(world.people.size()))),
      traffic(options_in.scale),
      days(world.people.size()) {
  for (size_t i = 0; i < world.hosts.size(); ++i) {
    const Host& host = world.hosts[i];
    machines.push_back(host.windows() ? std::make_unique<Machine>(world, host, logs, random.Fork(host.name))
                                      : nullptr);
  }
}

const Person& Simulation::SomeColleague(Random& draw) const {
  while (true) {
    const size_t i = draw.Below(world.people.size());
    if (i != kNewEmployee) return world.people[i];
  }
}

const Person* Simulation::SomeoneAtWork(Random& draw, Department department) const {
  for (int tries = 0; tries < 40; ++tries) {
    const Person& person = SomeColleague(draw);
    const PersonDay& day = days[static_cast<size_t>(&person - world.people.data())];
    if (person.department == department && !day.session_id.empty()) return &person;
  }
  return nullptr;
}

void Simulation::Repeat(double mean_minutes, Random own, std::function<void(int64_t, Random&)> step) {
  struct Loop {
    double mean;
    Random random;
    std::function<void(int64_t, Random&)> step;
  };
  auto loop = std::make_shared<Loop>(Loop{mean_minutes, own, std::move(step)});
  // The step carries itself on; the agenda holds the only reference.
  struct Next {
    static void Add(Simulation& sim, const std::shared_ptr<Loop>& loop, int64_t after) {
      const int64_t at =
          after + std::max<int64_t>(kTicksPerMillisecond, Minutes(loop->random.Exponential(loop->mean)));
      if (at >= sim.end) return;
      sim.agenda.At(at, [&sim, loop](int64_t now) {
        loop->step(now, loop->random);
        Add(sim, loop, now);
      });
    }
  };
  Next::Add(*this, loop, start);
}

void Simulation::Daily(double minute, std::function<void(int64_t)> step) {
  struct Next {
    static void Add(Simulation& sim, int64_t at, const std::shared_ptr<std::function<void(int64_t)>>& step) {
      if (at >= sim.end) return;
      sim.agenda.At(at, [&sim, step](int64_t now) {
        (*step)(now);
        Add(sim, now + kTicksPerDay, step);
      });
    }
  };
  int64_t first = DayStart(start) + Minutes(minute);
  if (first < start) first += kTicksPerDay;
  Next::Add(*this, first, std::make_shared<std::function<void(int64_t)>>(std::move(step)));
}

Status Simulation::RunUntil(int64_t until) {
  agenda.RunUntil(until, [this] { return logs.status().has_value(); });
  return logs.status();
}

void Connect(Simulation& sim, Machine& machine, int64_t time, const Process& process, const Visit& visit) {
  const Host& host = machine.host();
  const Account& account = *process.logon->account;
  if (visit.resolve) {
    WriteDns(sim.logs, time - Seconds(0.03),
             {sim.Controller(host.site).host().fqdn, machine.ip(), visit.domain, "A", visit.ip, 0});
  }
  machine.sensor().Network(time, process, machine.ip(), {visit.ip, visit.domain, visit.port});
  const std::string user =
      account.domain == sim.world.netbios && !account.is_machine ? account.Full() : std::string();
  if (visit.proxied) {
    WriteProxy(sim.logs, machine.random(), time + Seconds(0.2),
               {machine.ip(), host.name, account.upn, visit.domain, visit.ip, visit.path, visit.method,
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", visit.category, "Allowed", 200, visit.sent,
                visit.received});
  } else {
    FirewallSession session;
    session.source_ip = machine.ip();
    session.source_host = host.name;
    session.user = user;
    session.destination_ip = visit.ip;
    session.destination_host = visit.domain;
    session.port = visit.port;
    session.application = visit.port == 443 ? "ssl" : "web-browsing";
    session.translated_ip = sim.world.sites[static_cast<size_t>(host.site)].egress.ip;
    session.sent = visit.sent;
    session.received = visit.received;
    session.seconds = static_cast<int>(1 + visit.received / 2'000'000);
    session.site = host.site;
    WriteFirewall(sim.logs, machine.random(), time + Seconds(0.4), session);
  }
}

const Logon& ConnectShare(Simulation& sim, Machine& from, Machine& to, int64_t time, const Process& process,
                          const Account& account, bool elevated) {
  sim.Controller(from.host().site)
      .security()
      .ServiceTicket(time - Seconds(0.1), account, to.host().account, from.ip(), "0x12");
  from.sensor().Network(time - Seconds(0.05), process, from.ip(), {to.ip(), to.host().fqdn, 445});
  return to.LogOn(time, account, 3, {from.ip(), from.host().name}, elevated);
}

SignIn SignInOf(Simulation& sim, const Person& person, int64_t time, size_t app) {
  SignIn sign_in;
  sign_in.time = time;
  sign_in.person = &person;
  sign_in.app = &sim.world.apps[app];
  sign_in.from = sim.DayOf(person).place;
  sign_in.user_agent = person.user_agent;
  sign_in.browser = person.browser;
  sign_in.session_id = sim.DayOf(person).session_id;
  sign_in.device = &sim.world.hosts[person.host];
  return sign_in;
}

void UseToken(Simulation& sim, Random& random, const Person& person, int64_t time, size_t app) {
  SignIn sign_in = SignInOf(sim, person, time, app);
  sign_in.client = "Mobile Apps and Desktop clients";
  if (sign_in.session_id.empty()) return;
  WriteTokenUse(sim.logs, random, sim.world, sign_in);
}

}  // namespace harrier::ingest::demo
