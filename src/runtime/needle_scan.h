#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/text_needle.h"

namespace harrier::runtime {

/// A needle among many.
struct NeedleRule {
  std::string text;
  TextMatch how = TextMatch::kHas;
  bool ignore_case = true;
};

/// Many needles, looked for in one pass over each text, whatever their number. Worth it from about a dozen
/// on; fewer are found sooner one by one. Safe for use by several threads at once.
class NeedleScan {
 public:
  explicit NeedleScan(const std::vector<NeedleRule>& needles);
  NeedleScan(const NeedleScan&) = delete;
  NeedleScan& operator=(const NeedleScan&) = delete;
  ~NeedleScan();

  /// One thread's use of it, for one text after the other.
  class Session {
   public:
    explicit Session(const NeedleScan& scan);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    /// The numbers of the needles that the text has (Needle::Matches), in ascending order; valid until the
    /// next call.
    const std::vector<uint32_t>& Find(std::string_view text);
    bool HasAny(std::string_view text);

   private:
    struct Work;
    const NeedleScan& scan_;
    std::unique_ptr<Work> work_;
  };

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace harrier::runtime
