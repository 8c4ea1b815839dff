#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// reduce (Kusto docs): which texts have one pattern. After R. Vaarandi, "A Data Clustering Algorithm for
// Mining Patterns From Event Logs": terms that are frequent at their place make the pattern, all else is a
// wildcard.
namespace harrier::runtime {
namespace {

bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool IsNumber(std::string_view term) {
  return std::all_of(term.begin(), term.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Splits texts into terms; without characters of its own every ASCII character that is neither letter nor
/// digit stands between terms.
class Splitter {
 public:
  explicit Splitter(std::string_view characters) : characters_(characters) {}

  bool Separates(char c) const {
    if (!characters_.empty()) return characters_.find(c) != std::string_view::npos;
    return static_cast<unsigned char>(c) < 0x80 && !IsAlphanumeric(c);
  }

  /// Calls term(text) and gap(text) in turn.
  template <typename Term, typename Gap>
  void Split(std::string_view text, const Term& term, const Gap& gap) const {
    size_t begin = 0;
    while (begin < text.size()) {
      const bool separates = Separates(text[begin]);
      size_t end = begin + 1;
      while (end < text.size() && Separates(text[end]) == separates) ++end;
      const std::string_view piece = text.substr(begin, end - begin);
      if (separates)
        gap(piece);
      else
        term(piece);
      begin = end;
    }
  }

 private:
  std::string_view characters_;
};

class ReducePatterns {
 public:
  void Update(std::string_view text, int64_t count, double threshold, std::string_view characters) {
    threshold_ = threshold;
    characters_ = characters;
    texts_.emplace_back(text, count);
  }

  void Combine(const ReducePatterns& other) {
    if (other.texts_.empty()) return;
    threshold_ = other.threshold_;
    characters_ = other.characters_;
    texts_.insert(texts_.end(), other.texts_.begin(), other.texts_.end());
  }

  bool Finish(JsonOut& out) const {
    const Splitter splitter(characters_);
    int64_t rows = 0;
    Places frequency;
    for (const auto& [text, count] : texts_) {
      rows += count;
      size_t place = 0;
      splitter.Split(
          text, [&](std::string_view term) { frequency[{place++, term}] += count; }, [](std::string_view) {});
    }
    // What stands but once is no pattern, however low the threshold.
    const auto least =
        std::max<int64_t>(2, static_cast<int64_t>(std::ceil(threshold_ * static_cast<double>(rows))));
    std::vector<std::string> patterns;
    std::unordered_map<std::string_view, int64_t> sizes;
    patterns.reserve(texts_.size());
    for (const auto& [text, count] : texts_) patterns.push_back(PatternOf(text, splitter, frequency, least));
    for (size_t i = 0; i < texts_.size(); ++i) sizes[patterns[i]] += texts_[i].second;
    out.text = "[";
    for (size_t i = 0; i < texts_.size(); ++i) {
      const bool alone = patterns[i].empty() || sizes[patterns[i]] < least;
      AppendJsonComma(out.text);
      out.text += '[';
      AppendJsonItem(out.text, texts_[i].first);
      AppendJsonItem(out.text, alone ? "others" : patterns[i]);
      out.text += ']';
    }
    out.text += ']';
    return true;
  }

 private:
  struct Place {
    size_t index;
    std::string_view term;
    friend bool operator==(const Place&, const Place&) = default;
  };
  struct PlaceHash {
    size_t operator()(const Place& p) const {
      return std::hash<std::string_view>()(p.term) ^ (p.index * 0x9e3779b97f4a7c15ULL);
    }
  };
  using Places = std::unordered_map<Place, int64_t, PlaceHash>;

  /// Empty if nothing of the text is frequent. Neighbouring wildcards are one; letters that only separate go
  /// into the wildcard beside them.
  static std::string PatternOf(std::string_view text, const Splitter& splitter, const Places& frequency,
                               int64_t least) {
    std::string pattern;
    std::string gap;
    size_t place = 0;
    bool wild = false;
    bool any = false;
    const auto swallowed = [](std::string_view s) { return std::all_of(s.begin(), s.end(), IsAlphanumeric); };
    splitter.Split(
        text,
        [&](std::string_view term) {
          // Numbers vary, even where few of them do.
          const bool frequent = frequency.at({place++, term}) >= least && !IsNumber(term);
          if (frequent) {
            if (!wild || !swallowed(gap)) pattern += gap;
            pattern += term;
            any = true;
          } else if (!wild) {
            if (!swallowed(gap)) pattern += gap;
            pattern += '*';
          }
          wild = !frequent;
          gap.clear();
        },
        [&](std::string_view separators) { gap = separators; });
    if (!wild || !swallowed(gap)) pattern += gap;
    return any ? pattern : std::string();
  }

  std::vector<std::pair<std::string, int64_t>> texts_;
  double threshold_ = 0;
  std::string characters_;
};

}  // namespace

void AddReduce(KernelRegistry& registry) {
  registry.Add(
      AggregateOf<ReducePatterns, std::string_view, int64_t, double, std::string_view>("reduce_patterns"));
}

}  // namespace harrier::runtime
