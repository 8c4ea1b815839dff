#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"
#include "ingest/demo/agenda.h"
#include "ingest/demo/demo.h"
#include "ingest/demo/logs.h"
#include "ingest/demo/machine.h"
#include "ingest/demo/sign_ins.h"
#include "ingest/demo/story.h"
#include "ingest/demo/world.h"

namespace harrier::ingest::demo {

/// What changes from day to day in a person's life.
struct PersonDay {
  std::string session_id;  // of the cloud
  Place place;             // where cloud services see them
  bool away = false;       // on a journey: the place is set by the journey
};

/// The world in motion between two times: who does what next, and the logs that tell of it.
struct Simulation {
  Simulation(const DemoOptions& options, int64_t start, int64_t end, BatchSink* sink);

  DemoOptions options;
  int64_t start;
  int64_t end;
  World world;
  Random random;
  Logs logs;
  Agenda agenda;
  Story story;
  double activity = 1;                             // of one person or laptop
  double traffic = 1;                              // of servers and networks
  std::vector<std::unique_ptr<Machine>> machines;  // by host; none for Linux
  std::vector<PersonDay> days;                     // by person

  /// Whether this goes on after the three weeks: machines run already, people are at work.
  bool live() const { return start >= options.end_ticks; }
  Machine& MachineOf(const Person& person) { return *machines[person.host]; }
  Machine& MachineNamed(std::string_view name) { return *machines[world.HostIndex(name)]; }
  Machine& ServerMachine(std::string_view role) { return MachineNamed(world.Server(role).name); }
  PersonDay& DayOf(const Person& person) { return days[static_cast<size_t>(&person - world.people.data())]; }
  /// The domain controller of a site.
  Machine& Controller(int site) { return ServerMachine(site == 0 ? "dc1" : "dc2"); }

  /// Someone who has worked here all the time.
  const Person& SomeColleague(Random& draw) const;
  /// One of a department that is at work today; null if none is found.
  const Person* SomeoneAtWork(Random& draw, Department department) const;

  /// Repeats a step at intervals of an exponential distribution with this mean, from the start on.
  void Repeat(double mean_minutes, Random own, std::function<void(int64_t, Random&)> step);
  /// Runs a step at this time of every day (UTC minutes), where `wanted` says so.
  void Daily(double minute, std::function<void(int64_t)> step);
  Status RunUntil(int64_t until);
};

/// One connection of a process to a site of the internet, in all logs that see it: DNS, sensor, firewall or
/// proxy.
struct Visit {
  std::string_view domain;
  std::string_view ip;
  std::string_view category = "Business";
  std::string_view path = "/";
  std::string_view method = "GET";
  int64_t sent = 900;
  int64_t received = 12'000;
  int port = 443;
  bool proxied = false;
  bool resolve = true;
};
void Connect(Simulation& sim, Machine& machine, int64_t time, const Process& process, const Visit& visit);

/// A network logon of an account from one machine to another, with the tickets that go before it.
const Logon& ConnectShare(Simulation& sim, Machine& from, Machine& to, int64_t time, const Process& process,
                          const Account& account, bool elevated = false);
/// An app on a person's machine or phone renews its token.
void UseToken(Simulation& sim, Random& random, const Person& person, int64_t time, size_t app);
/// A sign-in of a person where they are today.
SignIn SignInOf(Simulation& sim, const Person& person, int64_t time, size_t app);

/// The parts of the company's life; each puts its steps on the agenda.
void ScheduleWorkdays(Simulation& sim);
void ScheduleWindowsServers(Simulation& sim);
void ScheduleLinuxServers(Simulation& sim);
void ScheduleEdge(Simulation& sim);
void ScheduleAws(Simulation& sim);
void ScheduleDirectory(Simulation& sim);
void ScheduleRedHerrings(Simulation& sim);
void ScheduleHostCampaign(Simulation& sim);
void ScheduleHostCampaignEnd(Simulation& sim, int64_t time);
void ScheduleCloudCampaign(Simulation& sim);

/// One thing that a person does at the machine.
void DoSomething(Simulation& sim, Random& random, const Person& person, int64_t time);
/// What a machine does by itself.
void RunBackground(Simulation& sim, Random& random, Machine& machine, int64_t time);

}  // namespace harrier::ingest::demo
