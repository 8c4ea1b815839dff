#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace harrier::ingest::demo {

/// One step that can be found. The keys are columns of the table and texts that its cells hold.
struct StoryStep {
  std::string thread;  // "A", "B" or "red herring"
  std::string stage;
  std::string tactic;
  std::string technique;
  std::string table;
  int64_t time = 0;
  std::vector<std::pair<std::string, std::string>> keys;
  std::string hint;
  bool live = false;
};

/// What is hidden where; the logs themselves never say.
class Story {
 public:
  void Add(StoryStep step) { steps_.push_back(std::move(step)); }
  const std::vector<StoryStep>& steps() const { return steps_; }
  std::string Json(uint64_t seed, int64_t start, int64_t end) const;

 private:
  std::vector<StoryStep> steps_;
};

}  // namespace harrier::ingest::demo
