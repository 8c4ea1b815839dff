#include "kql/plugins/activity.h"

#include <cmath>

#include "base/ticks.h"

namespace harrier::kql {

namespace {

double AsNumber(const Value& value) {
  return value.type() == Type::kReal ? value.real() : static_cast<double>(value.integer());
}

}  // namespace

Result<Activity> Activity::Read(const PluginCall& call) {
  Activity out(call);
  TRY(out.id_, call.Column(0));
  TRY(out.timeline_, call.Column(1));
  out.time_type_ = out.timeline_.type == Type::kInt ? Type::kLong : out.timeline_.type;
  if (!IsTime(out.time_type_) && out.time_type_ != Type::kLong && out.time_type_ != Type::kReal) {
    return FailAt(call.value(1).span, "KS141", ErrorCode::kSemantic,
                  "{}(): the timeline is a datetime, timespan or number, and {} is {}", call.name(),
                  out.timeline_.name, TypeName(out.timeline_.type));
  }
  return out;
}

Status Activity::SetPeriod(size_t start, size_t end) {
  TRY(const Value from, call_.Constant(start, time_type_));
  TRY(const Value to, call_.Constant(end, time_type_));
  if (AsNumber(to) < AsNumber(from)) return call_.Bad(end, "the end lies before the start");
  text_.Value("Start", plan::Lit(from));
  text_.Value("End", plan::Lit(to));
  period_ = {from, to};
  return Ok();
}

Result<Value> Activity::SetLength(std::string name, size_t argument) {
  TRY(const Value length, call_.Constant(argument, length_type()));
  if (AsNumber(length) <= 0) return call_.Bad(argument, "a length greater than zero is wanted");
  text_.Value(std::move(name), plan::Lit(length));
  return length;
}

Status Activity::SetStep(size_t argument) {
  const auto* literal = call_.value(argument).As<syntax::Literal>();
  if (literal != nullptr && literal->value.type() == Type::kString) {
    const std::string& unit = literal->value.text();
    if (unit != "week" && unit != "month" && unit != "year")
      return call_.Bad(argument, "a step that is a text is 'week', 'month' or 'year'");
    if (time_type_ != Type::kDatetime)
      return call_.Bad(argument, "steps of the calendar need a timeline of type datetime");
    bins_ = Bins::Calendar(unit);
    return Ok();
  }
  TRY(step_, SetLength("Step", argument));
  bins_ = Bins::Steps(period_.has_value());
  return Ok();
}

Status Activity::SetDimensions(size_t from, size_t end) {
  for (size_t i = from; i < std::min(end, call_.size()); ++i) {
    TRY(plan::Column column, call_.Column(i));
    dimensions_.push_back(std::move(column));
  }
  return Ok();
}

void Activity::AddRows() {
  Binder& binder = call_.binder;
  const auto plain = [&](const plan::Column& column) {
    plan::ExprPtr value = plan::Ref(column);
    return column.type == Type::kDynamic ? binder.ToText(std::move(value)) : value;
  };
  std::vector<NamedExpr> items = {{"Id", plain(id_), {}},
                                  {"T", binder.Convert(plan::Ref(timeline_), time_type_), {}}};
  for (size_t i = 0; i < dimensions_.size(); ++i)
    items.push_back({fmt::format("D{}", i), plain(dimensions_[i]), {}});
  text_.Table("Rows", binder.Project(call_.input, std::move(items)));
}

std::string Activity::Changed(bool with_id) const {
  std::string out = "row_number() == 1";
  if (with_id) out += " or Id != prev(Id)";
  for (size_t i = 0; i < dimensions_.size(); ++i) out += fmt::format(" or D{0} != prev(D{0})", i);
  return out;
}

std::string Activity::SortBy() const {
  std::string out;
  for (size_t i = 0; i < dimensions_.size(); ++i) out += fmt::format("D{} asc, ", i);
  return out;
}

std::string Activity::ThenBy() const {
  std::string out;
  for (size_t i = 0; i < dimensions_.size(); ++i) out += fmt::format(", D{} asc", i);
  return out;
}

Result<int64_t> Activity::CountBins(double length, std::string_view what) const {
  constexpr double kMost = 100'000;
  const double step =
      bins_->is_calendar() ? static_cast<double>(bins_->days() * kTicksPerDay) : AsNumber(step_);
  const double count = std::ceil(length / step) + (bins_->is_calendar() ? 1 : 0);
  if (!(count <= kMost)) {
    return FailAt(call_.span, "", ErrorCode::kLimit, "{}(): {} has {} bins; at most {} are allowed",
                  call_.name(), what, count, kMost);
  }
  return std::max<int64_t>(1, static_cast<int64_t>(count));
}

Result<int64_t> Activity::BinsIn(const Value& length) const {
  return CountBins(AsNumber(length), "the window");
}

Result<int64_t> Activity::BinsInPeriod() const {
  return CountBins(AsNumber(period_->second) - AsNumber(period_->first), "the period");
}

Result<Relation> Activity::Bind(const std::string& body, const std::vector<std::string>& names) const {
  return Bind(body, {timeline_.name}, names);
}

Result<Relation> Activity::Bind(const std::string& body, const std::vector<std::string>& front,
                                const std::vector<std::string>& names) const {
  TRY(const Relation bound, text_.Bind(body));
  std::vector<std::string> all = front;
  for (const plan::Column& dimension : dimensions_) all.push_back(dimension.name);
  all.insert(all.end(), names.begin(), names.end());
  HARRIER_CHECK(all.size() == bound.columns().size());
  return Renamed(call_.binder, bound, all);
}

}  // namespace harrier::kql
