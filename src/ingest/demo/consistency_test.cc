#include <map>
#include <memory>
#include <set>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "base/ticks.h"
#include "ingest/demo/calendar.h"
#include "ingest/demo/collected.h"
#include "ingest/demo/demo.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

constexpr int64_t kEnd = kUnixEpochTicks + 1'767'270'896 * kTicksPerSecond;
constexpr DemoOptions kOptions{1, kEnd, 0.02};

uint64_t FromHex(const std::string& text) {
  return std::stoull(text, nullptr, 16);
}

class Consistency : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    rows_ = std::make_unique<Collected>();
    ASSERT_TRUE(GenerateDemo(kOptions, *rows_).has_value());
  }
  static void TearDownTestSuite() { rows_.reset(); }
  static const Collected& rows() { return *rows_; }

 private:
  static std::unique_ptr<Collected> rows_;
};
std::unique_ptr<Collected> Consistency::rows_;

TEST_F(Consistency, EveryProcessStartOfAMonitoredHostHasItsTwin) {
  std::set<std::string> monitored;
  std::set<std::tuple<std::string, uint64_t, std::string, std::string>> twins;
  rows().Each("DeviceProcessEvents",
              {"DeviceName", "ProcessId", "FolderPath", "TimeGenerated", "ProcessCommandLine", "LogonId"},
              [&](const std::vector<std::string>& r) {
                monitored.insert(r[0]);
                twins.insert({r[0], std::stoull(r[1]), r[2], r[3] + r[4] + r[5]});
              });
  size_t seen = 0, unmonitored = 0;
  rows().Each("SecurityEvent",
              {"EventID", "Computer", "NewProcessId", "NewProcessName", "TimeGenerated", "CommandLine",
               "SubjectLogonId"},
              [&](const std::vector<std::string>& r) {
                if (r[0] != "4688") return;
                if (!monitored.contains(Lower(r[1]))) {
                  ++unmonitored;
                  return;
                }
                ++seen;
                EXPECT_TRUE(twins.contains(
                    {Lower(r[1]), FromHex(r[2]), r[3], r[4] + r[5] + std::to_string(FromHex(r[6]))}))
                    << r[1] << " " << r[5];
              });
  EXPECT_GT(seen, 1000u);
  EXPECT_GT(unmonitored, 5u);
}

TEST_F(Consistency, EveryParentIsAProcessThatStarted) {
  std::set<std::tuple<std::string, std::string, std::string>> started;  // device, pid, creation
  std::vector<std::vector<std::string>> children;
  rows().Each("DeviceProcessEvents",
              {"DeviceName", "ProcessId", "ProcessCreationTime", "InitiatingProcessId",
               "InitiatingProcessCreationTime", "InitiatingProcessFileName", "FileName"},
              [&](const std::vector<std::string>& r) {
                started.insert({r[0], r[1], r[2]});
                children.push_back(r);
              });
  for (const auto& r : children) {
    if (r[3] == "4") continue;  // the kernel
    EXPECT_TRUE(started.contains({r[0], r[3], r[4]})) << r[5] << " -> " << r[6] << " on " << r[0];
    EXPECT_LE(std::stoll(r[4]), std::stoll(r[2])) << r[5] << " -> " << r[6] << " on " << r[0];
  }
  for (const char* table :
       {"DeviceNetworkEvents", "DeviceFileEvents", "DeviceRegistryEvents", "DeviceEvents"}) {
    rows().Each(
        table,
        {"DeviceName", "InitiatingProcessId", "InitiatingProcessCreationTime", "InitiatingProcessFileName"},
        [&](const std::vector<std::string>& r) {
          EXPECT_TRUE(r[1] == "4" || started.contains({r[0], r[1], r[2]})) << table << " " << r[3];
        });
  }
}

