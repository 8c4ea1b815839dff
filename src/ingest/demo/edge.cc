#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/network_logs.h"
#include "ingest/demo/simulation.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr int kProbed[] = {22, 23, 80, 443, 445, 1433, 3389, 5060, 5900, 6379, 8080, 8443};

// The internet knocks on the door day and night.
void Knock(Simulation& sim, Random& random, int64_t t) {
  const std::string source = fmt::format("198.19.{}.{}", 200 + random.Below(50), 1 + random.Below(254));
  FirewallSession session;
  session.source_ip = source;
  session.destination_ip = random.Chance(0.7) ? "203.0.113.12" : "203.0.113.13";
  session.port = random.Pick(kProbed);
  session.action = "deny";
  session.application = "not-applicable";
  session.from_zone = "untrust";
  session.to_zone = "dmz";
  session.sent = 60;
  WriteFirewall(sim.logs, random, t, session);
  if (random.Chance(0.01)) {
    session.port = 443;
    WriteThreat(sim.logs, random, t + Seconds(1), session, "HTTP Directory Traversal Request Attempt", "3");
  }
}

// Customers use the portal.
void Serve(Simulation& sim, Random& random, int64_t t) {
  const std::string source = fmt::format("198.18.{}.{}", random.Below(250), 1 + random.Below(254));
  const bool second = random.Chance(0.4);
  FirewallSession session;
  session.source_ip = source;
  session.destination_ip = second ? "10.20.2.22" : "10.20.2.21";
  session.destination_host = second ? "kw-lx-web02" : "kw-lx-web01";
  session.application = "ssl";
  session.from_zone = "untrust";
  session.to_zone = "dmz";
  session.sent = random.Between(400, 9000);
  session.received = static_cast<int64_t>(3000 + random.Exponential(90'000));
  WriteFirewall(sim.logs, random, t, session);
}

// Linux machines and devices without a sensor, seen by the network alone.
void QuietDevice(Simulation& sim, Random& random, int64_t t) {
  const bool camera = random.Chance(0.3);
  const std::string source = camera ? fmt::format("10.20.60.{}", 10 + random.Below(40))
                                    : fmt::format("10.20.1.{}", 81 + random.Below(4));
  const WebSite& site = sim.world.telemetry[random.Below(sim.world.telemetry.size())];
  const Host& controller = sim.Controller(0).host();
  const std::string_view domain =
      camera ? std::string_view("time.kestrelworks.example") : std::string_view(site.domain);
  WriteDns(sim.logs, t, {controller.fqdn, source, domain, "A", site.ip, 0});
  FirewallSession session;
  session.source_ip = source;
  session.destination_ip = site.ip;
  session.destination_host = domain;
  session.port = camera ? 123 : 443;
  session.protocol = camera ? "udp" : "tcp";
  session.application = camera ? "ntp" : "ssl";
  session.translated_ip = sim.world.sites[0].egress.ip;
  session.sent = random.Between(90, 3000);
  session.received = random.Between(90, 20'000);
  WriteFirewall(sim.logs, random, t + Seconds(0.5), session);
}

}  // namespace

void ScheduleEdge(Simulation& sim) {
  Random own = sim.random.Fork("edge");
  sim.Repeat(0.55 / sim.traffic, own.Fork("knock"),
             [&sim](int64_t now, Random& random) { Knock(sim, random, now); });
  sim.Repeat(0.8 / sim.traffic, own.Fork("serve"),
             [&sim](int64_t now, Random& random) { Serve(sim, random, now); });
  sim.Repeat(0.5 / sim.traffic, own.Fork("quiet"),
             [&sim](int64_t now, Random& random) { QuietDevice(sim, random, now); });
}

}  // namespace harrier::ingest::demo
