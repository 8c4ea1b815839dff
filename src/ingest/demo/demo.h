#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "ingest/batch_sink.h"
#include "runtime/batch.h"

namespace harrier::ingest::demo {

/// Which logs to make. The same options give the same rows, bit for bit.
struct DemoOptions {
  uint64_t seed = 1;
  /// The end of the three weeks, in ticks: usually now.
  int64_t end_ticks = 0;
  /// 1 is a company of 120 and some two million rows; less shrinks company and traffic, never the campaigns.
  double scale = 1.0;
};

/// Days before `end_ticks` at which the logs begin.
inline constexpr int kDemoDays = 21;

/// Writes three weeks of a company's logs, in batches of up to 50,000 rows of one table and in rough order of
/// time; fails only if the sink does.
Status GenerateDemo(const DemoOptions& options, BatchSink& sink);

/// The planted campaigns and the red herrings as JSON: for each step its stage, tactic, technique, table,
/// time and the keys that find it.
std::string DemoStory(const DemoOptions& options);

struct Simulation;

/// The same company live: what happens after the three weeks, with the last stage of the host campaign within
/// the first minutes.
class DemoFeed {
 public:
  explicit DemoFeed(const DemoOptions& options);
  ~DemoFeed();
  DemoFeed(DemoFeed&&) noexcept;
  DemoFeed& operator=(DemoFeed&&) noexcept;

  /// Rows of [from, to); calls must move forward in time.
  std::vector<runtime::Batch> Next(int64_t from_ticks, int64_t to_ticks);

 private:
  class Collector;
  DemoOptions options_;
  std::unique_ptr<Collector> collector_;
  std::unique_ptr<Simulation> simulation_;
};

}  // namespace harrier::ingest::demo
