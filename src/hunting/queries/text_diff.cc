#include "hunting/queries/text_diff.h"

#include <algorithm>

namespace harrier::hunting {
namespace {

/// The table of the longest common subsequence has the product of both counts as its size.
constexpr size_t kMostCells = 16'000'000;

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

using Kind = DiffLine::Kind;
using View = std::vector<std::string_view>;

void Add(std::vector<DiffLine>& out, Kind kind, std::string_view text) {
  out.push_back({kind, std::string(text)});
}

/// What lies between the common beginning and end.
void AddMiddle(const View& a, const View& b, std::vector<DiffLine>& out) {
  const size_t width = b.size() + 1;
  if (a.size() * width > kMostCells) {
    for (const std::string_view line : a) Add(out, Kind::kRemoved, line);
    for (const std::string_view line : b) Add(out, Kind::kAdded, line);
    return;
  }
  // common[i][j]: the most lines that a from i on and b from j on have in common, in order.
  std::vector<uint32_t> common((a.size() + 1) * width, 0);
  for (size_t i = a.size(); i-- > 0;) {
    for (size_t j = b.size(); j-- > 0;) {
      common[i * width + j] = a[i] == b[j] ? common[(i + 1) * width + j + 1] + 1
                                           : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      Add(out, Kind::kSame, a[i++]);
      ++j;
    } else if (j == b.size() || (i < a.size() && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      Add(out, Kind::kRemoved, a[i++]);
    } else {
      Add(out, Kind::kAdded, b[j++]);
    }
  }
}

}  // namespace

std::vector<DiffLine> DiffLines(std::string_view before, std::string_view after) {
  View a = Lines(before);
  View b = Lines(after);
  const auto [end_a, end_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto begin = static_cast<size_t>(end_a - a.begin());
  size_t tail = 0;
  while (tail < a.size() - begin && tail < b.size() - begin &&
         a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
    ++tail;
  std::vector<DiffLine> out;
  for (size_t i = 0; i < begin; ++i) Add(out, Kind::kSame, a[i]);
  const auto middle = [&](const View& lines) {
    return View(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                lines.end() - static_cast<std::ptrdiff_t>(tail));
  };
  AddMiddle(middle(a), middle(b), out);
  for (size_t i = a.size() - tail; i < a.size(); ++i) Add(out, Kind::kSame, a[i]);
  return out;
}

}  // namespace harrier::hunting
