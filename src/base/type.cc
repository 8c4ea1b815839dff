#include "base/type.h"

#include <array>
#include <utility>

namespace harrier {
namespace {

constexpr std::array<std::pair<std::string_view, Type>, 24> kNames{{
    {"bool", Type::kBool},         {"int", Type::kInt},         {"long", Type::kLong},
    {"real", Type::kReal},         {"decimal", Type::kDecimal}, {"datetime", Type::kDatetime},
    {"timespan", Type::kTimespan}, {"guid", Type::kGuid},       {"string", Type::kString},
    {"dynamic", Type::kDynamic},   {"boolean", Type::kBool},    {"int32", Type::kInt},
    {"int64", Type::kLong},        {"double", Type::kReal},     {"float", Type::kReal},
    {"date", Type::kDatetime},     {"time", Type::kTimespan},   {"uuid", Type::kGuid},
    {"uniqueid", Type::kGuid},     {"uint", Type::kLong},       {"uint32", Type::kLong},
    {"ulong", Type::kLong},        {"uint64", Type::kLong},     {"object", Type::kDynamic},
}};

}  // namespace

std::string_view TypeName(Type type) {
  for (const auto& [name, t] : kNames) {
    if (t == type) return name;
  }
  return "unknown";
}

std::optional<Type> TypeFromName(std::string_view name) {
  for (const auto& [known, type] : kNames) {
    if (known == name) return type;
  }
  return std::nullopt;
}

}  // namespace harrier
