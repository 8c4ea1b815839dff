#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/inventory.h"
#include "ingest/demo/simulation.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr double kLinuxStepMinutes = 2.6;

constexpr std::string_view kCommands[] = {"/usr/bin/apt-get update",
                                          "/usr/bin/systemctl restart nginx",
                                          "/usr/bin/journalctl -u deploy",
                                          "/usr/bin/docker ps",
                                          "/usr/bin/tail -f /var/log/nginx/error.log",
                                          "/usr/bin/systemctl status gitea"};
constexpr std::string_view kGuesses[] = {"root",     "admin",   "test", "oracle", "ubuntu",
                                         "postgres", "ftpuser", "git",  "user",   "deploy"};

// The log collector of one machine stood still once; its agent, and what it would have sent, with it.
bool Silent(const Simulation& sim, const Host& host, int64_t t) {
  const int64_t from = WorkdaysBefore(sim.options.end_ticks, 4) + 13 * kTicksPerHour;
  return host.role == "lx-db" && t >= from && t < from + 5 * kTicksPerHour;
}

void Line(Simulation& sim, int64_t t, const Host& host, std::string_view facility, std::string_view severity,
          std::string_view process, int pid, std::string_view message) {
  if (!Silent(sim, host, t)) WriteSyslog(sim.logs, t, host, facility, severity, process, pid, message);
}

void SshSession(Simulation& sim, const Host& host, Random& random, int64_t t) {
  const bool robot = random.Chance(0.6);
  const Person* person =
      sim.SomeoneAtWork(random, random.Chance(0.7) ? Department::kEngineering : Department::kIt);
  if (person == nullptr) return;
  const std::string user = robot ? "ansible" : person->account.name;
  const std::string from = robot ? "10.20.1.84" : sim.world.hosts[person->host].ip;
  const int pid = static_cast<int>(random.Between(2000, 400'000));
  const int port = static_cast<int>(random.Between(32768, 60999));
  Line(sim, t, host, "authpriv", "info", "sshd", pid,
       fmt::format("Accepted publickey for {} from {} port {} ssh2: ED25519 SHA256:{}", user, from, port,
                   DigestText(user, 43)));
  Line(sim, t + Seconds(0.02), host, "authpriv", "info", "sshd", pid,
       fmt::format("pam_unix(sshd:session): session opened for user {}(uid={}) by (uid=0)", user,
                   1000 + StableHash(user) % 500));
  if (random.Chance(robot ? 0.3 : 0.6)) {
    Line(sim, t + Seconds(20), host, "authpriv", "notice", "sudo", pid + 40,
         fmt::format("{} : TTY=pts/{} ; PWD=/home/{} ; USER=root ; COMMAND={}", user, random.Below(6), user,
                     random.Pick(kCommands)));
  }
  Line(sim, t + Seconds(30 + random.Exponential(300)), host, "authpriv", "info", "sshd", pid,
       fmt::format("pam_unix(sshd:session): session closed for user {}", user));
}

void Guessing(Simulation& sim, const Host& host, Random& random, int64_t t) {
  const std::string from = fmt::format("198.19.{}.{}", 210 + random.Below(40), 1 + random.Below(254));
  const size_t tries = 1 + random.Below(6);
  for (size_t i = 0; i < tries; ++i) {
    const std::string_view name = random.Pick(kGuesses);
    const int pid = static_cast<int>(random.Between(2000, 400'000));
    const int64_t at = t + Seconds(static_cast<double>(i) * 4);
    Line(sim, at, host, "authpriv", "info", "sshd", pid,
         fmt::format("Invalid user {} from {} port {}", name, from, random.Between(32768, 60999)));
    Line(sim, at + Seconds(0.8), host, "authpriv", "info", "sshd", pid,
         fmt::format("Failed password for {}{} from {} port {} ssh2", name == "root" ? "" : "invalid user ",
                     name, from, random.Between(32768, 60999)));
  }
}

void Step(Simulation& sim, const Host& host, Random& random, int64_t t) {
  const int pid = static_cast<int>(random.Between(800, 400'000));
  const uint64_t roll = random.Below(100);
  if (roll < 45) {
    Line(sim, t, host, "cron", "info", "CRON", pid,
         "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)");
  } else if (roll < 60) {
    Line(sim, t, host, "daemon", "info", "systemd", 1,
         random.Chance(0.5) ? "Started Daily apt download activities."
                            : "logrotate.service: Deactivated successfully.");
  } else if (roll < 70) {
    Line(sim, t, host, "kern", random.Chance(0.1) ? "warning" : "info", "kernel", 0,
         fmt::format("[{}.{}] TCP: request_sock_TCP: Possible SYN flooding on port 443. Sending cookies.",
                     random.Between(100'000, 999'999), random.Between(100'000, 999'999)));
  } else if (roll < 78) {
    Line(sim, t, host, "daemon", random.Chance(0.2) ? "err" : "notice", "nginx", pid,
         fmt::format("upstream response time {} ms, request: \"GET /api/v2/{} HTTP/2.0\"",
                     random.Between(3, 900), TextOf(random, kLowerAlphanumeric, 6)));
  } else if (roll < 90) {
    SshSession(sim, host, random, t);
  } else if (host.role == "lx-sftp" || host.role == "lx-web1") {
    Guessing(sim, host, random, t);
  } else {
    Line(sim, t, host, "daemon", "info", "dhclient", pid,
         fmt::format("DHCPACK of {} from 10.20.1.1", host.ip));
  }
}

}  // namespace

void ScheduleLinuxServers(Simulation& sim) {
  for (const Host& host : sim.world.hosts) {
    if (host.kind == HostKind::kLaptop) continue;
    Random own = sim.random.Fork("life of " + host.name);
    if (!host.windows()) {
      sim.Repeat(kLinuxStepMinutes / sim.traffic, own.Fork("steps"),
                 [&sim, &host](int64_t now, Random& random) { Step(sim, host, random, now); });
    }
    // Once in ten minutes at full scale, at least once an hour.
    const double beat = std::min(60.0, 10.0 / sim.traffic);
    const auto ticks = Minutes(beat);
    struct Beat {
      static void Add(Simulation& s, const Host& h, int64_t at, int64_t every) {
        if (at >= s.end) return;
        s.agenda.At(at, [&s, &h, every](int64_t now) {
          if (!Silent(s, h, now)) WriteHeartbeat(s.logs, now, h);
          Add(s, h, now + every, every);
        });
      }
    };
    Beat::Add(sim, host, sim.start + Seconds(own.Unit() * 500), ticks);
  }
}

}  // namespace harrier::ingest::demo
