#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/simulation.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr double kThingsADay = 48;
constexpr double kBackgroundMinutes = 5.5;

// The VPN gives a colleague at home an address of its own pool; the cloud sees their provider's.
void Settle(Simulation& sim, const Person& person, Random& today) {
  PersonDay& day = sim.DayOf(person);
  day.session_id = GuidText(today);
  Machine& machine = sim.MachineOf(person);
  const bool at_home = day.away || today.Chance(0.3);
  const size_t index = static_cast<size_t>(&person - sim.world.people.data());
  if (at_home) {
    machine.PlaceAt(fmt::format("10.40.{}.{}", index / 200, 20 + index % 200), true);
  } else {
    machine.PlaceAt(machine.host().ip, false);
  }
  if (!day.away) day.place = at_home ? person.home : sim.world.sites[static_cast<size_t>(person.site)].egress;
}

void Arrive(Simulation& sim, const Person& person, int64_t now, Random& random) {
  Machine& machine = sim.MachineOf(person);
  const bool there_already =
      machine.desktop() != nullptr && machine.desktop()->logon->account == &person.account;
  if (sim.live() && there_already && now <= sim.start) return;
  if (!machine.running() || random.Chance(0.15)) {
    machine.CloseDesktop(now - Seconds(30));
    machine.Boot(now);
    machine.sensor().Inventory(now + Minutes(3), sim.DayOf(person).place.ip, &person.account);
  }
  Machine& controller = sim.Controller(person.site);
  const int64_t logon = now + Minutes(1.2);
  if (random.Chance(0.06)) {
    machine.FailLogOn(logon - Seconds(12), person.account, machine.at_home() ? 11 : 2, {}, "0xc000006a");
    controller.security().TicketGranted(logon - Seconds(12), person.account, machine.ip(), "0x18");
  }
  controller.security().TicketGranted(logon - Seconds(0.3), person.account, machine.ip(), "0x0");
  machine.OpenDesktop(logon, person.account);

  SignIn sign_in = SignInOf(sim, person, logon + Seconds(random.Between(40, 300)), random.Below(4));
  if (random.Chance(0.07)) {
    sign_in.result = 50126;
    WriteSignIn(sim.logs, random, sim.world, sign_in);
    sign_in.result = 0;
    sign_in.time += Seconds(random.Between(8, 40));
  }
  if (random.Chance(0.2)) {
    sign_in.result = random.Chance(0.15) ? 500121 : 50074;
    WriteSignIn(sim.logs, random, sim.world, sign_in);
    sign_in.result = 0;
    sign_in.time += Seconds(random.Between(10, 60));
    sign_in.fresh_mfa = true;
  }
  WriteSignIn(sim.logs, random, sim.world, sign_in);
  for (size_t app = 1; app < 6; ++app) {
    if (random.Chance(0.7)) UseToken(sim, random, person, logon + Seconds(random.Between(60, 900)), app);
  }
}

void Leave(Simulation& sim, const Person& person, int64_t now, Random& random) {
  // Many only close the lid.
  if (random.Chance(0.5)) sim.MachineOf(person).CloseDesktop(now);
}

void PhoneDay(Simulation& sim, const Person& person, int64_t midnight, Random today) {
  for (int i = 0; i < 5; ++i) {
    if (!today.Chance(0.5 * sim.activity)) continue;
    sim.agenda.At(midnight + Minutes(static_cast<double>(today.Between(6 * 60, 22 * 60))), [&sim, &person](
                                                                                               int64_t now) {
      Random random = sim.random.Fork(MixBits(static_cast<uint64_t>(now)) ^ StableHash(person.account.upn));
      const size_t index = static_cast<size_t>(&person - sim.world.people.data());
      SignIn sign_in = SignInOf(sim, person, now, 6);
      if (sign_in.session_id.empty()) return;
      sign_in.from = person.home;
      sign_in.from.ip = fmt::format("100.{}.{}.{}", 64 + index % 60, random.Below(256), random.Below(256));
      sign_in.from.asn = person.site == 0 ? 1136 : 12576;
      sign_in.session_id = GuidText(random);
      sign_in.device = nullptr;
      sign_in.operating_system = index % 2 == 0 ? "Ios 18.1" : "Android 14";
      sign_in.browser = "Mobile Safari";
      sign_in.user_agent = index % 2 == 0 ? "Outlook-iOS/2.0" : "Outlook-Android/2.0";
      sign_in.client = "Mobile Apps and Desktop clients";
      WriteTokenUse(sim.logs, random, sim.world, sign_in);
    });
  }
}

