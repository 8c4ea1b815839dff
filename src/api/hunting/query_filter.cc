#include "api/hunting/query_filter.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include <boost/json.hpp>

#include "hunting/mitre/attack.h"
#include "hunting/queries/hunting_query.h"
#include "hunting/shape/json.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::SameName;
using harrier::hunting::SplitList;
using harrier::hunting::View;

/// A member of a row, or of what its last run gave.
const json::value* Find(const json::object& row, std::string_view name) {
  if (const json::value* const own = row.if_contains(name)) return own;
  const json::value* const run = row.if_contains("lastRun");
  return run != nullptr && run->is_object() ? run->as_object().if_contains(name) : nullptr;
}

std::optional<double> NumberOf(const json::object& row, std::string_view name) {
  const json::value* const value = Find(row, name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

std::string TextOf(const json::object& row, std::string_view name) {
  const json::value* const value = Find(row, name);
  if (value == nullptr) return {};
  if (value->is_string()) return std::string(View(value->as_string()));
  return value->is_array() ? json::serialize(*value) : std::string();
}

bool Fits(std::string_view wanted, std::string_view there, bool technique) {
  if (SameName(wanted, there)) return true;
  return technique && there.size() > wanted.size() && there[wanted.size()] == '.' &&
         SameName(wanted, there.substr(0, wanted.size()));
}

/// Whether a text, or one of a list of texts, is one of those wanted.
bool HasOne(const json::object& row, std::string_view name, const std::vector<std::string>& wanted,
            bool technique = false) {
  const json::value* const value = Find(row, name);
  if (value == nullptr) return false;
  const auto fits = [&](const json::value& one) {
    return one.is_string() && std::any_of(wanted.begin(), wanted.end(), [&](const std::string& each) {
             return Fits(each, View(one.as_string()), technique);
           });
  };
  if (!value->is_array()) return fits(*value);
  return std::any_of(value->as_array().begin(), value->as_array().end(), fits);
}

/// Whether a text holds a part, without regard to the case of ASCII letters.
bool SameNamePart(std::string_view text, std::string_view part) {
  for (size_t at = 0; at + part.size() <= text.size(); ++at) {
    if (SameName(text.substr(at, part.size()), part)) return true;
  }
  return false;
}

std::string StatusOf(const json::object& row) {
  const std::string status = TextOf(row, "status");
  return status.empty() ? "notRun" : status;
}

class Filter {
 public:
  explicit Filter(const Request& request) : request_(request) {}

  /// Keeps those rows that fulfil the parameter; all of them without it.
  template <typename Test>
  void Keep(json::array& rows, std::string_view parameter, const Test& test) const {
    const std::string wanted(request_.Parameter(parameter));
    if (wanted.empty()) return;
    json::array kept;
    for (json::value& row : rows) {
      if (test(row.as_object(), wanted)) kept.push_back(std::move(row));
    }
    rows = std::move(kept);
  }

  void KeepLists(json::array& rows, std::string_view parameter, std::string_view member,
                 bool technique = false) const {
    Keep(rows, parameter, [&](const json::object& row, const std::string& wanted) {
      return HasOne(row, member, SplitList(wanted), technique);
    });
  }

  Status KeepFlag(json::array& rows, std::string_view parameter, std::string_view member) const {
    const std::string_view wanted = request_.Parameter(parameter);
    if (!wanted.empty() && wanted != "true" && wanted != "false")
      return Fail(ErrorCode::kInvalid, "'{}' must be true or false, not '{}'", parameter, wanted);
    Keep(rows, parameter, [&](const json::object& row, const std::string& text) {
      const json::value* const value = Find(row, member);
      return (value != nullptr && value->is_bool() && value->as_bool()) == (text == "true");
    });
    return Ok();
  }

  /// `min…` and `max…` of a number; what has none is in no range.
  Status KeepRange(json::array& rows, std::string_view range, std::string_view member) const {
    for (const bool least : {true, false}) {
      const std::string parameter = (least ? "min" : "max") + std::string(range);
      const std::string_view text = request_.Parameter(parameter);
      double bound = 0;
      const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), bound);
      if (!text.empty() && (failure != std::errc() || end != text.data() + text.size()))
        return Fail(ErrorCode::kInvalid, "'{}' must be a number, not '{}'", parameter, text);
      Keep(rows, parameter, [&](const json::object& row, const std::string&) {
        const std::optional<double> number = NumberOf(row, member);
        return number && (least ? *number >= bound : *number <= bound);
      });
    }
    return Ok();
  }

 private:
  const Request& request_;
};

