#include "hunting/sweeps/sweep.h"

#include <algorithm>

#include "base/ticks.h"
#include "base/time_text.h"
#include "query/time_scope.h"

namespace harrier::hunting {
namespace {

constexpr int64_t kShortest = 5 * kTicksPerMinute;
constexpr int64_t kLongest = 14 * kTicksPerDay;
constexpr int64_t kLongestLookback = 90 * kTicksPerDay;

Status CheckTime(std::string_view name, std::string_view text, int64_t least, int64_t most) {
  const auto ticks = query::ParseIsoDuration(text);
  if (!ticks || *ticks < least || *ticks > most) {
    return Fail(ErrorCode::kInvalid,
                "properties.{} must be a duration such as PT6H, from {} to {}; it is '{}'", name,
                FormatTimespan(least), FormatTimespan(most), text);
  }
  return Ok();
}

bool Meet(const std::vector<std::string>& wanted, const std::vector<std::string>& there) {
  return std::any_of(there.begin(), there.end(), [&](const std::string& one) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& each) {
      return SameName(each, one) || (one.size() > each.size() && one[each.size()] == '.' &&
                                     SameName(each, std::string_view(one).substr(0, each.size())));
    });
  });
}

}  // namespace

bool SweepFilter::Takes(const HuntingQuery& query) const {
  return (queries.empty() || Meet(queries, {query.id})) &&
         (tactics.empty() || Meet(tactics, query.tactics)) &&
         (techniques.empty() || Meet(techniques, query.techniques)) &&
         (sources.empty() || Meet(sources, {query.source}));
}

int64_t Sweep::every_ticks() const {
  return query::ParseIsoDuration(every).value_or(kTicksPerDay);
}

int64_t Sweep::lookback_ticks() const {
  return lookback.empty() ? every_ticks() : query::ParseIsoDuration(lookback).value_or(kTicksPerDay);
}

Result<Sweep> AcceptSweep(const json::object& properties) {
  TRY(Sweep sweep, FromJson<Sweep>(properties));
  const json::value* const enabled = Member(properties, "enabled");
  if (enabled == nullptr || enabled->is_null()) sweep.enabled = true;
  TRY_OK(CheckTime("every", sweep.every, kShortest, kLongest));
  if (!sweep.lookback.empty()) TRY_OK(CheckTime("lookback", sweep.lookback, kShortest, kLongestLookback));
  if (!sweep.parameters.is_null() && !sweep.parameters.is_object())
    return Fail(ErrorCode::kInvalid, "properties.parameters must be an object: values by name");
  TRY_OK(CheckTechniques(sweep.filter.techniques));
  return sweep;
}

}  // namespace harrier::hunting
