#pragma once

#include <string>
#include <string_view>

#include "ingest/demo/logs.h"
#include "ingest/demo/records.h"

namespace harrier::ingest::demo {

/// A network flow as its endpoint sees it.
struct Flow {
  std::string_view remote_ip;
  std::string_view remote_url;
  int remote_port = 443;
  std::string_view protocol = "Tcp";
  std::string_view action = "ConnectionSuccess";
};

/// Writes what the Defender sensor of one host reports (tables Device*). A host without one writes nothing.
class DeviceSensor {
 public:
  DeviceSensor(const Host& host, Logs& logs, Random random) : host_(host), logs_(logs), random_(random) {}

  void ProcessStart(const Process& process);
  void Network(int64_t time, const Process& process, std::string_view local_ip, const Flow& flow);
  void File(int64_t time, const Process& process, std::string_view action, std::string_view folder,
            std::string_view file, int64_t size, std::string_view origin_url = {},
            std::string_view previous = {});
  void Registry(int64_t time, const Process& process, std::string_view key, std::string_view value_name,
                std::string_view data, std::string_view previous = {});
  void LogonResult(const Logon& logon, bool success, std::string_view failure = {});
  /// DeviceEvents about a process; `target` is a file name, `extra` the AdditionalFields.
  void Other(int64_t time, const Process& process, std::string_view action, std::string_view folder,
             std::string_view target, std::string_view extra);
  void Inventory(int64_t time, std::string_view public_ip, const Account* logged_on);

 private:
  LogRows& Row(LogTable table, int64_t time, std::string_view action);
  LogRows& Initiator(LogRows& row, const Process& process);
  bool off() const { return !host_.sensor; }

  const Host& host_;
  Logs& logs_;
  Random random_;
  int64_t report_ = 1000;
};

}  // namespace harrier::ingest::demo
