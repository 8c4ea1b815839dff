#include "runtime/tdigest.h"

#include <algorithm>
#include <cmath>

#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/variadic.h"

namespace harrier::runtime {
namespace {

constexpr size_t kBuffer = 2000;
constexpr double kCompression = 400;

}  // namespace

void Tdigest::Add(double value, double weight) {
  if (std::isnan(value) || !(weight > 0)) return;
  fresh_.push_back({value, weight});
  if (fresh_.size() >= kBuffer) Compress();
}

void Tdigest::Combine(const Tdigest& other) {
  for (const auto* part : {&other.centroids_, &other.fresh_}) {
    for (const Centroid& c : *part) Add(c.mean, c.weight);
  }
}

std::vector<Tdigest::Centroid> Tdigest::Sorted() const {
  std::vector<Centroid> all = centroids_;
  all.insert(all.end(), fresh_.begin(), fresh_.end());
  std::sort(all.begin(), all.end(), [](const Centroid& a, const Centroid& b) { return a.mean < b.mean; });
  return all;
}

void Tdigest::Compress() {
  const std::vector<Centroid> all = Sorted();
  fresh_.clear();
  if (all.size() < kBuffer) {
    centroids_ = all;
    return;
  }
  double total = 0;
  for (const Centroid& c : all) total += c.weight;
  // Neighbours merge as long as their share of the arcsine scale is at most one step: small at both ends.
  const auto scale = [](double q) { return kCompression * (std::asin(2 * q - 1) / M_PI + 0.5); };
  centroids_.clear();
  double before = 0;
  Centroid open = all.front();
  for (size_t i = 1; i < all.size(); ++i) {
    const double merged = open.weight + all[i].weight;
    const double step = scale(std::min(1.0, (before + merged) / total)) - scale(before / total);
    if (step <= 1) {
      open.mean += (all[i].mean - open.mean) * all[i].weight / merged;
      open.weight = merged;
    } else {
      centroids_.push_back(open);
      before += open.weight;
      open = all[i];
    }
  }
  centroids_.push_back(open);
}

double Tdigest::TotalWeight() const {
  double total = 0;
  for (const auto* part : {&centroids_, &fresh_}) {
    for (const Centroid& c : *part) total += c.weight;
  }
  return total;
}

double Tdigest::Percentile(double percent) const {
  const std::vector<Centroid> all = Sorted();
  const double wanted = std::clamp(percent, 0.0, 100.0) / 100 * TotalWeight();
  double sum = 0;
  for (const Centroid& c : all) {
    sum += c.weight;
    if (sum >= wanted) return c.mean;
  }
  return all.back().mean;
}

double Tdigest::Rank(double value) const {
  double rank = 0;
  for (const Centroid& c : Sorted()) {
    if (c.mean <= value) rank += c.weight;
  }
  return rank;
}

void Tdigest::AppendJson(std::string& out) const {
  const std::vector<Centroid> all = Sorted();
  out += "[[1],[";
  for (const Centroid& c : all) {
    AppendJsonComma(out);
    AppendJsonReal(out, c.mean);
  }
  out += "],[";
  for (const Centroid& c : all) {
    AppendJsonComma(out);
    AppendJsonReal(out, c.weight);
  }
  out += "]]";
}

bool Tdigest::AddJson(std::string_view json) {
  std::vector<std::string_view> parts, means, weights;
  if (!JsonArrayItems(json, parts) || parts.size() != 3) return false;
  if (!JsonArrayItems(parts[1], means) || !JsonArrayItems(parts[2], weights)) return false;
  if (means.size() != weights.size()) return false;
  for (size_t i = 0; i < means.size(); ++i) {
    const auto mean = JsonReal(means[i]), weight = JsonReal(weights[i]);
    if (mean && weight) Add(*mean, *weight);
  }
  return true;
}

namespace {

struct Digest {
  Tdigest digest;
  void Update(double value, int64_t weight) { digest.Add(value, static_cast<double>(weight)); }
  void Combine(const Digest& other) { digest.Combine(other.digest); }
  bool Finish(JsonOut& out) const {
    if (digest.empty()) return false;
    return digest.AppendJson(out.text), true;
  }
};

struct DigestMerge {
  Tdigest digest;
  void Update(Json json) { digest.AddJson(json.text); }
  void Combine(const DigestMerge& other) { digest.Combine(other.digest); }
  bool Finish(JsonOut& out) const {
    if (digest.empty()) return false;
    return digest.AppendJson(out.text), true;
  }
};

void MergeDigests(const KernelCall& call) {
  std::string out;
  for (size_t row = 0; row < call.rows; ++row) {
    Tdigest digest;
    for (const ColumnView& arg : call.args) {
      if (arg.valid(row)) digest.AddJson(arg.text(row));
    }
    if (digest.empty()) {
      call.out->SetNull(row);
      continue;
    }
    out.clear();
    digest.AppendJson(out);
    call.out->SetText(row, out);
  }
}

std::optional<Tdigest> Read(Json json) {
  Tdigest digest;
  if (!digest.AddJson(json.text) || digest.empty()) return std::nullopt;
  return digest;
}

std::optional<double> Percentile(Json json, double percent) {
  const auto digest = Read(json);
  return digest ? std::optional(digest->Percentile(percent)) : std::nullopt;
}

bool PercentilesArray(JsonOut& out, Json json, Json percents) {
  const auto digest = Read(json);
  std::vector<std::string_view> wanted;
  if (!digest || !JsonArrayItems(percents.text, wanted)) return false;
  out.text = "[";
  for (const std::string_view percent : wanted) {
    AppendJsonComma(out.text);
    AppendJsonReal(out.text, digest->Percentile(JsonReal(percent).value_or(50)));
  }
  out.text += ']';
  return true;
}

std::optional<double> Rank(Json json, double value) {
  const auto digest = Read(json);
  return digest ? std::optional(digest->Rank(value)) : std::nullopt;
}

std::optional<double> PercentRank(Json json, double value) {
  const auto digest = Read(json);
  return digest ? std::optional(100 * digest->Rank(value) / digest->TotalWeight()) : std::nullopt;
}

}  // namespace

void AddTdigest(KernelRegistry& registry) {
  registry.Add(AggregateOf<Digest, double, int64_t>("tdigest"));
  registry.Add(AggregateOf<DigestMerge, Json>("tdigest_merge"));
  registry.Add(KernelOf<Percentile>("percentile_tdigest"));
  registry.Add(KernelOf<PercentilesArray>("percentiles_array_tdigest"));
  registry.Add(KernelOf<Rank>("rank_tdigest"));
  registry.Add(KernelOf<PercentRank>("percentrank_tdigest"));
  registry.Add(VariadicOfDynamics("merge_tdigests", MergeDigests));
}

}  // namespace harrier::runtime
