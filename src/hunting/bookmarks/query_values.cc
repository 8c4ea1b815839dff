#include "hunting/bookmarks/query_values.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kRemark = "// parameters: ";

}  // namespace

std::string WithValues(std::string_view query, std::string_view values) {
  if (values.empty()) return std::string(query);
  return fmt::format("{}{}\n{}", kRemark, values, query);
}

Result<ParameterValues> ValuesIn(std::string_view query) {
  json::object given;
  if (query.starts_with(kRemark)) {
    const std::string_view line = query.substr(0, query.find('\n'));
    given = ParseObject(line.substr(kRemark.size()));
  }
  return ValuesFor(DeclaredParameters(query), {}, given);
}

}  // namespace harrier::hunting
