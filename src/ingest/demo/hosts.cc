#include <fmt/format.h>

#include "ingest/demo/text.h"
#include "ingest/demo/world_parts.h"

namespace harrier::ingest::demo {
namespace {

struct ServerEntry {
  const char* name;
  const char* role;
  const char* ip;
  HostKind kind;
};
constexpr ServerEntry kServers[] = {
    {"KW-DC01", "dc1", "10.20.1.10", HostKind::kDomainController},
    {"KW-DC02", "dc2", "10.30.1.10", HostKind::kDomainController},
    {"KW-FS01", "files", "10.20.1.20", HostKind::kServer},
    {"KW-SQL01", "sql", "10.20.1.30", HostKind::kServer},
    {"KW-APP01", "erp", "10.20.1.40", HostKind::kServer},
    {"KW-APP02", "reports", "10.20.1.41", HostKind::kServer},
    {"KW-WEB01", "web", "10.20.2.15", HostKind::kServer},
    {"KW-PRN01", "print", "10.20.1.50", HostKind::kServer},
    {"KW-WSUS01", "updates", "10.20.1.51", HostKind::kServer},
    {"KW-BKP01", "backup", "10.20.1.60", HostKind::kServer},
    {"KW-JUMP01", "jump", "10.20.1.70", HostKind::kServer},
    {"KW-MGMT01", "management", "10.20.1.71", HostKind::kServer},
    {"KW-OLD01", "legacy", "10.20.1.90", HostKind::kServer},
    {"kw-lx-web01", "lx-web1", "10.20.2.21", HostKind::kLinux},
    {"kw-lx-web02", "lx-web2", "10.20.2.22", HostKind::kLinux},
    {"kw-lx-db01", "lx-db", "10.20.1.81", HostKind::kLinux},
    {"kw-lx-git01", "lx-git", "10.20.1.82", HostKind::kLinux},
    {"kw-lx-build01", "lx-build", "10.20.1.83", HostKind::kLinux},
    {"kw-lx-mon01", "lx-mon", "10.20.1.84", HostKind::kLinux},
    {"kw-lx-sftp01", "lx-sftp", "10.20.2.25", HostKind::kLinux},
    {"kw-lx-scan01", "lx-scan", "10.20.5.50", HostKind::kLinux},
};

void Identify(World& world, Host& host, Random& random, int rid) {
  host.fqdn = (host.windows() ? host.name : Lower(host.name)) + "." + world.ad_domain;
  host.device_id = HexText(random, 40);
  host.aad_device_id = GuidText(random);
  host.agent_id = GuidText(random);
  if (!host.windows()) return;
  host.account.name = host.name + "$";
  host.account.domain = world.netbios;
  host.account.sid = fmt::format("{}-{}", world.domain_sid, rid);
  host.account.display = host.name;
  host.account.is_machine = true;
}

}  // namespace

void PlaceHosts(World& world, Random& random) {
  for (size_t i = 0; i < std::size(kServers); ++i) {
    const ServerEntry& entry = kServers[i];
    Random own = random.Fork(1000 + i);
    Host host;
    host.name = entry.name;
    host.role = entry.role;
    host.ip = entry.ip;
    host.kind = entry.kind;
    host.site = entry.ip[3] == '3' ? 1 : 0;
    host.os_version = host.windows() ? (host.role == "legacy" ? "10.0.14393" : "10.0.20348") : "22.04";
    host.os_build = host.role == "legacy" ? 14393 : 20348;
    host.security_log = host.windows();
    // The old server cannot run the sensor: its process starts are in the Windows log only.
    host.sensor = host.windows() && host.role != "legacy";
    Identify(world, host, own, 1001 + static_cast<int>(i));
    world.hosts.push_back(std::move(host));
  }
  for (size_t i = 0; i < world.people.size(); ++i) {
    Person& person = world.people[i];
    Random own = random.Fork(5000 + i);
    Host host;
    host.name = fmt::format("KW-{}-{:04}", own.Chance(0.8) ? "LT" : "WS", 101 + i * 3);
    host.ip = fmt::format("{}.{}.{}", world.sites[person.site].network, 10 + i / 200, 20 + i % 200);
    host.os_version = own.Chance(0.7) ? "10.0.22631" : "10.0.19045";
    host.os_build = host.os_version == "10.0.22631" ? 22631 : 19045;
    host.site = person.site;
    host.owner = i;
    host.security_log = person.department == Department::kIt || person.department == Department::kFinance ||
                        person.department == Department::kManagement || i < kCastSize;
    host.sensor = true;
    Identify(world, host, own, 2101 + static_cast<int>(i));
    person.host = world.hosts.size();
    world.hosts.push_back(std::move(host));
  }
}

}  // namespace harrier::ingest::demo
