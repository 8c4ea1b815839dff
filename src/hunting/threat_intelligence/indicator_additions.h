#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hunting/threat_intelligence/indicator.h"
#include "store/store.h"

namespace harrier::hunting {

/// An indicator that stands for an observable.
struct AddedIndicator {
  enum class Outcome : uint8_t {
    kCreated,
    kExisting,  // the source has it already
    kRenewed,   // the same, but it was revoked or had ended
  };
  Observable observable;
  Outcome outcome = Outcome::kCreated;
  std::string name;
  std::string pattern;
};
std::string_view OutcomeName(AddedIndicator::Outcome outcome);

/// Sees to it that there is an indicator of `like`'s source for each observable; new ones are like `like`.
/// Which indicators say the same is told by what they are found by in logs, not by spelling.
Result<std::vector<AddedIndicator>> AddIndicators(store::Store& store, const store::Actor& actor,
                                                  const std::string& workspace, int64_t now,
                                                  std::span<const Observable> observables,
                                                  const Indicator& like);

}  // namespace harrier::hunting
