#pragma once

#include <set>
#include <string>

#include "plan/node.h"

namespace harrier::query {

/// What a plan needs to be answered again as it was.
struct PlanFacts {
  std::set<std::string, std::less<>> tables;  // whose rows it reads
  bool is_random = false;                     // rand, new_guid, sample: another answer each time
};

/// Adds what `root` needs, in subqueries and shared parts too.
void AddFacts(const plan::Node& root, PlanFacts& facts);

}  // namespace harrier::query