TEST_F(Consistency, EveryLogonIdWasGivenByALogon) {
  std::set<std::pair<std::string, std::string>> given;
  rows().Each("SecurityEvent", {"EventID", "Computer", "TargetLogonId"},
              [&](const std::vector<std::string>& r) {
                if (r[0] == "4624") given.insert({r[1], r[2]});
              });
  size_t seen = 0;
  rows().Each("SecurityEvent", {"EventID", "Computer", "SubjectLogonId", "CommandLine", "TargetLogonId"},
              [&](const std::vector<std::string>& r) {
                const bool off = r[0] == "4634" || r[0] == "4647";
                const std::string& id = off ? r[4] : r[2];
                if (r[0] == "4624" || id.empty() || id == "0x0") return;
                ++seen;
                EXPECT_TRUE(given.contains({r[1], id})) << r[0] << " " << r[1] << " " << id << " " << r[3];
              });
  EXPECT_GT(seen, 2000u);
}

/// Notes that `key` goes with `value` and complains if it went with another before.
class Bond {
 public:
  explicit Bond(std::string name) : name_(std::move(name)) {}
  void Note(const std::string& key, const std::string& value, const char* where) {
    if (key.empty() || value.empty()) return;
    const auto [at, added] = known_.try_emplace(key, value);
    EXPECT_EQ(at->second, value) << name_ << " of " << key << " in " << where;
  }
  size_t size() const { return known_.size(); }
  bool contains(const std::string& key) const { return known_.contains(key); }

 private:
  std::string name_;
  std::map<std::string, std::string> known_;
};

TEST_F(Consistency, APersonIsTheSameEverywhere) {
  Bond object("object id"), sid("sid"), upn_of_sid("upn");
  rows().Each("IdentityInfo", {"AccountUPN", "AccountObjectId", "AccountSID", "AccountName"},
              [&](const std::vector<std::string>& r) {
                object.Note(r[0], r[1], "IdentityInfo");
                sid.Note(r[3], r[2], "IdentityInfo");
                upn_of_sid.Note(r[2], r[0], "IdentityInfo");
              });
  EXPECT_GT(object.size(), 20u);
  for (const char* table : {"SigninLogs", "AADNonInteractiveUserSignInLogs"}) {
    rows().Each(table, {"UserPrincipalName", "UserId"}, [&](const std::vector<std::string>& r) {
      EXPECT_TRUE(object.contains(r[0])) << r[0];
      object.Note(r[0], r[1], table);
    });
  }
  rows().Each("DeviceProcessEvents", {"AccountUpn", "AccountObjectId", "AccountSid", "AccountName"},
              [&](const std::vector<std::string>& r) {
                object.Note(r[0], r[1], "DeviceProcessEvents");
                upn_of_sid.Note(r[2], r[0], "DeviceProcessEvents");
                if (!r[0].empty()) sid.Note(r[3], r[2], "DeviceProcessEvents");
              });
  rows().Each("SecurityEvent",
              {"EventID", "TargetUserName", "TargetUserSid", "SubjectUserName", "SubjectUserSid"},
              [&](const std::vector<std::string>& r) {
                if (r[0] == "4624" && r[2].starts_with("S-1-5-21"))
                  sid.Note(r[1], r[2], "SecurityEvent target");
                if (r[4].starts_with("S-1-5-21")) sid.Note(r[3], r[4], "SecurityEvent subject");
              });
  rows().Each("OfficeActivity", {"UserId", "LogonUserSid"}, [&](const std::vector<std::string>& r) {
    EXPECT_TRUE(object.contains(r[0])) << r[0];
    upn_of_sid.Note(r[1], r[0], "OfficeActivity");
  });
  rows().Each("AuditLogs", {"InitiatedBy"}, [&](const std::vector<std::string>& r) {
    simdjson::dom::parser parser;
    simdjson::dom::element json = parser.parse(r[0]);
    std::string_view id, upn;
    if (json["user"]["id"].get(id) != simdjson::SUCCESS) return;
    ASSERT_EQ(json["user"]["userPrincipalName"].get(upn), simdjson::SUCCESS);
    object.Note(std::string(upn), std::string(id), "AuditLogs");
  });
}

