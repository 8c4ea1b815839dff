#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "ingest/demo/programs.h"

namespace harrier::ingest::demo {

/// An identity as every log knows it.
struct Account {
  std::string name;    // mvisser
  std::string domain;  // KESTREL
  std::string sid;
  std::string upn;
  std::string object_id;
  std::string display;
  bool is_machine = false;
  bool is_service = false;

  std::string Full() const { return domain + "\\" + name; }
};

/// Where an internet address is said to be.
struct Place {
  std::string ip;
  std::string city, state, country;
  double latitude = 0, longitude = 0;
  int asn = 0;
};

enum class Department { kManagement, kFinance, kEngineering, kSales, kOperations, kHumanResources, kIt };
std::string_view DepartmentName(Department department);

struct Person {
  Account account;
  Account admin;  // a second account of those who administer; else its name is empty
  std::string given, surname, title, employee_id, cloud_sid, mailbox_guid, user_key, phone;
  Department department = Department::kOperations;
  int site = 0;
  size_t manager = 0;
  size_t host = 0;
  Place home;
  std::string user_agent, browser;
  int first_minute = 0;  // of the usual working day, UTC
  bool authenticator = true;
};

enum class HostKind { kLaptop, kServer, kDomainController, kLinux };

struct Host {
  std::string name;  // KW-LT-0104
  std::string fqdn;
  std::string ip;
  HostKind kind = HostKind::kLaptop;
  std::string role;  // of a server: "files", "sql"…
  std::string device_id, aad_device_id, agent_id;
  Account account;  // NAME$
  std::string os_version;
  int os_build = 0;
  int site = 0;
  size_t owner = 0;           // of a laptop
  bool security_log = false;  // SecurityEvent is collected
  bool sensor = false;        // Defender runs

  bool windows() const { return kind != HostKind::kLinux; }
};

struct Site {
  const char* city;
  const char* country;
  int utc_offset_minutes;
  const char* network;  // first two octets of its addresses
  Place egress;
};

/// A cloud application that people sign in to.
struct CloudApp {
  const char* name;
  const char* id;
  const char* resource;
  const char* resource_id;
};

/// A place on the internet that machines talk to.
struct WebSite {
  std::string domain;
  std::string ip;
  std::string category;
};

/// People of the story, by index into World::people.
enum Cast : size_t {
  kChief,
  kFinanceHead,
  kFinanceClerk,
  kHelpdesk,
  kAdministrator,
  kDevOps,
  kTraveller,
  kNewEmployee,
  kAnalyst,
  kEngineeringLead,
  kCastSize
};

/// The company: people, machines, networks, services. Made from the seed; nothing in it changes.
struct World {
  World(uint64_t seed, size_t headcount);

  std::string tenant_id;  // of the directory
  std::string workspace_id;
  std::string organization;  // mail domain
  std::string ad_domain;     // DNS name of the Windows domain
  std::string netbios;
  std::string domain_sid;
  std::string aws_account;
  std::vector<Site> sites;
  std::vector<Person> people;
  std::vector<Host> hosts;
  std::vector<WebSite> web;        // by falling popularity
  std::vector<WebSite> telemetry;  // what programs call by themselves
  std::vector<CloudApp> apps;
  std::vector<std::string> projects;
  Account system, local_service, network_service;
  std::map<std::string, Account, std::less<>> services;  // svc-sql…
  Programs programs;

  const Host& HostNamed(std::string_view name) const;
  size_t HostIndex(std::string_view name) const;
  /// The server of a role ("files"); there is one.
  const Host& Server(std::string_view role) const;
  const Account& Service(std::string_view name) const { return services.find(name)->second; }
  std::string Mail(std::string_view local) const { return std::string(local) + "@" + organization; }
};

}  // namespace harrier::ingest::demo