json::array TacticsOf(const json::array& rows) {
  json::array out;
  for (const std::string_view tactic : harrier::hunting::TacticNames()) {
    const auto count = std::count_if(rows.begin(), rows.end(), [&](const json::value& row) {
      return HasOne(row.as_object(), "tactics", {std::string(tactic)});
    });
    out.push_back(json::object{{"tactic", harrier::hunting::Text(tactic)}, {"count", count}});
  }
  return out;
}

Status Sort(json::array& rows, std::string_view sort) {
  if (sort.empty()) return Ok();
  const bool descending = sort.starts_with('-');
  if (descending) sort.remove_prefix(1);
  constexpr std::string_view kNumbers[] = {"results", "delta", "deltaPercent", "version"};
  constexpr std::string_view kTexts[] = {"name",       "sourceName", "dataSources",    "tactics",
                                         "techniques", "createdBy",  "createdTimeUtc", "at",
                                         "status",     "entities"};
  const bool number = std::find(std::begin(kNumbers), std::end(kNumbers), sort) != std::end(kNumbers);
  const bool flag = sort == "favourite";
  if (!number && !flag && std::find(std::begin(kTexts), std::end(kTexts), sort) == std::end(kTexts))
    return Fail(
        ErrorCode::kInvalid,
        "queries are not sorted by '{}', but by name, sourceName, dataSources, results, delta, deltaPercent, "
        "tactics, techniques, favourite, version, status, at, entities, createdBy or createdTimeUtc",
        sort);
  struct Keyed {
    std::optional<double> number;
    std::string text;
    size_t place = 0;
  };
  std::vector<Keyed> keys;
  for (const json::value& row : rows) {
    Keyed key{std::nullopt, "", keys.size()};
    if (number) key.number = NumberOf(row.as_object(), sort);
    if (flag) key.number = row.as_object().at("favourite").as_bool() ? 1 : 0;
    if (!number && !flag) key.text = TextOf(row.as_object(), sort);
    // A change from nothing to something is greater than any part.
    if (sort == "deltaPercent" && TextOf(row.as_object(), sort) == "new")
      key.number = std::numeric_limits<double>::infinity();
    keys.push_back(std::move(key));
  }
  std::sort(keys.begin(), keys.end(), [&](const Keyed& a, const Keyed& b) {
    const bool has_a = a.number || !a.text.empty(), has_b = b.number || !b.text.empty();
    if (has_a != has_b) return has_a;
    const auto order = std::tie(a.number, a.text) <=> std::tie(b.number, b.text);
    if (order != 0) return descending ? order > 0 : order < 0;
    return a.place < b.place;
  });
  json::array sorted;
  for (const Keyed& key : keys) sorted.push_back(std::move(rows[key.place]));
  rows = std::move(sorted);
  return Ok();
}

}  // namespace

Result<json::object> FilteredQueries(json::array rows, const Request& request) {
  const size_t total = rows.size();
  const Filter filter(request);
  TRY_OK(filter.KeepFlag(rows, "favourite", "favourite"));
  TRY_OK(filter.KeepFlag(rows, "custom", "isCustom"));
  filter.KeepLists(rows, "source", "sourceName");
  filter.KeepLists(rows, "dataSource", "dataSources");
  filter.KeepLists(rows, "technique", "techniques", true);
  filter.Keep(rows, "availability", [](const json::object& row, const std::string& wanted) {
    return HasOne(row.at("availability").as_object(), "state", SplitList(wanted));
  });
  filter.Keep(rows, "status", [](const json::object& row, const std::string& wanted) {
    const std::vector<std::string> list = SplitList(wanted);
    return std::any_of(list.begin(), list.end(),
                       [&](const std::string& one) { return SameName(one, StatusOf(row)); });
  });
  filter.Keep(rows, "search", [](const json::object& row, const std::string& wanted) {
    return SameNamePart(TextOf(row, "name"), wanted) || SameNamePart(TextOf(row, "description"), wanted) ||
           SameNamePart(TextOf(row, "query"), wanted);
  });
  TRY_OK(filter.KeepRange(rows, "Results", "results"));
  TRY_OK(filter.KeepRange(rows, "Delta", "delta"));
  TRY_OK(filter.KeepRange(rows, "DeltaPercent", "deltaPercent"));
  json::array tactics = TacticsOf(rows);
  filter.KeepLists(rows, "tactic", "tactics");
  TRY_OK(Sort(rows, request.Parameter("sort")));
  return json::object{{"value", std::move(rows)}, {"total", total}, {"tactics", std::move(tactics)}};
}

}  // namespace harrier::api::hunting