TEST_F(Consistency, DynamicColumnsAreJson) {
  simdjson::dom::parser parser;
  for (const std::string& table : rows().tables()) {
    for (const runtime::Batch& batch : rows().batches(table)) {
      for (const auto& [name, cells] : batch.columns) {
        if (cells.type() != Type::kDynamic) continue;
        const runtime::ColumnView view = cells.View();
        for (size_t i = 0; i < batch.rows(); ++i) {
          if (!view.valid(i)) continue;
          EXPECT_EQ(parser.parse(std::string(view.text(i))).error(), simdjson::SUCCESS)
              << table << "." << name;
        }
      }
    }
  }
}

TEST_F(Consistency, AStoryStepIsThereWithItsKeys) {
  simdjson::dom::parser parser;
  const std::string story = DemoStory(kOptions);
  simdjson::dom::element json = parser.parse(story);
  simdjson::dom::array steps = json["steps"];
  std::set<std::string> tactics_a, threads;
  size_t found = 0;
  for (const simdjson::dom::element step : steps) {
    const std::string table(step["table"].get_string().value());
    const std::string thread(step["thread"].get_string().value());
    threads.insert(thread);
    if (thread == "A") tactics_a.insert(std::string(step["tactic"].get_string().value()));
    if (step["live"].get_bool().value()) continue;
    std::vector<std::string> columns{"TimeGenerated"}, texts;
    for (const auto field : step["keys"].get_object()) {
      columns.emplace_back(field.key);
      texts.emplace_back(field.value.get_string().value());
    }
    const std::string time(step["time"].get_string().value());
    size_t hits = 0;
    rows().Each(table, columns, [&](const std::vector<std::string>& r) {
      for (size_t i = 0; i < texts.size(); ++i) {
        if (r[i + 1].find(texts[i]) == std::string::npos) return;
      }
      // The row of the step's own time, or of a repeated step within the minutes after it.
      const std::string at = IsoTime(std::stoll(r[0]));
      hits += at.substr(0, 10) == time.substr(0, 10) ? 1 : 0;
    });
    EXPECT_GT(hits, 0u) << step["stage"].get_string().value() << " in " << table << " at " << time;
    found += hits > 0 ? 1 : 0;
  }
  EXPECT_GT(found, 35u);
  EXPECT_GE(tactics_a.size(), 8u);
  EXPECT_EQ(threads, (std::set<std::string>{"A", "B", "red herring"}));
}

TEST_F(Consistency, SomeRowsComeLateSomeTwiceSomeNever) {
  size_t late = 0;
  rows().Each("DeviceProcessEvents", {"TimeGenerated", "_TimeReceived"},
              [&](const std::vector<std::string>& r) {
                late += std::stoll(r[1]) - std::stoll(r[0]) > kTicksPerHour ? 1 : 0;
              });
  EXPECT_GT(late, 5u);
  std::map<std::string, int> ids;
  rows().Each("AWSCloudTrail", {"AwsEventId"}, [&](const std::vector<std::string>& r) { ++ids[r[0]]; });
  size_t twice = 0;
  for (const auto& [id, count] : ids) twice += count == 2 ? 1 : 0;
  EXPECT_GT(twice, 0u);
  // One Linux server is silent for five hours in the second last week.
  const int64_t from = WorkdaysBefore(kEnd, 4) + 13 * kTicksPerHour;
  size_t in_gap = 0, around = 0;
  rows().Each("Heartbeat", {"Computer", "TimeGenerated"}, [&](const std::vector<std::string>& r) {
    if (!r[0].starts_with("kw-lx-db01")) return;
    const int64_t t = std::stoll(r[1]);
    if (t >= from && t < from + 5 * kTicksPerHour) ++in_gap;
    if (t >= from - 5 * kTicksPerHour && t < from + 10 * kTicksPerHour) ++around;
  });
  EXPECT_EQ(in_gap, 0u);
  EXPECT_GT(around, 4u);
}

}  // namespace
}  // namespace harrier::ingest::demo
