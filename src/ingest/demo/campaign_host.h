#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ingest/demo/simulation.h"

namespace harrier::ingest::demo {

inline constexpr std::string_view kCommandHost = "cdn.quillmetrics.example";
inline constexpr std::string_view kCommandIp = "198.51.100.77";
inline constexpr std::string_view kTunnelDomain = "t.quillmetrics.example";
inline constexpr std::string_view kDropHost = "upload.brightparcel.example";
inline constexpr std::string_view kDropIp = "198.51.100.140";

/// Campaign A: from an opened attachment in Finance to the file server's data. Each method is a stage and
/// runs at its time on the agenda.
class HostCampaign {
 public:
  explicit HostCampaign(Simulation& sim);

  void Schedule(const std::shared_ptr<HostCampaign>& self);
  /// The last stage alone, on a machine where the rest has happened.
  void Impact(int64_t time);
  /// One call to the command server, if the implant runs, and the next in five minutes.
  void Beacon(int64_t time);

 private:
  void Deliver(int64_t time);
  void Discover(int64_t time);
  void Persist(int64_t time);
  void Evade(int64_t time);
  void DumpCredentials(int64_t time);
  void Roast(int64_t time);
  void MoveByService(int64_t time);
  void MoveByWmi(int64_t time);
  void Collect(int64_t time);
  void TunnelOut(int64_t time);
  void Upload(int64_t time);
  void CoverTracks(int64_t time);

  void Tell(std::string_view stage, std::string_view tactic, std::string_view technique,
            std::string_view table, int64_t time, std::vector<std::pair<std::string, std::string>> keys,
            std::string_view hint, bool live = false);
  const Process& Implant(int64_t time);

  Simulation& sim_;
  const Person& clerk_;
  const Account& helper_;  // whose password is stolen
  Machine& laptop_;
  Machine& files_;
  Random random_;
  Image implant_image_;
  const Process* implant_ = nullptr;
  const Process* remote_ = nullptr;  // on the file server
};

}  // namespace harrier::ingest::demo
