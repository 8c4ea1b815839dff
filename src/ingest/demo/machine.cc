#include "ingest/demo/machine.h"

#include "ingest/demo/calendar.h"

namespace harrier::ingest::demo {

Machine::Machine(const World& world, const Host& host, Logs& logs, Random random)
    : world_(world),
      host_(host),
      random_(random),
      security_(world, host, logs, random.Fork("security")),
      sensor_(host, logs, random.Fork("sensor")),
      ip_(host.ip) {}

const Logon& Machine::LogOn(int64_t time, const Account& account, int type, const Origin& origin,
                            bool elevated, const char* package) {
  Logon logon;
  logon.account = &account;
  logon.type = type;
  logon.time = time;
  logon.origin = origin;
  logon.package = package;
  logon.elevated = elevated;
  if (account.sid == "S-1-5-18") {
    logon.id = 0x3e7;
  } else if (account.sid == "S-1-5-19") {
    logon.id = 0x3e5;
  } else if (account.sid == "S-1-5-20") {
    logon.id = 0x3e4;
  } else {
    next_logon_ += 0x101 + random_.Below(0x9000);
    logon.id = next_logon_;
  }
  if (type == 2 || type == 10 || type == 11) logon.session = next_session_++;
  logons_.push_back(std::move(logon));
  security_.LogonSuccess(logons_.back());
  if (type != 5 && type != 0) sensor_.LogonResult(logons_.back(), true);
  return logons_.back();
}

void Machine::LogOff(int64_t time, const Logon& logon) {
  security_.Logoff(time, logon);
}

void Machine::FailLogOn(int64_t time, const Account& account, int type, const Origin& origin,
                        std::string_view sub_status) {
  security_.LogonFailure(time, account, type, origin, sub_status);
  Logon attempt;
  attempt.account = &account;
  attempt.type = type;
  attempt.time = time;
  attempt.origin = origin;
  attempt.package = "NTLM";
  sensor_.LogonResult(attempt, false,
                      sub_status == "0xc0000064" ? "UnknownUser" : "InvalidUserNameOrPassword");
}

const Process& Machine::Start(int64_t time, const Process& parent, const Image& image,
                              std::string command_line, const Logon& logon, Integrity integrity) {
  next_pid_ += 4 * static_cast<uint32_t>(1 + random_.Below(60));
  if (next_pid_ > 60'000) next_pid_ = 1200 + 4 * static_cast<uint32_t>(random_.Below(200));
  Process process;
  process.parent = &parent;
  process.image = &image;
  process.command_line = std::move(command_line);
  process.logon = &logon;
  process.integrity = integrity;
  process.pid = next_pid_;
  process.created = time;
  processes_.push_back(std::move(process));
  security_.ProcessStart(processes_.back());
  sensor_.ProcessStart(processes_.back());
  return processes_.back();
}

const Process& Machine::StartService(int64_t time, const Image& image, std::string command_line,
                                     const Account* account) {
  const Process& services = Base(BaseProcess::kServices);
  if (account == nullptr) return Start(time, services, image, std::move(command_line));
  const Logon& logon = LogOn(time - Seconds(0.05), *account, 5);
  return Start(time, services, image, std::move(command_line), logon, Integrity::kHigh);
}

void Machine::Boot(int64_t time) {
  running_ = true;
  desktop_ = nullptr;
  system_ = &LogOn(time, world_.system, 0);
  local_ = &LogOn(time + Seconds(2), world_.local_service, 5);
  network_ = &LogOn(time + Seconds(2), world_.network_service, 5);
  next_pid_ = 300;
  // The kernel has no start event of its own; everything else descends from it.
  Process kernel;
  kernel.image = &world_.programs.Get("system");
  kernel.logon = system_;
  kernel.integrity = Integrity::kSystem;
  kernel.pid = 4;
  kernel.created = time;
  processes_.push_back(std::move(kernel));
  base_[static_cast<size_t>(BaseProcess::kSystem)] = &processes_.back();
  security_.SystemEvent(time, "EventLog", 6005, 4, "The Event log service was started.", "");
  StartBase(time);
}

void Machine::StartBase(int64_t time) {
  auto set = [this](BaseProcess which, const Process& process) {
    base_[static_cast<size_t>(which)] = &process;
  };
  const Process& kernel = Base(BaseProcess::kSystem);
  const Process& smss = Start(time + Seconds(1), kernel, "smss", R"(\SystemRoot\System32\smss.exe)");
  Start(time + Seconds(2), smss, "csrss",
        R"(%SystemRoot%\system32\csrss.exe ObjectDirectory=\Windows SharedSection=1024,20480,768)");
  const Process& wininit = Start(time + Seconds(2.1), smss, "wininit", "wininit.exe");
  set(BaseProcess::kWinlogon, Start(time + Seconds(2.4), smss, "winlogon", "winlogon.exe"));
  set(BaseProcess::kServices,
      Start(time + Seconds(2.6), wininit, "services", R"(C:\Windows\system32\services.exe)"));
  set(BaseProcess::kLsass, Start(time + Seconds(2.7), wininit, "lsass", R"(C:\Windows\system32\lsass.exe)"));

  const Process& services = Base(BaseProcess::kServices);
  const Image& svchost = world_.programs.Get("svchost");
  auto host_of = [&](double at, std::string_view group, const Logon& logon) -> const Process& {
    return Start(time + Seconds(at), services, svchost,
                 std::string(R"(C:\Windows\System32\svchost.exe -k )") + std::string(group), logon,
                 Integrity::kSystem);
  };
  set(BaseProcess::kDcomLaunch, host_of(3, "DcomLaunch -p", *system_));
  set(BaseProcess::kNetworkServices, host_of(3.3, "NetworkService -p", *network_));
  set(BaseProcess::kLocalServices, host_of(3.5, "LocalServiceNetworkRestricted -p", *local_));
  set(BaseProcess::kSystemServices, host_of(3.9, "netsvcs -p", *system_));
  set(BaseProcess::kScheduler, host_of(4.2, "netsvcs -p -s Schedule", *system_));
  auto service = [&](double at, std::string_view name) -> const Process& {
    const Image& image = world_.programs.Get(name);
    return StartService(time + Seconds(at), image, '"' + image.Path() + '"');
  };
  set(BaseProcess::kAntivirus, service(5, "msmpeng"));
  set(BaseProcess::kSensor, service(6, "mssense"));
  set(BaseProcess::kAgent, service(8, "agent"));
  service(9, "spoolsv");
  const std::string& role = host_.role;
  auto under = [&](double at, std::string_view name, std::string_view arguments, std::string_view account) {
    const Image& image = world_.programs.Get(name);
    StartService(time + Seconds(at), image, '"' + image.Path() + '"' + std::string(arguments),
                 account.empty() ? nullptr : &world_.Service(account));
  };
  if (role == "sql") {
    under(12, "sqlservr", " -sMSSQLSERVER", "svc-sql");
    under(14, "sqlagent", " -i MSSQLSERVER", "svc-sql");
  }
  if (role == "web" || role == "erp") under(12, "w3wp", " -ap \"KestrelPortal\" -v \"v4.0\"", "svc-web");
  if (role == "backup") under(12, "backup", " --service", "svc-backup");
  if (role == "updates") under(12, "wsuspool", "", "");
  if (host_.kind == HostKind::kDomainController) {
    under(12, "dns", "", "");
    under(13, "dfsrs", "", "");
  }
}

const Process& Machine::OpenDesktop(int64_t time, const Account& account, const Origin& remote) {
  if (!running_) Boot(time - Minutes(2));
  if (desktop_ != nullptr && desktop_->logon->account == &account) return *desktop_;
  if (desktop_ != nullptr) CloseDesktop(time - Seconds(5));
  const int type = !remote.ip.empty() ? 10 : at_home_ ? 11 : 2;
  const Logon& logon = LogOn(time, account, type, remote, account.name.starts_with("adm-"), "Negotiate");
  const Process& userinit =
      Start(time + Seconds(1), Base(BaseProcess::kWinlogon), world_.programs.Get("userinit"),
            R"(C:\Windows\system32\userinit.exe)", logon, Integrity::kMedium);
  desktop_ = &Start(time + Seconds(1.5), userinit, "explorer", R"(C:\Windows\Explorer.EXE)");
  Start(time + Seconds(9), *desktop_, "securityhealth", R"("C:\Windows\System32\SecurityHealthSystray.exe")");
  if (host_.kind == HostKind::kLaptop) {
    Start(time + Seconds(12), *desktop_, "onedrive",
          R"("C:\Program Files\Microsoft OneDrive\OneDrive.exe" /background)");
    Start(time + Seconds(15), *desktop_, "teams", "ms-teams.exe msteams:system-initiated");
  }
  return *desktop_;
}

void Machine::CloseDesktop(int64_t time) {
  if (desktop_ == nullptr) return;
  LogOff(time, *desktop_->logon);
  desktop_ = nullptr;
}

}  // namespace harrier::ingest::demo
