#include "ingest/demo/world.h"

#include <fmt/format.h>

#include "base/error.h"
#include "ingest/demo/text.h"
#include "ingest/demo/world_parts.h"

namespace harrier::ingest::demo {
namespace {

constexpr const char* kProjects[] = {"Tern",   "Osprey", "Merlin", "Plover",
                                     "Siskin", "Dunlin", "Fulmar", "Bittern"};

// Names and client ids as the Microsoft sign-in pages show them.
constexpr CloudApp kApps[] = {
    {"OfficeHome", "4765445b-32c6-49b0-83e6-1d93765276ca", "Microsoft Graph",
     "00000003-0000-0000-c000-000000000000"},
    {"Microsoft Teams", "1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams Services",
     "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe"},
    {"Microsoft Office", "d3590ed6-52b3-4102-aeff-aad2292ab01c", "Office 365 Exchange Online",
     "00000002-0000-0ff1-ce00-000000000000"},
    {"Office 365 SharePoint Online", "00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online",
     "00000003-0000-0ff1-ce00-000000000000"},
    {"OneDrive SyncEngine", "ab9b8c07-8f02-4f72-87fa-80105867a763", "Office 365 SharePoint Online",
     "00000003-0000-0ff1-ce00-000000000000"},
    {"Microsoft Edge", "ecd6b820-32c2-49b6-98a6-444530e5a77a", "Microsoft Graph",
     "00000003-0000-0000-c000-000000000000"},
    {"Outlook Mobile", "27922004-5251-4030-b22d-91ecd9a37ea4", "Office 365 Exchange Online",
     "00000002-0000-0ff1-ce00-000000000000"},
    {"Azure Portal", "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Windows Azure Service Management API",
     "797f4846-ba00-4fd7-ba43-dac1f8f63013"},
    {"Amazon Web Services", "5f0b1a0e-3a64-4d2b-9c1f-8f7d0a4be219", "Amazon Web Services",
     "5f0b1a0e-3a64-4d2b-9c1f-8f7d0a4be219"},
    {"Perchline Service Desk", "a8d3e0fb-90a7-4a4d-9a4f-1b1f6e3f4c55", "Perchline Service Desk",
     "a8d3e0fb-90a7-4a4d-9a4f-1b1f6e3f4c55"},
};

Account WellKnown(const char* name, const char* sid) {
  Account account;
  account.name = name;
  account.domain = "NT AUTHORITY";
  account.sid = sid;
  account.display = name;
  return account;
}

}  // namespace

std::string_view DepartmentName(Department department) {
  constexpr std::string_view kNames[] = {"Management", "Finance",         "Engineering", "Sales",
                                         "Operations", "Human Resources", "IT"};
  return kNames[static_cast<size_t>(department)];
}

World::World(uint64_t seed, size_t headcount) {
  const Random root(seed);
  Random ids = root.Fork("ids");
  tenant_id = GuidText(ids);
  workspace_id = GuidText(ids);
  organization = "kestrelworks.example";
  ad_domain = "corp.kestrelworks.example";
  netbios = "KESTREL";
  domain_sid =
      fmt::format("S-1-5-21-{}-{}-{}", ids.Between(1'000'000'000, 3'999'999'999),
                  ids.Between(1'000'000'000, 3'999'999'999), ids.Between(1'000'000'000, 3'999'999'999));
  aws_account = "111122223333";
  sites = {{"Utrecht", "NL", 60, "10.20", {"203.0.113.10", "Utrecht", "Utrecht", "NL", 52.09, 5.12, 64500}},
           {"Leeds", "GB", 0, "10.30", {"203.0.113.74", "Leeds", "Leeds", "GB", 53.8, -1.55, 64501}}};
  projects.assign(std::begin(kProjects), std::end(kProjects));
  apps.assign(std::begin(kApps), std::end(kApps));
  system = WellKnown("SYSTEM", "S-1-5-18");
  local_service = WellKnown("LOCAL SERVICE", "S-1-5-19");
  network_service = WellKnown("NETWORK SERVICE", "S-1-5-20");
  Random people_random = root.Fork("people");
  HirePeople(*this, people_random, headcount);
  Random hosts_random = root.Fork("hosts");
  PlaceHosts(*this, hosts_random);
  Random web_random = root.Fork("web");
  ListWebSites(*this, web_random);
}

size_t World::HostIndex(std::string_view name) const {
  for (size_t i = 0; i < hosts.size(); ++i) {
    if (hosts[i].name == name) return i;
  }
  HARRIER_CHECK(false);
  return 0;
}

const Host& World::HostNamed(std::string_view name) const {
  return hosts[HostIndex(name)];
}

const Host& World::Server(std::string_view role) const {
  for (const Host& host : hosts) {
    if (host.role == role) return host;
  }
  HARRIER_CHECK(false);
  return hosts[0];
}

}  // namespace harrier::ingest::demo
