#include "api/arm/listing.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "api/arm/odata.h"
#include "hunting/shape/json.h"

namespace harrier::api::arm {
namespace {

namespace json = boost::json;

constexpr size_t kMostInPage = 1000;

Result<size_t> NumberOf(const Request& request, std::string_view name, size_t otherwise) {
  const std::string_view text = request.Parameter(name);
  if (text.empty()) return otherwise;
  size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size())
    return Fail(ErrorCode::kInvalid, "{} must be a whole number, not '{}'", name, text);
  return number;
}

std::string_view NameOf(const json::value& resource) {
  return hunting::TextMember(resource.as_object(), "name");
}

/// Whether any text in the value contains `needle`, which is in lower case.
bool Contains(const json::value& value, std::string_view needle) {
  if (value.is_string()) {
    const std::string_view text = hunting::View(value.as_string());
    const auto found = std::search(
        text.begin(), text.end(), needle.begin(), needle.end(),
        [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
    return found != text.end();
  }
  const auto contains = [&](const json::value& part) { return Contains(part, needle); };
  if (value.is_array()) return std::any_of(value.as_array().begin(), value.as_array().end(), contains);
  if (!value.is_object()) return false;
  return std::any_of(value.as_object().begin(), value.as_object().end(),
                     [&](const auto& member) { return contains(member.value()); });
}

/// A token is "<offset>.<name of the last one given>": the page goes on behind that one, wherever it is now,
/// or at the offset if it is gone.
size_t StartOf(std::string_view token, const std::vector<json::value>& resources) {
  size_t offset = 0;
  const auto read = std::from_chars(token.data(), token.data() + token.size(), offset);
  const std::string_view last = token.substr(std::min(token.size(), size_t(read.ptr - token.data()) + 1));
  const auto found = std::find_if(resources.begin(), resources.end(),
                                  [&](const json::value& resource) { return NameOf(resource) == last; });
  if (found != resources.end()) return static_cast<size_t>(found - resources.begin()) + 1;
  return std::min(offset, resources.size());
}

/// Equal ones keep their order.
void Sort(std::vector<json::value>& resources, const Ordering& ordering) {
  std::vector<size_t> places(resources.size());
  std::iota(places.begin(), places.end(), size_t{0});
  std::sort(places.begin(), places.end(), [&](size_t a, size_t b) {
    if (ordering.Before(resources[a], resources[b])) return true;
    return a < b && !ordering.Before(resources[b], resources[a]);
  });
  std::vector<json::value> sorted;
  sorted.reserve(resources.size());
  for (const size_t place : places) sorted.push_back(std::move(resources[place]));
  resources = std::move(sorted);
}

}  // namespace

std::string NextLink(const Context& context, std::string_view token) {
  std::string link = context.request.origin;
  if (link.empty()) link = "http://" + std::string(context.request.Header("Host"));
  // The path as it came but for what a URL cannot hold.
  for (const char c : context.request.path) {
    if (c == '/') {
      link += c;
    } else {
      link += PercentEncode(std::string_view(&c, 1));
    }
  }
  char separator = '?';
  for (const auto& [name, value] : context.request.query) {
    if (SameText(name, "$skipToken") || SameText(name, "$skip")) continue;
    link += separator +
            (name.starts_with('$') ? "$" + PercentEncode(std::string_view(name).substr(1))
                                   : PercentEncode(name)) +
            "=" + PercentEncode(value);
    separator = '&';
  }
  return link + separator + "$skipToken=" + PercentEncode(token);
}

Result<json::object> ListAnswer(const Context& context, std::vector<json::value> resources, size_t page) {
  const Request& request = context.request;
  if (const std::string_view text = request.Parameter("$filter"); !text.empty()) {
    TRY(const Filter filter, Filter::Parse(text));
    std::erase_if(resources, [&](const json::value& resource) { return !filter.Matches(resource); });
  }
  if (std::string needle(request.Parameter("$search")); !needle.empty()) {
    for (char& c : needle) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    std::erase_if(resources, [&](const json::value& resource) { return !Contains(resource, needle); });
  }
  if (const std::string_view text = request.Parameter("$orderby"); !text.empty()) {
    TRY(const Ordering ordering, Ordering::Parse(text));
    Sort(resources, ordering);
  }
  const size_t total = resources.size();
  TRY(size_t begin, NumberOf(request, "$skip", 0));
  begin = std::min(begin, total);
  if (const std::string_view token = request.Parameter("$skipToken"); !token.empty())
    begin = StartOf(token, resources);
  TRY(const size_t top, NumberOf(request, "$top", page));
  const size_t size =
      top == 0 ? (page == 0 ? total : std::min(page, kMostInPage)) : std::min(top, kMostInPage);
  const size_t end = std::min(total, begin + size);

  json::object answer;
  answer["value"] = json::array(std::make_move_iterator(resources.begin() + static_cast<ptrdiff_t>(begin)),
                                std::make_move_iterator(resources.begin() + static_cast<ptrdiff_t>(end)));
  if (SameText(request.Parameter("$count"), "true")) answer["@odata.count"] = total;
  if (end < total) {
    const std::string last(NameOf(answer["value"].as_array().back()));
    answer["nextLink"] = hunting::Text(NextLink(context, fmt::format("{}.{}", end, last)));
  }
  return answer;
}

}  // namespace harrier::api::arm
