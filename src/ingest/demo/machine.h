#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "ingest/demo/device_events.h"
#include "ingest/demo/records.h"
#include "ingest/demo/windows_security.h"

namespace harrier::ingest::demo {

/// Processes that every Windows host runs.
enum class BaseProcess {
  kSystem,
  kServices,
  kWinlogon,
  kLsass,
  kNetworkServices,  // svchost -k NetworkService
  kLocalServices,    // svchost -k LocalServiceNetworkRestricted
  kSystemServices,   // svchost -k netsvcs
  kDcomLaunch,       // svchost -k DcomLaunch
  kScheduler,        // svchost -k netsvcs -s Schedule
  kAntivirus,
  kSensor,
  kAgent,
  kCount
};

/// A Windows host at work: its sessions and processes, each step written to both logs, so that they agree.
class Machine {
 public:
  Machine(const World& world, const Host& host, Logs& logs, Random random);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  const Host& host() const { return host_; }
  WindowsSecurity& security() { return security_; }
  DeviceSensor& sensor() { return sensor_; }
  Random& random() { return random_; }
  /// The address of the day: at the office, or in the VPN.
  const std::string& ip() const { return ip_; }
  bool at_home() const { return at_home_; }
  void PlaceAt(std::string ip, bool at_home) {
    ip_ = std::move(ip);
    at_home_ = at_home;
  }

  bool running() const { return running_; }
  /// Booted far enough to start anything.
  bool ready(int64_t now) const { return running_ && Base(BaseProcess::kAgent).created <= now; }
  void Boot(int64_t time);
  const Process& Base(BaseProcess which) const { return *base_[static_cast<size_t>(which)]; }
  const Logon& system_logon() const { return *system_; }

  const Logon& LogOn(int64_t time, const Account& account, int type, const Origin& origin = {},
                     bool elevated = false, const char* package = "Kerberos");
  void LogOff(int64_t time, const Logon& logon);
  void FailLogOn(int64_t time, const Account& account, int type, const Origin& origin,
                 std::string_view sub_status);

  const Process& Start(int64_t time, const Process& parent, const Image& image, std::string command_line,
                       const Logon& logon, Integrity integrity);
  /// In the parent's session and at its integrity.
  const Process& Start(int64_t time, const Process& parent, const Image& image, std::string command_line) {
    return Start(time, parent, image, std::move(command_line), *parent.logon, parent.integrity);
  }
  const Process& Start(int64_t time, const Process& parent, std::string_view program,
                       std::string command_line) {
    return Start(time, parent, world_.programs.Get(program), std::move(command_line));
  }
  void Stop(int64_t time, const Process& process) { security_.ProcessExit(time, process); }
  /// A service started by the service control manager under an account (SYSTEM if it is null).
  const Process& StartService(int64_t time, const Image& image, std::string command_line,
                              const Account* account = nullptr);

  /// The interactive session's shell; null when nobody is logged on.
  const Process* desktop() const { return desktop_; }
  /// Logs the person on, unless they are, and gives the shell.
  const Process& OpenDesktop(int64_t time, const Account& account, const Origin& remote = {});
  void CloseDesktop(int64_t time);

  /// Keeps an image of this host's own (a dropped file) for its processes.
  const Image& Keep(Image image) { return own_images_.emplace_back(std::move(image)); }

 private:
  void StartBase(int64_t time);

  const World& world_;
  const Host& host_;
  Random random_;
  WindowsSecurity security_;
  DeviceSensor sensor_;
  std::string ip_;
  bool at_home_ = false;
  bool running_ = false;
  uint32_t next_pid_ = 600;
  uint64_t next_logon_ = 0x12000;
  uint32_t next_session_ = 1;
  std::deque<Logon> logons_;
  std::deque<Process> processes_;
  std::deque<Image> own_images_;
  const Process* base_[static_cast<size_t>(BaseProcess::kCount)] = {};
  const Logon* system_ = nullptr;
  const Logon* local_ = nullptr;
  const Logon* network_ = nullptr;
  const Process* desktop_ = nullptr;
};

}  // namespace harrier::ingest::demo
