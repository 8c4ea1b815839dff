#include <fmt/format.h>

#include "ingest/demo/text.h"
#include "ingest/demo/world_parts.h"

namespace harrier::ingest::demo {
namespace {

struct KnownSite {
  const char* domain;
  const char* network;  // the first three octets of what it resolves to
  const char* category;
};

constexpr KnownSite kBusiness[] = {
    {"outlook.office365.com", "52.97.183", "Business"},
    {"teams.microsoft.com", "52.113.194", "Business"},
    {"kestrelworks.sharepoint.example", "13.107.136", "Business"},
    {"login.microsoftonline.com", "20.190.160", "Business"},
    {"www.office.com", "13.107.6", "Business"},
    {"graph.microsoft.com", "20.190.161", "Business"},
    {"www.google.com", "142.250.179", "Search"},
    {"github.com", "140.82.121", "Development"},
    {"api.github.com", "140.82.122", "Development"},
    {"registry.npmjs.org", "104.16.24", "Development"},
    {"pypi.org", "151.101.64", "Development"},
    {"stackoverflow.com", "172.64.155", "Development"},
    {"www.linkedin.com", "13.107.42", "Social"},
    {"www.youtube.com", "142.250.180", "Streaming"},
    {"en.wikipedia.org", "185.15.59", "Reference"},
    {"www.bbc.co.uk", "151.101.128", "News"},
    {"nos.nl", "145.58.28", "News"},
    {"zoom.us", "170.114.52", "Business"},
    {"erp.ledgerline.example", "198.19.200", "Business"},
    {"desk.perchline.example", "198.19.201", "Business"},
};

constexpr KnownSite kTelemetry[] = {
    {"settings-win.data.microsoft.com", "51.104.136", "Telemetry"},
    {"v10.events.data.microsoft.com", "20.189.173", "Telemetry"},
    {"ctldl.windowsupdate.com", "93.184.221", "Updates"},
    {"fe3cr.delivery.mp.microsoft.com", "20.72.205", "Updates"},
    {"winatp-gw-weu.microsoft.com", "20.50.73", "Security"},
    {"wdcp.microsoft.com", "20.61.99", "Security"},
    {"ocsp.digicert.com", "192.229.221", "Certificates"},
    {"crl3.digicert.com", "192.229.222", "Certificates"},
    {"edge.microsoft.com", "204.79.197", "Updates"},
    {"msedge.api.cdp.microsoft.com", "20.99.133", "Updates"},
    {"config.edge.skype.com", "13.107.43", "Telemetry"},
    {"mobile.events.data.microsoft.com", "20.189.174", "Telemetry"},
    {"clients2.google.com", "142.250.181", "Updates"},
    {"update.perchline.example", "198.19.201", "Management"},
};

constexpr const char* kHeads[] = {"blue",  "north", "river", "maple", "quick", "bright", "delta", "silver",
                                  "urban", "clear", "stone", "amber", "swift", "local",  "metro", "prime"};
constexpr const char* kTails[] = {"press", "parts",  "supply", "metrics", "travel", "shop",
                                  "media", "labs",   "works",  "data",    "cloud",  "bank",
                                  "tools", "health", "news",   "freight"};
constexpr const char* kCategories[] = {"Business", "Shopping", "News", "Travel", "Technology", "Finance"};

}  // namespace

void ListWebSites(World& world, Random& random) {
  for (const KnownSite& site : kBusiness) {
    world.web.push_back(
        {site.domain, fmt::format("{}.{}", site.network, 2 + random.Below(250)), site.category});
  }
  for (const char* head : kHeads) {
    for (const char* tail : kTails) {
      const uint64_t n = random.Below(3);
      world.web.push_back({fmt::format("{}{}{}.example",
                                       n == 0   ? "www."
                                       : n == 1 ? ""
                                                : "shop.",
                                       head, tail),
                           fmt::format("198.19.{}.{}", random.Below(190), 1 + random.Below(254)),
                           random.Pick(kCategories)});
    }
  }
  // Beyond the well-known ones nobody's favourites come first.
  for (size_t i = world.web.size() - 1; i > std::size(kBusiness); --i) {
    const size_t j = std::size(kBusiness) + random.Below(i - std::size(kBusiness) + 1);
    std::swap(world.web[i], world.web[j]);
  }
  for (const KnownSite& site : kTelemetry) {
    world.telemetry.push_back(
        {site.domain, fmt::format("{}.{}", site.network, 2 + random.Below(250)), site.category});
  }
}

}  // namespace harrier::ingest::demo
