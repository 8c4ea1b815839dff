#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace harrier::runtime {

/// A regular expression in Kusto's syntax (Kusto docs, regex), over UTF-8. Not supported: set operations
/// inside brackets, verbose mode, half word borders. `\w`, `\d` and `\s` know Unicode; `\b` knows ASCII only.
class Regex {
 public:
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;
  ~Regex();

  /// Whether the text has a match anywhere.
  bool Matches(std::string_view text) const;

  /// Finds the leftmost match that starts at byte `from` or later; fills groups[0] with the match and
  /// groups[i] with capture i (a null view where it took no part). False if there is none.
  bool Find(std::string_view text, size_t from, std::span<std::string_view> groups) const;

  /// The same, for a match that starts at `from` exactly.
  bool FindAt(std::string_view text, size_t from, std::span<std::string_view> groups) const;

  /// The text to look for, where the pattern is nothing but that; else empty.
  const std::string& literal() const;

  /// Number of captures, the whole match not counted.
  int groups() const;
  /// The number of a named capture, or -1.
  int GroupNamed(std::string_view name) const;

 private:
  friend Result<std::shared_ptr<const Regex>> CompileRegex(std::string_view pattern, bool);
  struct Compiled;
  explicit Regex(std::unique_ptr<Compiled> compiled);

  std::unique_ptr<Compiled> compiled_;
};

/// The longest run of bytes captured apart from group 0 that kernels read.
inline constexpr int kMaxGroups = 16;

/// Compiles a pattern; `at_end` makes it match only where the text ends with the match. The error says what
/// is wrong.
Result<std::shared_ptr<const Regex>> CompileRegex(std::string_view pattern, bool at_end = false);

}  // namespace harrier::runtime
