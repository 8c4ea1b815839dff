#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/network_logs.h"
#include "ingest/demo/simulation.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

struct SystemTask {
  int weight;
  BaseProcess parent;
  std::string_view program;
  std::string_view command;
};

constexpr SystemTask kTasks[] = {
    {10, BaseProcess::kDcomLaunch, "runtimebroker", R"(C:\Windows\System32\RuntimeBroker.exe -Embedding)"},
    {10, BaseProcess::kDcomLaunch, "dllhost",
     R"(C:\Windows\system32\DllHost.exe /Processid:{{H8}-{H4}-{H4}-{H4}-{H8}0000})"},
    {8, BaseProcess::kDcomLaunch, "backgroundtask",
     R"("C:\Windows\system32\backgroundTaskHost.exe" -ServerName:App.AppX{H8}.mca)"},
    {7, BaseProcess::kDcomLaunch, "wmiprvse", R"(C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding)"},
    {9, BaseProcess::kScheduler, "taskhostw", R"(taskhostw.exe {N2}{H4})"},
    {4, BaseProcess::kScheduler, "usoclient", R"(C:\Windows\system32\usoclient.exe StartScan)"},
    {2, BaseProcess::kScheduler, "compattelrunner",
     R"(C:\Windows\system32\compattelrunner.exe -maintenance)"},
    {3, BaseProcess::kScheduler, "edgeupdate",
     R"("C:\Program Files (x86)\Microsoft\EdgeUpdate\MicrosoftEdgeUpdate.exe" /ua /installsource scheduler)"},
    {2, BaseProcess::kScheduler, "clicktorun",
     R"("C:\Program Files\Common Files\Microsoft Shared\ClickToRun\OfficeC2RClient.exe" /update SCHEDULEDTASK displaylevel=False)"},
    {2, BaseProcess::kServices, "sppsvc", R"(C:\Windows\system32\sppsvc.exe)"},
    {6, BaseProcess::kServices, "svchost", R"(C:\Windows\system32\svchost.exe -k netsvcs -p -s {service})"},
    {4, BaseProcess::kServices, "searchprotocol",
     R"("C:\Windows\system32\SearchProtocolHost.exe" Global\UsGthrFltPipeMssGthrPipe{N4}_ Global\UsGthrCtrlFltPipeMssGthrPipe{N4} 1 -2147483646)"},
    {3, BaseProcess::kAntivirus, "mpcmdrun",
     R"("C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.24090.11-0\MpCmdRun.exe" SignatureUpdate -ScheduleJob -RestrictPrivileges)"},
    {2, BaseProcess::kSystemServices, "gpupdate", R"(gpupdate.exe /target:computer)"},
};

constexpr std::string_view kServices[] = {"wuauserv",    "BITS",    "Appinfo", "lfsvc",
                                          "UserManager", "wlidsvc", "DsmSvc",  "TokenBroker"};

struct RegistryNoise {
  std::string_view key, name, data;
};
constexpr RegistryNoise kRegistry[] = {
    {R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tasks\{{H8}-{H4}-{H4}})",
     "DynamicInfo", "030000{H8}{H8}"},
    {R"(HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\bam\State\UserSettings\S-1-5-18)", "SequenceNumber",
     "{N3}"},
    {R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update)",
     "LastOnline", "{N9}"},
    {R"(HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\W32Time\Config)", "LastKnownGoodTime", "{N9}"},
    {R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows Defender\Signature Updates)", "SignaturesLastUpdated",
     "{H8}"},
    {R"(HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\Tcpip\Parameters\Interfaces\{{H8}-{H4}})",
     "LeaseObtainedTime", "{N9}"},
    {R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\EdgeUpdate)", "last_checked", "{N9}"},
    {R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\SystemCertificates\AuthRoot\AutoUpdate)", "LastSyncTime",
     "{H8}{H8}"},
};

struct FileNoise {
  BaseProcess by;
  std::string_view folder, file;
};
constexpr FileNoise kFiles[] = {
    {BaseProcess::kAntivirus, R"(C:\ProgramData\Microsoft\Windows Defender\Scans\History\CacheManager)",
     "{H8}-{H4}.bin"},
    {BaseProcess::kSystemServices, R"(C:\Windows\SoftwareDistribution\Download\{H8}{H8})", "{H8}.psf"},
    {BaseProcess::kSystemServices, R"(C:\Windows\Prefetch)", "SVCHOST.EXE-{H8}.pf"},
    {BaseProcess::kNetworkServices, R"(C:\Windows\ServiceProfiles\NetworkService\AppData\Local\Temp)",
     "{H6}.tmp"},
    {BaseProcess::kAgent, R"(C:\ProgramData\Perchline\Agent\queue)", "inv-{N6}.json"},
    {BaseProcess::kSensor, R"(C:\ProgramData\Microsoft\Windows Defender Advanced Threat Protection\Cyber)",
     "{H8}.dat"},
};

