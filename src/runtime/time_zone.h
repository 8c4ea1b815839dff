#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace harrier::runtime {

/// A time zone of the system's IANA database (TZif files, RFC 8536).
class TimeZone {
 public:
  /// Reads a zone by name (Europe/Paris, UTC); null if there is none.
  static std::shared_ptr<const TimeZone> Load(std::string_view name);
  /// Parses a TZif file's bytes; null if they are none.
  static std::shared_ptr<const TimeZone> Parse(std::string_view bytes);

  /// Seconds to add to UTC at a moment, given in seconds since 1970.
  int64_t OffsetAt(int64_t utc_seconds) const;
  /// The moment at which the zone's clock shows the given time. In a gap the offset before it counts, in an
  /// overlap the first of both moments.
  int64_t ToUtc(int64_t local_seconds) const;

 private:
  /// A rule of the years after the last transition: standard and daylight offsets and when they change.
  struct Rule {
    int64_t standard = 0;
    int64_t daylight = 0;
    bool has_daylight = false;
    struct Change {
      int month = 0, week = 0, weekday = 0;
      int64_t seconds = 7200;
    } start, end;
  };
  bool ReadRule(std::string_view text);
  int64_t OffsetByRule(int64_t utc_seconds) const;

  std::vector<int64_t> transitions_;
  std::vector<int64_t> offsets_;  // one more than transitions: before the first, then after each
  Rule rule_;
  bool has_rule_ = false;
};

/// The names of the system's zones, sorted; links among them.
std::vector<std::string> TimeZoneNames();

}  // namespace harrier::runtime
