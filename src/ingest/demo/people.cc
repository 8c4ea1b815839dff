#include <set>

#include <fmt/format.h>

#include "ingest/demo/text.h"
#include "ingest/demo/world_parts.h"

namespace harrier::ingest::demo {
namespace {

constexpr const char* kGiven[] = {"Anna",  "Bram",   "Carla", "Daan",   "Eline", "Femke",  "Gijs",  "Hugo",
                                  "Iris",  "Jan",    "Karin", "Lars",   "Maud",  "Niels",  "Olga",  "Pim",
                                  "Roos",  "Sander", "Tess",  "Umar",   "Vera",  "Wim",    "Yara",  "Zeger",
                                  "Alice", "Ben",    "Chloe", "Dylan",  "Emma",  "Fraser", "Grace", "Harry",
                                  "Isla",  "Jack",   "Kira",  "Liam",   "Megan", "Nathan", "Orla",  "Peter",
                                  "Ruth",  "Sam",    "Tara",  "Vikram", "Wendy", "Zoe",    "Amara", "Kofi"};
constexpr const char* kSurnames[] = {
    "Visser",   "Smit",    "Meijer",   "Mulder",  "Bos",     "Vos",       "Peters",   "Hendriks",
    "Dekker",   "Brouwer", "Dijkstra", "Kok",     "Jacobs",  "Vermeulen", "Schouten", "Willems",
    "Hoekstra", "Koster",  "Prins",    "Blom",    "Huisman", "Postma",    "Kuipers",  "Veenstra",
    "Walker",   "Hughes",  "Turner",   "Parker",  "Cooper",  "Ward",      "Morris",   "Bell",
    "Bailey",   "Shaw",    "Hunt",     "Marsh",   "Okafor",  "Mensah",    "Kapoor",   "Sharma",
    "Novak",    "Horvat",  "Larsen",   "Nygaard", "Costa",   "Moreau",    "Fischer",  "Keller"};

struct CastMember {
  const char* given;
  const char* surname;
  const char* title;
  Department department;
  int site;
};
// In the order of Cast.
constexpr CastMember kCast[] = {
    {"Margriet", "Haanstra", "Managing Director", Department::kManagement, 0},
    {"Oliver", "Brandt", "Head of Finance", Department::kFinance, 0},
    {"Ines", "Vermeer", "Accounts Payable Clerk", Department::kFinance, 0},
    {"Tomas", "Lind", "Service Desk Engineer", Department::kIt, 0},
    {"Hanna", "Bakker", "Systems Administrator", Department::kIt, 0},
    {"Rafael", "Duarte", "DevOps Engineer", Department::kEngineering, 1},
    {"Priya", "Nair", "Regional Sales Manager", Department::kSales, 1},
    {"Jonas", "Weller", "Junior Buyer", Department::kOperations, 0},
    {"Noor", "Amrani", "Security Analyst", Department::kIt, 0},
    {"Claire", "Whitcombe", "Head of Engineering", Department::kEngineering, 1},
};
static_assert(std::size(kCast) == kCastSize);

struct Town {
  const char* city;
  const char* state;
  double latitude, longitude;
};
constexpr Town kDutchTowns[] = {{"Utrecht", "Utrecht", 52.09, 5.12},
                                {"Amersfoort", "Utrecht", 52.16, 5.39},
                                {"Hilversum", "North Holland", 52.22, 5.17},
                                {"Zeist", "Utrecht", 52.09, 5.24},
                                {"Amsterdam", "North Holland", 52.37, 4.9}};
constexpr Town kBritishTowns[] = {{"Leeds", "Leeds", 53.8, -1.55},
                                  {"Bradford", "Bradford", 53.79, -1.75},
                                  {"Wakefield", "Wakefield", 53.68, -1.5},
                                  {"York", "York", 53.96, -1.08}};

constexpr const char* kTitles[][3] = {{"Director", "Company Secretary", "Assistant"},
                                      {"Accountant", "Controller", "Payroll Officer"},
                                      {"Software Engineer", "Mechanical Engineer", "Test Engineer"},
                                      {"Account Manager", "Sales Engineer", "Marketing Specialist"},
                                      {"Planner", "Buyer", "Warehouse Coordinator"},
                                      {"HR Advisor", "Recruiter", "HR Assistant"},
                                      {"Network Engineer", "Application Manager", "Service Desk Engineer"}};

Department DepartmentOf(Random& random) {
  const uint64_t n = random.Below(100);
  if (n < 3) return Department::kManagement;
  if (n < 15) return Department::kFinance;
  if (n < 45) return Department::kEngineering;
  if (n < 65) return Department::kSales;
  if (n < 88) return Department::kOperations;
  if (n < 93) return Department::kHumanResources;
  return Department::kIt;
}

Place HomeOf(Random& random, int site, size_t index) {
  const Town& town = site == 0 ? random.Pick(kDutchTowns) : random.Pick(kBritishTowns);
  const int asn = site == 0 ? (random.Chance(0.6) ? 33915 : 1136) : (random.Chance(0.6) ? 2856 : 5089);
  // 198.18.0.0/15 is set aside for benchmarks: public to every check, and nobody's home.
  return {fmt::format("198.{}.{}.{}", 18 + site, 16 + index / 200, 20 + index % 200),
          town.city,
          town.state,
          site == 0 ? "NL" : "GB",
          town.latitude,
          town.longitude,
          asn};
}

Account Domestic(const World& world, std::string name, int rid, std::string display) {
  Account account;
  account.domain = world.netbios;
  account.sid = fmt::format("{}-{}", world.domain_sid, rid);
  account.upn = name + "@" + world.organization;
  account.name = std::move(name);
  account.display = std::move(display);
  return account;
}

void OpenServiceAccounts(World& world, Random& random) {
  constexpr const char* kNames[] = {"svc-sql",  "svc-backup", "svc-web",    "svc-scan",
                                    "svc-mgmt", "svc-print",  "svc-report", "svc-adsync"};
  int rid = 1601;
  for (const char* name : kNames) {
    Account account = Domestic(world, name, rid++, name);
    account.object_id = GuidText(random);
    account.is_service = true;
    world.services.emplace(name, std::move(account));
  }
}

}  // namespace

void HirePeople(World& world, Random& random, size_t headcount) {
  std::set<std::string> taken;
  for (size_t i = 0; i < headcount; ++i) {
    Random own = random.Fork(i);
    Person person;
    if (i < kCastSize) {
      person.given = kCast[i].given;
      person.surname = kCast[i].surname;
      person.title = kCast[i].title;
      person.department = kCast[i].department;
      person.site = kCast[i].site;
    } else {
      person.given = own.Pick(kGiven);
      person.surname = own.Pick(kSurnames);
      person.department = DepartmentOf(own);
      person.site = own.Chance(0.35) ? 1 : 0;
      person.title = own.Pick(kTitles[static_cast<size_t>(person.department)]);
    }
    std::string local = Lower(person.given + "." + person.surname);
    while (!taken.insert(local).second) local += static_cast<char>('2' + own.Below(8));
    std::string sam = Lower(person.given.substr(0, 1) + person.surname);
    while (!taken.insert(sam).second) sam += static_cast<char>('2' + own.Below(8));

    person.account = Domestic(world, sam, 1104 + static_cast<int>(i), person.given + " " + person.surname);
    person.account.upn = world.Mail(local);
    person.account.object_id = GuidText(own);
    if (person.department == Department::kIt) {
      person.admin =
          Domestic(world, "adm-" + sam, 1701 + static_cast<int>(i), person.account.display + " (admin)");
      person.admin.object_id = GuidText(own);
    }
    person.employee_id = fmt::format("E{:05}", 10200 + i * 7);
    person.cloud_sid = fmt::format("S-1-12-1-{}-{}-{}-{}", own.Next() >> 32, own.Next() >> 33,
                                   own.Next() >> 32, own.Next() >> 32);
    person.mailbox_guid = GuidText(own);
    person.user_key = "1003" + HexText(own, 12);
    person.phone =
        fmt::format("+{} {}", person.site == 0 ? "31 30 555" : "44 113 496", own.Between(1000, 9999));
    person.home = HomeOf(own, person.site, i);
    const bool chrome = person.department == Department::kEngineering && own.Chance(0.5);
    person.browser = chrome ? "Chrome 131.0.0" : "Edge 131.0.0";
    person.user_agent =
        std::string(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/131.0.0.0 Safari/537.36") +
        (chrome ? "" : " Edg/131.0.0.0");
    person.first_minute =
        static_cast<int>(own.Normal(8 * 60 + 35, 28)) - world.sites[person.site].utc_offset_minutes;
    person.authenticator = own.Chance(0.85);
    person.manager = i < kCastSize ? kChief : static_cast<size_t>(own.Below(kCastSize));
    world.people.push_back(std::move(person));
  }
  world.people[kFinanceClerk].manager = kFinanceHead;
  world.people[kDevOps].manager = kEngineeringLead;
  world.people[kHelpdesk].manager = world.people[kAnalyst].manager = kAdministrator;
  OpenServiceAccounts(world, random);
}

}  // namespace harrier::ingest::demo