// The management agent takes stock with an encoded script: common, and innocent.
void TakeInventory(Machine& machine, Random& random, int64_t t) {
  constexpr std::string_view kScripts[] = {
      "Get-CimInstance Win32_QuickFixEngineering | Select HotFixID,InstalledOn | ConvertTo-Json -Compress",
      "Get-ItemProperty HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\* | Select "
      "DisplayName,DisplayVersion | ConvertTo-Json",
      "Get-Volume | Select DriveLetter,SizeRemaining,Size | ConvertTo-Json -Compress",
      "(Get-MpComputerStatus).AntivirusSignatureAge"};
  const Process& shell = machine.Start(
      t, machine.Base(BaseProcess::kAgent), "powershell",
      fmt::format("powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand {}",
                  EncodedCommand(random.Pick(kScripts))));
  machine.Start(t + Seconds(0.1), shell, "conhost",
                R"(\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1)");
  machine.sensor().File(t + Seconds(2), shell, "FileCreated", R"(C:\Windows\Temp)",
                        fmt::format("__PSScriptPolicyTest_{}.{}.ps1", TextOf(random, kLowerAlphanumeric, 8),
                                    TextOf(random, kLowerAlphanumeric, 3)),
                        60);
  machine.Stop(t + Seconds(5), shell);
}

void RunTask(Machine& machine, Random& random, int64_t t) {
  int total = 0;
  for (const SystemTask& task : kTasks) total += task.weight;
  int roll = static_cast<int>(random.Below(static_cast<uint64_t>(total)));
  for (const SystemTask& task : kTasks) {
    roll -= task.weight;
    if (roll >= 0) continue;
    const Process& process = machine.Start(t, machine.Base(task.parent), task.program,
                                           Fill(task.command, random, {{"service", random.Pick(kServices)}}));
    if (random.Chance(0.4)) machine.Stop(t + Seconds(2 + random.Exponential(90)), process);
    return;
  }
}

void CallHome(Simulation& sim, Machine& machine, Random& random, int64_t t) {
  constexpr BaseProcess kCallers[] = {BaseProcess::kSystemServices, BaseProcess::kNetworkServices,
                                      BaseProcess::kAntivirus, BaseProcess::kSensor,
                                      BaseProcess::kSystemServices};
  const WebSite& site = sim.world.telemetry[random.Skewed(sim.world.telemetry.size())];
  Visit visit;
  visit.domain = site.domain;
  visit.ip = site.ip;
  visit.sent = random.Between(300, 9000);
  visit.received = random.Between(500, 90'000);
  visit.resolve = random.Chance(0.7);
  Connect(sim, machine, t, machine.Base(random.Pick(kCallers)), visit);
}

void SensorNoise(Machine& machine, Random& random, int64_t t) {
  constexpr std::string_view kDlls[] = {"version.dll", "wininet.dll", "amsi.dll", "taskschd.dll",
                                        "wmiutils.dll"};
  const uint64_t roll = random.Below(4);
  if (roll == 0) {
    machine.sensor().Other(t, machine.Base(BaseProcess::kAntivirus), "OpenProcessApiCall",
                           R"(C:\Windows\System32)", "lsass.exe", R"({"DesiredAccess":4096})");
  } else if (roll == 1) {
    machine.sensor().Other(t, machine.Base(BaseProcess::kScheduler), "ScheduledTaskUpdated", "", "",
                           R"({"TaskName":"\\Microsoft\\Windows\\UpdateOrchestrator\\Schedule Scan"})");
  } else if (roll == 2) {
    const std::string_view dll = random.Pick(kDlls);
    machine.sensor().Other(t, machine.Base(BaseProcess::kSystemServices), "ImageLoaded",
                           R"(C:\Windows\System32)", dll, "{}");
  } else {
    machine.sensor().Other(t, machine.Base(BaseProcess::kAntivirus), "AntivirusScanCompleted", "", "",
                           fmt::format(R"({{"ScanTypeIndex":"Quick","ScanId":"{}"}})", GuidText(random)));
  }
}

}  // namespace

void RunBackground(Simulation& sim, Random& random, Machine& machine, int64_t t) {
  const uint64_t roll = random.Below(100);
  if (roll < 34) {
    RunTask(machine, random, t);
  } else if (roll < 56) {
    CallHome(sim, machine, random, t);
  } else if (roll < 72) {
    const RegistryNoise& noise = random.Pick(kRegistry);
    machine.sensor().Registry(t, machine.Base(BaseProcess::kSystemServices), Fill(noise.key, random, {}),
                              noise.name, Fill(noise.data, random, {}));
  } else if (roll < 86) {
    const FileNoise& noise = random.Pick(kFiles);
    machine.sensor().File(t, machine.Base(noise.by), random.Chance(0.75) ? "FileCreated" : "FileDeleted",
                          Fill(noise.folder, random, {}), Fill(noise.file, random, {}),
                          random.Between(200, 90'000));
  } else if (roll < 90) {
    // The service control manager logs SYSTEM on for a service; by far the most common logon there is.
    machine.LogOn(t, sim.world.system, 5, {}, true, "Negotiate");
  } else if (roll < 97) {
    SensorNoise(machine, random, t);
  } else {
    TakeInventory(machine, random, t);
  }
}

}  // namespace harrier::ingest::demo
