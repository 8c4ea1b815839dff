#include "ingest/demo/programs.h"

#include "base/error.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr const char* kSystem32 = R"(C:\Windows\System32)";
constexpr const char* kOffice = R"(C:\Program Files\Microsoft Office\root\Office16)";
constexpr const char* kEdge = R"(C:\Program Files (x86)\Microsoft\Edge\Application)";
constexpr const char* kChrome = R"(C:\Program Files\Google\Chrome\Application)";
constexpr const char* kDefender = R"(C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.24090.11-0)";
constexpr const char* kSense = R"(C:\Program Files\Windows Defender Advanced Threat Protection)";
constexpr const char* kGit = R"(C:\Program Files\Git\cmd)";
constexpr const char* kManaged = R"(C:\Program Files\Perchline\Agent)";

constexpr const char* kMicrosoft = "Microsoft Corporation";
constexpr const char* kWindows = "Microsoft Windows Operating System";

struct Entry {
  const char* name;
  const char* file;
  const char* folder;
  const char* company;
  const char* product;
  const char* description;
};

constexpr Entry kEntries[] = {
    {"system", "ntoskrnl.exe", kSystem32, kMicrosoft, kWindows, "NT Kernel & System"},
    {"smss", "smss.exe", kSystem32, kMicrosoft, kWindows, "Windows Session Manager"},
    {"csrss", "csrss.exe", kSystem32, kMicrosoft, kWindows, "Client Server Runtime Process"},
    {"wininit", "wininit.exe", kSystem32, kMicrosoft, kWindows, "Windows Start-Up Application"},
    {"winlogon", "winlogon.exe", kSystem32, kMicrosoft, kWindows, "Windows Logon Application"},
    {"services", "services.exe", kSystem32, kMicrosoft, kWindows, "Services and Controller app"},
    {"lsass", "lsass.exe", kSystem32, kMicrosoft, kWindows, "Local Security Authority Process"},
    {"svchost", "svchost.exe", kSystem32, kMicrosoft, kWindows, "Host Process for Windows Services"},
    {"spoolsv", "spoolsv.exe", kSystem32, kMicrosoft, kWindows, "Spooler SubSystem App"},
    {"taskhostw", "taskhostw.exe", kSystem32, kMicrosoft, kWindows, "Host Process for Windows Tasks"},
    {"userinit", "userinit.exe", kSystem32, kMicrosoft, kWindows, "Userinit Logon Application"},
    {"explorer", "explorer.exe", R"(C:\Windows)", kMicrosoft, kWindows, "Windows Explorer"},
    {"dllhost", "dllhost.exe", kSystem32, kMicrosoft, kWindows, "COM Surrogate"},
    {"conhost", "conhost.exe", kSystem32, kMicrosoft, kWindows, "Console Window Host"},
    {"runtimebroker", "RuntimeBroker.exe", kSystem32, kMicrosoft, kWindows, "Runtime Broker"},
    {"backgroundtask", "backgroundTaskHost.exe", kSystem32, kMicrosoft, kWindows, "Background Task Host"},
    {"searchprotocol", "SearchProtocolHost.exe", kSystem32, kMicrosoft, kWindows,
     "Windows Search Protocol Host"},
    {"searchfilter", "SearchFilterHost.exe", kSystem32, kMicrosoft, kWindows, "Windows Search Filter Host"},
    {"wmiprvse", "WmiPrvSE.exe", R"(C:\Windows\System32\wbem)", kMicrosoft, kWindows, "WMI Provider Host"},
    {"tiworker", "TiWorker.exe", R"(C:\Windows\WinSxS\amd64_servicingstack_10.0.20348.2849)", kMicrosoft,
     kWindows, "Windows Modules Installer Worker"},
    {"trustedinstaller", "TrustedInstaller.exe", R"(C:\Windows\servicing)", kMicrosoft, kWindows,
     "Windows Modules Installer"},
    {"wuauclt", "wuauclt.exe", kSystem32, kMicrosoft, kWindows, "Windows Update"},
    {"usoclient", "UsoClient.exe", kSystem32, kMicrosoft, kWindows, "UsoClient"},
    {"msiexec", "msiexec.exe", kSystem32, kMicrosoft, kWindows, "Windows installer"},
    {"sppsvc", "sppsvc.exe", kSystem32, kMicrosoft, kWindows,
     "Microsoft Software Protection Platform Service"},
    {"compattelrunner", "CompatTelRunner.exe", kSystem32, kMicrosoft, kWindows, "Compatibility Telemetry"},
    {"gpupdate", "gpupdate.exe", kSystem32, kMicrosoft, kWindows, "Group Policy Update Utility"},
    {"cmd", "cmd.exe", kSystem32, kMicrosoft, kWindows, "Windows Command Processor"},
    {"powershell", "powershell.exe", R"(C:\Windows\System32\WindowsPowerShell\v1.0)", kMicrosoft, kWindows,
     "Windows PowerShell"},
    {"rundll32", "rundll32.exe", kSystem32, kMicrosoft, kWindows, "Windows host process (Rundll32)"},
    {"regsvr32", "regsvr32.exe", kSystem32, kMicrosoft, kWindows, "Register Server"},
    {"reg", "reg.exe", kSystem32, kMicrosoft, kWindows, "Registry Console Tool"},
    {"net", "net.exe", kSystem32, kMicrosoft, kWindows, "Net Command"},
    {"net1", "net1.exe", kSystem32, kMicrosoft, kWindows, "Net Command"},
    {"whoami", "whoami.exe", kSystem32, kMicrosoft, kWindows, "whoami - displays logged on user information"},
    {"nltest", "nltest.exe", kSystem32, kMicrosoft, kWindows, "Microsoft Logon Server Test Utility"},
    {"ipconfig", "ipconfig.exe", kSystem32, kMicrosoft, kWindows, "IP Configuration Utility"},
    {"systeminfo", "systeminfo.exe", kSystem32, kMicrosoft, kWindows, "Displays system information"},
    {"quser", "quser.exe", kSystem32, kMicrosoft, kWindows, "Query User Utility"},
    {"tasklist", "tasklist.exe", kSystem32, kMicrosoft, kWindows, "Lists the current running tasks"},
    {"ping", "PING.EXE", kSystem32, kMicrosoft, kWindows, "TCP/IP Ping Command"},
    {"schtasks", "schtasks.exe", kSystem32, kMicrosoft, kWindows, "Task Scheduler Configuration Tool"},
    {"sc", "sc.exe", kSystem32, kMicrosoft, kWindows, "Service Control Manager Configuration Tool"},
    {"wmic", "WMIC.exe", R"(C:\Windows\System32\wbem)", kMicrosoft, kWindows, "WMI Commandline Utility"},
    {"wevtutil", "wevtutil.exe", kSystem32, kMicrosoft, kWindows, "Eventing Command Line Utility"},
    {"vssadmin", "vssadmin.exe", kSystem32, kMicrosoft, kWindows,
     "Command Line Interface for Volume Shadow Copy"},
    {"certutil", "certutil.exe", kSystem32, kMicrosoft, kWindows, "CertUtil.exe"},
    {"mmc", "mmc.exe", kSystem32, kMicrosoft, kWindows, "Microsoft Management Console"},
    {"mstsc", "mstsc.exe", kSystem32, kMicrosoft, kWindows, "Remote Desktop Connection"},
    {"robocopy", "Robocopy.exe", kSystem32, kMicrosoft, kWindows, "Microsoft Robocopy"},
    {"notepad", "notepad.exe", kSystem32, kMicrosoft, kWindows, "Notepad"},
    {"ssh", "ssh.exe", R"(C:\Windows\System32\OpenSSH)", "", "OpenSSH for Windows", ""},
    {"outlook", "OUTLOOK.EXE", kOffice, kMicrosoft, "Microsoft Office", "Microsoft Outlook"},
    {"winword", "WINWORD.EXE", kOffice, kMicrosoft, "Microsoft Office", "Microsoft Word"},
    {"excel", "EXCEL.EXE", kOffice, kMicrosoft, "Microsoft Office", "Microsoft Excel"},
    {"powerpnt", "POWERPNT.EXE", kOffice, kMicrosoft, "Microsoft Office", "Microsoft PowerPoint"},
    {"clicktorun", "OfficeClickToRun.exe", R"(C:\Program Files\Common Files\Microsoft Shared\ClickToRun)",
     kMicrosoft, "Microsoft Office", "Microsoft Office Click-to-Run (SxS)"},
    {"teams", "ms-teams.exe",
     R"(C:\Program Files\WindowsApps\MSTeams_24295.605.3225.8804_x64__8wekyb3d8bbwe)", kMicrosoft,
     "Microsoft Teams", "Microsoft Teams"},
    {"webview", "msedgewebview2.exe",
     R"(C:\Program Files (x86)\Microsoft\EdgeWebView\Application\131.0.2903.51)", kMicrosoft,
     "Microsoft Edge WebView2", "Microsoft Edge WebView2"},
    {"onedrive", "OneDrive.exe", R"(C:\Program Files\Microsoft OneDrive)", kMicrosoft, "Microsoft OneDrive",
     "Microsoft OneDrive"},
    {"edge", "msedge.exe", kEdge, kMicrosoft, "Microsoft Edge", "Microsoft Edge"},
    {"edgeupdate", "MicrosoftEdgeUpdate.exe", R"(C:\Program Files (x86)\Microsoft\EdgeUpdate)", kMicrosoft,
     "Microsoft Edge Update", "Microsoft Edge Update"},
    {"chrome", "chrome.exe", kChrome, "Google LLC", "Google Chrome", "Google Chrome"},
    {"msmpeng", "MsMpEng.exe", kDefender, kMicrosoft, kWindows, "Antimalware Service Executable"},
    {"mpcmdrun", "MpCmdRun.exe", kDefender, kMicrosoft, kWindows,
     "Microsoft Malware Protection Command Line Utility"},
    {"mssense", "MsSense.exe", kSense, kMicrosoft, kWindows,
     "Windows Defender Advanced Threat Protection Service"},
    {"senseir", "SenseIR.exe", kSense, kMicrosoft, kWindows, "Windows Defender Advanced Threat Protection"},
    {"monitoring", "MonitoringHost.exe", R"(C:\Program Files\Microsoft Monitoring Agent\Agent)", kMicrosoft,
     "Microsoft Monitoring Agent", "Microsoft Monitoring Agent Host"},
    {"securityhealth", "SecurityHealthSystray.exe", kSystem32, kMicrosoft, kWindows,
     "Windows Security notification icon"},
    {"agent", "perchagent.exe", kManaged, "Perchline Systems", "Perchline Endpoint Manager",
     "Perchline Agent Service"},
    {"ledger", "Ledgerline.exe", R"(C:\Program Files\Ledgerline\Client)", "Ledgerline Software",
     "Ledgerline ERP", "Ledgerline Client"},
    {"cadviewer", "FormaView.exe", R"(C:\Program Files\FormaCAD\2024\bin)", "FormaCAD GmbH", "FormaCAD",
     "FormaCAD Viewer"},
    {"zoom", "Zoom.exe", R"(C:\Program Files\Zoom\bin)", "Zoom Video Communications, Inc.", "Zoom Workplace",
     "Zoom Workplace"},
    {"vscode", "Code.exe", R"(C:\Program Files\Microsoft VS Code)", kMicrosoft, "Visual Studio Code",
     "Visual Studio Code"},
    {"git", "git.exe", kGit, "The Git Development Community", "Git", "Git for Windows"},
    {"python", "python.exe", R"(C:\Program Files\Python312)", "Python Software Foundation", "Python",
     "Python"},
    {"node", "node.exe", R"(C:\Program Files\nodejs)", "Node.js", "Node.js", "Node.js JavaScript Runtime"},
    {"docker", "docker.exe", R"(C:\Program Files\Docker\Docker\resources\bin)", "Docker Inc.",
     "Docker Desktop", "Docker CLI"},
    {"cmake", "cmake.exe", R"(C:\Program Files\CMake\bin)", "Kitware", "CMake", "CMake"},
    {"aws", "aws.exe", R"(C:\Program Files\Amazon\AWSCLIV2)", "Amazon Web Services", "AWS CLI",
     "AWS Command Line Interface"},
    {"7z", "7z.exe", R"(C:\Program Files\7-Zip)", "Igor Pavlov", "7-Zip", "7-Zip Console"},
    {"vpn", "FortiClient.exe", R"(C:\Program Files\Fortinet\FortiClient)", "Fortinet Inc.", "FortiClient",
     "FortiClient Console"},
    {"psexec", "PsExec64.exe", R"(C:\Tools\Sysinternals)", "Sysinternals - www.sysinternals.com",
     "Sysinternals PsExec", "Execute processes remotely"},
    {"psexesvc", "PSEXESVC.exe", R"(C:\Windows)", "Sysinternals", "Sysinternals PsExec", "PsExec Service"},
    {"sqlservr", "sqlservr.exe", R"(C:\Program Files\Microsoft SQL Server\MSSQL16.MSSQLSERVER\MSSQL\Binn)",
     kMicrosoft, "Microsoft SQL Server", "SQL Server Windows NT - 64 Bit"},
    {"sqlcmd", "SQLCMD.EXE", R"(C:\Program Files\Microsoft SQL Server\Client SDK\ODBC\170\Tools\Binn)",
     kMicrosoft, "Microsoft SQL Server", "SQL Command Line Tool"},
    {"sqlagent", "SQLAGENT.EXE", R"(C:\Program Files\Microsoft SQL Server\MSSQL16.MSSQLSERVER\MSSQL\Binn)",
     kMicrosoft, "Microsoft SQL Server", "SQL Server Agent"},
    {"w3wp", "w3wp.exe", R"(C:\Windows\System32\inetsrv)", kMicrosoft, "Internet Information Services",
     "IIS Worker Process"},
    {"dns", "dns.exe", kSystem32, kMicrosoft, kWindows, "Domain Name System (DNS) Server"},
    {"dfsrs", "dfsrs.exe", kSystem32, kMicrosoft, kWindows, "Distributed File System Replication"},
    {"wsuspool", "WsusService.exe", R"(C:\Program Files\Update Services\Services)", kMicrosoft,
     "Windows Server Update Services", "Update Services"},
    {"backup", "HarborVault.exe", R"(C:\Program Files\HarborVault\Agent)", "HarborVault BV",
     "HarborVault Backup", "HarborVault Agent"},
};

}  // namespace

