#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/network_logs.h"
#include "ingest/demo/office.h"
#include "ingest/demo/office_words.h"
#include "ingest/demo/simulation.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

const WebSite& SiteNamed(const Simulation& sim, std::string_view domain) {
  for (const WebSite& site : sim.world.web) {
    if (site.domain == domain) return site;
  }
  return sim.world.web[0];
}

Visit VisitOf(Random& random, const WebSite& site) {
  Visit visit;
  visit.domain = site.domain;
  visit.ip = site.ip;
  visit.category = site.category;
  visit.sent = random.Between(400, 6000);
  visit.received = static_cast<int64_t>(2000 + random.Exponential(60'000));
  visit.resolve = random.Chance(0.6);
  return visit;
}

OfficeActor ActorOf(Simulation& sim, const Person& person) {
  const PersonDay& day = sim.DayOf(person);
  return {&person, day.place.ip, person.user_agent, "", day.session_id};
}

void Browse(Simulation& sim, Random& random, const Person& person, Machine& machine, const Process& desktop,
            int64_t t) {
  const bool chrome = person.browser.starts_with("Chrome");
  const Image& image = sim.world.programs.Get(chrome ? "chrome" : "edge");
  const Process* browser =
      &machine.Start(t, desktop, image, fmt::format("\"{}\" --profile-directory=Default", image.Path()));
  if (random.Chance(0.5)) {
    machine.Start(
        t + Seconds(0.4), *browser, image,
        fmt::format(
            "\"{}\" --type=renderer --lang=en-GB --renderer-client-id={} --field-trial-handle={},i,{}",
            image.Path(), random.Between(5, 400), random.Between(1800, 2400), random.Next() >> 3));
  }
  const size_t pages = 1 + random.Below(5);
  for (size_t i = 0; i < pages; ++i) {
    const WebSite& site = sim.world.web[random.Skewed(sim.world.web.size())];
    Visit visit = VisitOf(random, site);
    visit.proxied = true;
    const std::string path = fmt::format("/{}", TextOf(random, kLowerAlphanumeric, 4 + random.Below(10)));
    visit.path = path;
    Connect(sim, machine, t + Seconds(1 + static_cast<double>(i) * 9), *browser, visit);
  }
  if (random.Chance(0.08)) {
    const WebSite& site = sim.world.web[random.Skewed(sim.world.web.size())];
    const std::string file = DocumentName(random, person.department, sim.world.projects);
    machine.sensor().File(t + Seconds(20), *browser, "FileCreated",
                          fmt::format(R"(C:\Users\{}\Downloads)", person.account.name), file,
                          random.Between(20'000, 4'000'000),
                          fmt::format("https://{}/files/{}", site.domain, file));
  }
}

void Mail(Simulation& sim, Random& random, const Person& person, Machine& machine, const Process& desktop,
          int64_t t) {
  const Process& outlook = machine.Start(t, desktop, "outlook",
                                         R"("C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE")");
  Connect(sim, machine, t + Seconds(2), outlook, VisitOf(random, sim.world.web[0]));
  const OfficeActor actor = ActorOf(sim, person);
  const std::string subject = Subject(random, sim.world.projects);
  const size_t reads = 1 + random.Below(3);
  for (size_t i = 0; i < reads; ++i) {
    WriteMailbox(sim.logs, random, sim.world, t + Seconds(5 + static_cast<double>(i) * 20), actor,
                 "MailItemsAccessed", subject, "Client=MSExchangeRPC");
  }
  if (random.Chance(0.45))
    WriteMailbox(sim.logs, random, sim.world, t + Seconds(70), actor, "Send", subject,
                 "Client=MSExchangeRPC");
  if (random.Chance(0.15)) {
    WriteMailbox(sim.logs, random, sim.world, t + Seconds(80), actor, "MoveToDeletedItems", subject,
                 "Client=MSExchangeRPC");
  }
  if (random.Chance(0.3)) UseToken(sim, random, person, t + Seconds(3), 2);
  if (random.Chance(0.12)) {
    const std::string file = DocumentName(random, person.department, sim.world.projects);
    machine.sensor().File(
        t + Seconds(30), outlook, "FileCreated",
        fmt::format(R"(C:\Users\{}\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\{})",
                    person.account.name, TextOf(random, kUpperAlphanumeric, 8)),
        file, random.Between(15'000, 2'000'000));
  }
}

void Document(Simulation& sim, Random& random, const Person& person, Machine& machine, const Process& desktop,
              int64_t t) {
  constexpr std::string_view kPrograms[] = {"winword", "excel", "excel", "powerpnt"};
  const std::string_view program = random.Pick(kPrograms);
  const std::string file = DocumentName(random, person.department, sim.world.projects, program);
  const std::string site = Lower(DepartmentName(person.department).substr(0, 7));
  const bool own = random.Chance(0.4);
  const std::string folder =
      own ? fmt::format(R"(C:\Users\{}\OneDrive - Kestrel Works\Documents)", person.account.name)
          : fmt::format(R"(C:\Users\{}\Kestrel Works\{} - Documents)", person.account.name, site);
  const Image& image = sim.world.programs.Get(program);
  const Process& process =
      machine.Start(t, desktop, image, fmt::format("\"{}\" \"{}\\{}\"", image.Path(), folder, file));
  const int64_t size = random.Between(12'000, 3'000'000);
  machine.sensor().File(t + Seconds(1), process, "FileCreated", folder,
                        "~$" + file.substr(std::min<size_t>(2, file.size())), 165);
  machine.sensor().Registry(
      t + Seconds(1.5), process,
      fmt::format(R"(HKEY_CURRENT_USER\{}\SOFTWARE\Microsoft\Office\16.0\Common\Open Find\{}\Settings)",
                  person.account.sid, image.description),
      "File Name MRU", folder);
  const OfficeActor actor = ActorOf(sim, person);
  WriteDocument(sim.logs, random, sim.world, t + Seconds(2), actor, "FileAccessed", own ? "" : site,
                "General", file);
  const size_t saves = random.Below(4);
  for (size_t i = 0; i < saves; ++i) {
    const int64_t saved = t + Seconds(60 + static_cast<double>(i) * 45);
    if (random.Chance(0.3)) {
      // Office saves beside the document and renames.
      const std::string draft = fmt::format("~WRD{}.tmp", random.Between(1000, 9999));
      machine.sensor().File(saved - Seconds(0.1), process, "FileRenamed", folder, file, size, {}, draft);
    }
    machine.sensor().File(saved, process, "FileModified", folder, file, size + static_cast<int64_t>(i) * 700);
    WriteDocument(sim.logs, random, sim.world, saved + Seconds(4), actor, "FileModifiedExtended",
                  own ? "" : site, "General", file);
  }
  if (random.Chance(0.07))
    WriteDocument(sim.logs, random, sim.world, t + Seconds(5), actor, "FileDownloaded", own ? "" : site,
                  "General", file);
  if (random.Chance(0.2)) UseToken(sim, random, person, t + Seconds(2), 3);
  if (random.Chance(0.3)) machine.Stop(t + Minutes(20), process);
}

void FileShare(Simulation& sim, Random& random, const Person& person, Machine& machine,
               const Process& desktop, int64_t t) {
  Machine& files = sim.ServerMachine("files");
  const Logon& logon = ConnectShare(sim, machine, files, t, desktop, person.account);
  const std::string share = Lower(DepartmentName(person.department).substr(0, 7)) + "$";
  files.security().ShareAccess(t + Seconds(0.2), logon, share, "", false);
  const size_t count = 1 + random.Below(3);
  for (size_t i = 0; i < count; ++i) {
    const std::string file = DocumentName(random, person.department, sim.world.projects);
    files.security().ShareAccess(t + Seconds(0.5 + static_cast<double>(i)), logon, share, file,
                                 random.Chance(0.25));
  }
  files.LogOff(t + Seconds(20 + random.Exponential(40)), logon);
}

void Chat(Simulation& sim, Random& random, const Person& person, Machine& machine, const Process& desktop,
          int64_t t) {
  const Process& teams =
      machine.Start(t, desktop, "webview",
                    fmt::format("msedgewebview2.exe --embedded-browser-webview=1 "
                                "--webview-exe-name=ms-teams.exe --mojo-platform-channel-handle={}",
                                random.Between(1000, 9000)));
  Connect(sim, machine, t + Seconds(1), teams, VisitOf(random, sim.world.web[1]));
  const OfficeActor actor = ActorOf(sim, person);
  if (random.Chance(0.2))
    WriteTeams(sim.logs, random, sim.world, t + Seconds(2), actor, "TeamsSessionStarted", "");
  const size_t messages = 1 + random.Below(3);
  for (size_t i = 0; i < messages; ++i) {
    WriteTeams(sim.logs, random, sim.world, t + Seconds(4 + static_cast<double>(i) * 21), actor,
               "MessageSent",
               random.Chance(0.4) ? "Project " + random.Pick(sim.world.projects) : std::string());
  }
  if (random.Chance(0.35)) UseToken(sim, random, person, t + Seconds(1), 1);
}

void Unlock(Simulation& sim, const Person& person, Machine& machine, int64_t t) {
  sim.Controller(person.site).security().TicketGranted(t - Seconds(0.2), person.account, machine.ip(), "0x0");
  machine.LogOn(t, person.account, 7, {}, false, "Negotiate");
}

void DepartmentWork(Simulation& sim, Random& random, const Person& person, Machine& machine,
                    const Process& desktop, int64_t t) {
  const ToolUse& use = PickTool(random, person.department);
  const std::string& user = person.account.name;
  const std::string project = Lower(random.Pick(sim.world.projects));
  const Host& server = sim.world.hosts[random.Below(12)];
  const std::vector<std::pair<std::string_view, std::string_view>> values = {
      {"user", user}, {"project", project}, {"server", server.name}, {"domain", sim.world.ad_domain}};
  const Process* parent = &desktop;
  if (!use.parent.empty()) {
    parent = &machine.Start(t, desktop, use.parent, Fill(use.parent_command, random, values));
  }
  const bool shell = use.program == "powershell" || use.program == "cmd";
  const Process& tool =
      machine.Start(t + Seconds(0.7), *parent, use.program, Fill(use.command, random, values));
  if (shell || use.parent == "cmd" || use.parent == "powershell") {
    machine.Start(t + Seconds(0.8), use.parent.empty() ? tool : *parent, "conhost",
                  R"(\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1)");
  }
  if (!use.site.empty())
    Connect(sim, machine, t + Seconds(1.4), tool, VisitOf(random, SiteNamed(sim, use.site)));
  if (!use.file.empty()) {
    const size_t count = 1 + random.Below(4);
    for (size_t i = 0; i < count; ++i) {
      machine.sensor().File(
          t + Seconds(2 + static_cast<double>(i)), tool, random.Chance(0.6) ? "FileCreated" : "FileModified",
          Fill(use.folder, random, values), Fill(use.file, random, values), random.Between(800, 900'000));
    }
  }
  if (random.Chance(0.6)) machine.Stop(t + Seconds(4 + random.Exponential(30)), tool);
}

void Administer(Simulation& sim, Random& random, const Person& person, Machine& machine,
                const Process& desktop, int64_t t) {
  // Those who administer go by the jump server, in working hours, under their second account.
  Machine& jump = sim.ServerMachine("jump");
  machine.Start(t, desktop, "mstsc", fmt::format("mstsc.exe /v:{}", jump.host().fqdn));
  const Process& there = jump.OpenDesktop(t + Seconds(6), person.admin, {machine.ip(), machine.host().name});
  const size_t index = random.Below(12);
  Machine& target = *sim.machines[index];
  const std::vector<std::pair<std::string_view, std::string_view>> values = {{"server", target.host().name},
                                                                             {"user", person.account.name}};
  const ToolUse& use = PickTool(random, Department::kIt);
  jump.Start(t + Seconds(20), there, sim.world.programs.Get(use.program), Fill(use.command, random, values),
             *there.logon, Integrity::kHigh);
  if (&target == &jump) return;
  const Logon& logon = ConnectShare(sim, jump, target, t + Seconds(24), there, person.admin, true);
  if (random.Chance(0.2)) {
    target.Start(t + Seconds(25), target.Base(BaseProcess::kDcomLaunch), "wmiprvse",
                 R"(C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding)");
  }
  target.LogOff(t + Minutes(2), logon);
}

}  // namespace

void DoSomething(Simulation& sim, Random& random, const Person& person, int64_t t) {
  Machine& machine = sim.MachineOf(person);
  if (!machine.running()) return;
  const Process& desktop = machine.OpenDesktop(t, person.account);
  const uint64_t roll = random.Below(100);
  if (person.department == Department::kIt && roll < 10) {
    Administer(sim, random, person, machine, desktop, t + Seconds(2));
  } else if (roll < 30) {
    Browse(sim, random, person, machine, desktop, t + Seconds(2));
  } else if (roll < 48) {
    Mail(sim, random, person, machine, desktop, t + Seconds(2));
  } else if (roll < 62) {
    Document(sim, random, person, machine, desktop, t + Seconds(2));
  } else if (roll < 72) {
    FileShare(sim, random, person, machine, desktop, t + Seconds(2));
  } else if (roll < 82) {
    Chat(sim, random, person, machine, desktop, t + Seconds(2));
  } else if (roll < 86) {
    Unlock(sim, person, machine, t + Seconds(2));
  } else {
    DepartmentWork(sim, random, person, machine, desktop, t + Seconds(2));
  }
}

}  // namespace harrier::ingest::demo