void PlanWorkday(Simulation& sim, const Person& person, int64_t midnight, Random today) {
  const int64_t begin = midnight + Minutes(person.first_minute + today.Normal(0, 14));
  const int64_t finish = begin + Minutes(today.Normal(8.6 * 60, 35));
  // Where the logs begin in the middle of a day, everyone arrives at that moment.
  const int64_t arrival = std::max(begin, std::min(sim.start, finish - Minutes(5)));
  auto at = [&sim, arrival](int64_t time, Agenda::Step step) {
    if (time >= sim.start && time > arrival + Minutes(2)) sim.agenda.At(time, std::move(step));
  };
  auto random_at = [&sim, &person](int64_t now) {
    return sim.random.Fork(MixBits(static_cast<uint64_t>(now)) ^ StableHash(person.account.name));
  };
  Settle(sim, person, today);
  if (arrival < sim.start) return;
  if (sim.live() && begin < sim.start) {
    sim.MachineOf(person).Boot(sim.start - kTicksPerHour);
    sim.MachineOf(person).OpenDesktop(sim.start - kTicksPerHour + Minutes(1), person.account);
  }
  sim.agenda.At(arrival, [&sim, &person, random_at](int64_t now) {
    Random random = random_at(now);
    Arrive(sim, person, now, random);
  });
  const double gap = static_cast<double>(finish - begin) / static_cast<double>(kTicksPerMinute) /
                     (kThingsADay * sim.activity);
  int64_t next = begin + Minutes(3);
  while ((next += Minutes(today.Exponential(gap))) < finish - Minutes(2)) {
    const bool lunch = next > begin + Minutes(220) && next < begin + Minutes(255);
    if (lunch) continue;
    at(next, [&sim, &person, random_at](int64_t now) {
      Random random = random_at(now);
      DoSomething(sim, random, person, now);
    });
  }
  next = begin + Minutes(2);
  while ((next += Minutes(today.Exponential(kBackgroundMinutes / sim.activity))) < finish) {
    at(next, [&sim, &person, random_at](int64_t now) {
      Random random = random_at(now);
      Machine& machine = sim.MachineOf(person);
      if (machine.ready(now)) RunBackground(sim, random, machine, now);
    });
  }
  at(finish, [&sim, &person, random_at](int64_t now) {
    Random random = random_at(now);
    Leave(sim, person, now, random);
  });
}

}  // namespace

void ScheduleWorkdays(Simulation& sim) {
  auto plan = [&sim](int64_t midnight) {
    for (size_t i = 0; i < sim.world.people.size(); ++i) {
      const Person& person = sim.world.people[i];
      if (i == kNewEmployee && midnight < WorkdaysBefore(sim.end, 5)) continue;
      Random today = sim.random.Fork(person.account.upn).Fork(static_cast<uint64_t>(midnight));
      const double presence = !IsWorkday(midnight) ? 0.04 : i < kCastSize ? 1.0 : 0.92;
      if (today.Chance(presence)) PlanWorkday(sim, person, midnight, today.Fork("day"));
      PhoneDay(sim, person, midnight, today.Fork("phone"));
    }
  };
  // The day that has begun already, then each at its midnight.
  plan(DayStart(sim.start));
  sim.Daily(0, [plan, &sim](int64_t midnight) {
    if (midnight > sim.start) plan(midnight);
  });
}

}  // namespace harrier::ingest::demo
