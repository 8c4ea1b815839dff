#include <charconv>

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"

// Well-known text to GeoJSON (Kusto docs: geo_from_wkt(); OGC 06-103r4, section 7).
namespace harrier::runtime {
namespace {

/// Reads one geometry. What is malformed makes the whole null.
class WktReader {
 public:
  explicit WktReader(std::string_view text) : rest_(text) {}

  bool Read(std::string& out) { return Geometry(out, 0) && Done(); }

 private:
  // Collections within collections, at most.
  static constexpr int kDeepest = 16;

  void SkipBlanks() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())) != 0)
      rest_.remove_prefix(1);
  }
  bool Done() {
    SkipBlanks();
    return rest_.empty();
  }
  bool Accept(char c) {
    SkipBlanks();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool At(char c) {
    SkipBlanks();
    return !rest_.empty() && rest_.front() == c;
  }
  std::string Word() {
    SkipBlanks();
    std::string word;
    while (!rest_.empty() && std::isalpha(static_cast<unsigned char>(rest_.front())) != 0) {
      word += static_cast<char>(std::toupper(static_cast<unsigned char>(rest_.front())));
      rest_.remove_prefix(1);
    }
    return word;
  }

  bool Number(std::string& out) {
    SkipBlanks();
    if (!rest_.empty() && rest_.front() == '+') rest_.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc() || !std::isfinite(value)) return false;
    rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
    fmt::format_to(std::back_inserter(out), "{}", value);
    return true;
  }

  /// "1 2" as [1,2]. A third number would be a height, which GeoJSON takes too.
  bool Position(std::string& out) {
    out += '[';
    if (!Number(out)) return false;
    out += ',';
    if (!Number(out)) return false;
    if (!At(',') && !At(')')) {
      out += ',';
      if (!Number(out)) return false;
    }
    out += ']';
    return true;
  }

  /// Positions in `depth` levels of parentheses; MULTIPOINT may have one more around each.
  bool Nested(std::string& out, int depth) {
    if (depth == 0) {
      const bool wrapped = Accept('(');
      return Position(out) && (!wrapped || Accept(')'));
    }
    if (!Accept('(')) return false;
    out += '[';
    do {
      if (out.back() != '[') out += ',';
      if (!Nested(out, depth - 1)) return false;
    } while (Accept(','));
    out += ']';
    return Accept(')');
  }

  bool Geometry(std::string& out, int depth) {
    struct Kind {
      std::string_view word, name;
      int depth;
    };
    static constexpr Kind kKinds[] = {{"LINESTRING", "LineString", 1},
                                      {"POLYGON", "Polygon", 2},
                                      {"MULTIPOINT", "MultiPoint", 1},
                                      {"MULTILINESTRING", "MultiLineString", 2},
                                      {"MULTIPOLYGON", "MultiPolygon", 3}};
    const std::string word = Word();
    if (word == "POINT") {
      out += R"({"type":"Point","coordinates":)";
      if (!Accept('(') || !Position(out) || !Accept(')')) return false;
      out += '}';
      return true;
    }
    if (word == "GEOMETRYCOLLECTION") {
      if (depth == kDeepest || !Accept('(')) return false;
      out += R"({"type":"GeometryCollection","geometries":[)";
      do {
        if (out.back() != '[') out += ',';
        if (!Geometry(out, depth + 1)) return false;
      } while (Accept(','));
      out += "]}";
      return Accept(')');
    }
    for (const Kind& kind : kKinds) {
      if (word != kind.word) continue;
      fmt::format_to(std::back_inserter(out), R"({{"type":"{}","coordinates":)", kind.name);
      if (!Nested(out, kind.depth)) return false;
      out += '}';
      return true;
    }
    return false;
  }

  std::string_view rest_;
};

bool FromWkt(JsonOut& out, std::string_view wkt) {
  return WktReader(wkt).Read(out.text);
}

}  // namespace

void AddGeoWkt(KernelRegistry& registry) {
  registry.Add(KernelOf<FromWkt>("geo_from_wkt"));
}

}  // namespace harrier::runtime
