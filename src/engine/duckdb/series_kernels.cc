#include "engine/duckdb/series_kernels.h"

#include "base/json_text.h"
#include "base/time_text.h"
#include "runtime/kernel_of.h"

namespace harrier::engine::duckdb {
namespace {

using runtime::Interval;
using runtime::Json;
using runtime::JsonOut;
using runtime::Ticks;

/// Longer series give null: they are a mistake in from, to or step (Kusto's own bound is 1,048,576).
constexpr int64_t kMaxLength = 10'000'000;

/// The bins of one series that have rows.
class Series {
 public:
  void Update(std::optional<int64_t> bin, std::optional<Json> value, std::optional<Json> otherwise,
              int64_t count) {
    count_ = count;
    if (values_.empty()) otherwise_ = otherwise ? otherwise->text : "null";
    if (bin && *bin >= 0 && *bin < count) values_.emplace_back(*bin, value ? value->text : "null");
  }

  void Combine(const Series& other) {
    if (other.count_ < 0) return;
    count_ = other.count_;
    otherwise_ = other.otherwise_;
    values_.insert(values_.end(), other.values_.begin(), other.values_.end());
  }

  bool Finish(JsonOut& out) const {
    if (count_ > kMaxLength) return false;
    std::vector<const std::string*> by_bin(static_cast<size_t>(std::max<int64_t>(count_, 0)), &otherwise_);
    for (const auto& [bin, text] : values_) by_bin[static_cast<size_t>(bin)] = &text;
    out.text = "[";
    for (size_t i = 0; i < by_bin.size(); ++i) {
      if (i > 0) out.text += ',';
      out.text += *by_bin[i];
    }
    out.text += ']';
    return true;
  }

 private:
  int64_t count_ = -1;
  std::string otherwise_ = "null";
  std::vector<std::pair<int64_t, std::string>> values_;
};

template <typename Append>
bool Axis(JsonOut& out, int64_t count, Append append) {
  if (count > kMaxLength) return false;
  out.text = "[";
  for (int64_t i = 0; i < count; ++i) {
    if (i > 0) out.text += ',';
    append(out.text, i);
  }
  out.text += ']';
  return true;
}

int64_t Step(int64_t from, int64_t step, int64_t i) {
  return static_cast<int64_t>(static_cast<uint64_t>(from) +
                              static_cast<uint64_t>(step) * static_cast<uint64_t>(i));
}

bool AxisDatetime(JsonOut& out, Ticks from, Interval step, int64_t count) {
  return Axis(out, count, [&](std::string& text, int64_t i) {
    text += '"';
    AppendDatetime(text, Step(from.value, step.value, i));
    text += '"';
  });
}

bool AxisTimespan(JsonOut& out, Interval from, Interval step, int64_t count) {
  return Axis(out, count, [&](std::string& text, int64_t i) {
    text += '"';
    AppendTimespan(text, Step(from.value, step.value, i));
    text += '"';
  });
}

bool AxisLong(JsonOut& out, int64_t from, int64_t step, int64_t count) {
  return Axis(out, count, [&](std::string& text, int64_t i) { text += std::to_string(Step(from, step, i)); });
}

bool AxisReal(JsonOut& out, double from, double step, int64_t count) {
  return Axis(out, count, [&](std::string& text, int64_t i) {
    AppendJsonReal(text, from + step * static_cast<double>(i));
  });
}

}  // namespace

void AddSeriesKernels(runtime::KernelRegistry& registry) {
  using namespace runtime;
  registry.Add(AggregateOf<Series, std::optional<int64_t>, std::optional<Json>, std::optional<Json>, int64_t>(
      "engine_series"));
  registry.Add(KernelOf<AxisDatetime>("engine_series_axis_datetime"));
  registry.Add(KernelOf<AxisTimespan>("engine_series_axis_timespan"));
  registry.Add(KernelOf<AxisLong>("engine_series_axis_long"));
  registry.Add(KernelOf<AxisReal>("engine_series_axis_real"));
}

}  // namespace harrier::engine::duckdb