Image Programs::Custom(std::string_view file, std::string_view folder, std::string_view company,
                       std::string_view product, std::string_view original, std::string_view version) {
  Image image;
  image.file = file;
  image.folder = folder;
  image.company = company;
  image.product = product;
  image.description = product;
  image.original = original;
  image.version = version;
  const std::string key = std::string(original) + "|" + std::string(company) + "|" + std::string(version);
  image.size = static_cast<int64_t>(20'000 + StableHash(key) % 4'000'000);
  image.sha1 = DigestText("sha1" + key, 40);
  image.sha256 = DigestText("sha256" + key, 64);
  image.md5 = DigestText("md5" + key, 32);
  return image;
}

Programs::Programs() {
  for (const Entry& e : kEntries) {
    Image image = Custom(e.file, e.folder, e.company, e.product, e.file,
                         std::string_view(e.product) == kWindows ? "10.0.22621.4391" : "");
    if (image.version.empty()) {
      const uint64_t h = StableHash(e.product);
      image.version = std::to_string(1 + h % 24) + "." + std::to_string(h / 32 % 12) + "." +
                      std::to_string(h / 512 % 4000);
    }
    image.description = e.description;
    images_.emplace(e.name, std::move(image));
  }
}

const Image& Programs::Get(std::string_view name) const {
  const auto it = images_.find(name);
  HARRIER_CHECK(it != images_.end());
  return it->second;
}

Image InProfile(const Image& image, std::string_view user) {
  Image own = image;
  const size_t at = own.folder.find("{user}");
  if (at != std::string::npos) own.folder.replace(at, 6, user);
  return own;
}

}  // namespace harrier::ingest::demo
