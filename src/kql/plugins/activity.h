#pragma once

#include "kql/plugins/plugin.h"

/// What the plugins over users' activity share (Kusto docs, user analytics plugins): an id, a timeline with a
/// start and an end, a step that cuts it into bins, and dimensions.
namespace harrier::kql {

/// How a timeline is cut, as KQL text: by a step from Start (from zero, if there is no Start), or by week,
/// month or year.
class Bins {
 public:
  /// `Step` and `Start` are names known to the text.
  static Bins Steps(bool from_start) {
    return Bins(from_start ? "bin_at({}, Step, Start)" : "bin({}, Step)");
  }
  static Bins Calendar(std::string_view unit) { return Bins(fmt::format("startof{}({{}})", unit), unit); }

  /// The bin of a moment.
  std::string Of(std::string_view x) const { return fmt::format(fmt::runtime(of_), x); }
  /// The bin `n` bins after the bin x.
  std::string Move(std::string_view x, std::string_view n) const {
    return unit_.empty() ? fmt::format("({} + {} * Step)", x, n)
                         : fmt::format("startof{}({}, toint({}))", unit_, x, n);
  }
  bool is_calendar() const { return !unit_.empty(); }
  /// Days of the shortest bin of a calendar.
  int64_t days() const { return unit_ == "week" ? 7 : unit_ == "month" ? 28 : 365; }

 private:
  explicit Bins(std::string of, std::string_view unit = "") : of_(std::move(of)), unit_(unit) {}
  std::string of_;
  std::string unit_;
};

class Activity {
 public:
  /// Reads the id and the timeline, arguments 0 and 1; the others are named by the calls below.
  static Result<Activity> Read(const PluginCall& call);

  /// Start and End: `Start` and `End` in the text.
  Status SetPeriod(size_t start, size_t end);
  /// A length of time (a number, where the timeline is one) under a name in the text.
  Result<Value> SetLength(std::string name, size_t argument);
  /// `Step`; or 'week', 'month', 'year'.
  Status SetStep(size_t argument);
  /// The columns named by the arguments from `from` up to `end`.
  Status SetDimensions(size_t from, size_t end = SIZE_MAX);
  /// Makes `Rows` known to the text, with the columns Id, T, D0, D1…
  void AddRows();

  const Bins& bins() const { return *bins_; }
  /// ", D0, D1…": to follow other keys.
  std::string by() const { return NumberedNames(", ", "D", dimensions_.size()); }
  /// "is another id than the row's before it", or another dimension, over sorted rows.
  std::string Changed(bool with_id) const;
  /// "D0 asc, …" in front of other keys of a sort.
  std::string SortBy() const;
  /// ", D0 asc…" behind other keys of a sort.
  std::string ThenBy() const;
  /// How many bins at most a length covers; an error where that is beyond reason.
  Result<int64_t> BinsIn(const Value& length) const;
  /// From Start to End.
  Result<int64_t> BinsInPeriod() const;

  PluginText& text() { return text_; }
  const plan::Column& id() const { return id_; }
  Type time_type() const { return time_type_; }
  /// timespan for datetime, else the timeline's own type.
  Type length_type() const { return time_type_ == Type::kDatetime ? Type::kTimespan : time_type_; }
  /// Binds `body`, whose columns are T, D0, D1… and then `names`, and names them as the user does.
  Result<Relation> Bind(const std::string& body, const std::vector<std::string>& names) const;
  /// The same with names for all columns in front of the dimensions.
  Result<Relation> Bind(const std::string& body, const std::vector<std::string>& front,
                        const std::vector<std::string>& names) const;
  const plan::Column& timeline() const { return timeline_; }

 private:
  explicit Activity(const PluginCall& call) : call_(call), text_(call) {}
  Result<int64_t> CountBins(double length, std::string_view what) const;

  const PluginCall& call_;
  PluginText text_;
  plan::Column id_, timeline_;
  Type time_type_ = Type::kUnknown;
  std::vector<plan::Column> dimensions_;
  std::optional<Bins> bins_;
  std::optional<std::pair<Value, Value>> period_;
  Value step_;
};

}  // namespace harrier::kql
