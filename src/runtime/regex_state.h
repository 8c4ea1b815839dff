#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "runtime/kernel.h"
#include "runtime/regex.h"

namespace harrier::runtime {

/// What a kernel with a regular expression prepares: the compiled constant, or a bounded cache of those that
/// rows bring.
class RegexState final : public KernelState {
 public:
  /// The constant's, else the row's own; null if that is not valid.
  std::shared_ptr<const Regex> Of(std::string_view pattern) const {
    // Without an owner: counting the threads' references would cost more than many a match.
    if (constant_ != nullptr) return {std::shared_ptr<const Regex>(), constant_.get()};
    const std::scoped_lock lock(mutex_);
    const auto at = cache_.find(std::string(pattern));
    if (at != cache_.end()) return at->second;
    if (cache_.size() >= kCacheSize) cache_.clear();
    auto compiled = CompileRegex(pattern, at_end_);
    return cache_[std::string(pattern)] = compiled ? *compiled : nullptr;
  }

  /// `prepare` for kernels whose argument `argument` is the pattern.
  template <size_t argument, bool at_end = false>
  static Result<std::shared_ptr<KernelState>> Prepare(const ConstantArgs& constants) {
    auto state = std::make_shared<RegexState>();
    state->at_end_ = at_end;
    if (constants[argument].has_value()) {
      TRY(state->constant_, CompileRegex(constants[argument]->text(), at_end));
    }
    return state;
  }

 private:
  static constexpr size_t kCacheSize = 256;

  bool at_end_ = false;
  std::shared_ptr<const Regex> constant_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, std::shared_ptr<const Regex>> cache_;
};

}  // namespace harrier::runtime
