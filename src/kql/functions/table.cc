#include "kql/functions/function.h"

namespace harrier::kql {

#define HARRIER_FUNCTION(name) extern const FunctionDef k##name;
#include "kql/functions/all.inc"
#undef HARRIER_FUNCTION
#define HARRIER_AGGREGATE(name) extern const AggregateDef k##name;
#include "kql/functions/aggregates.inc"
#undef HARRIER_AGGREGATE

namespace {

constexpr std::string_view kUnsupported[] = {
#define HARRIER_UNSUPPORTED(name) name,
#include "kql/functions/unsupported.inc"
#undef HARRIER_UNSUPPORTED
};

template <typename Def>
void Index(std::unordered_map<std::string_view, const Def*>& map, const std::vector<const Def*>& defs) {
  for (const Def* def : defs) {
    HARRIER_CHECK(map.emplace(def->name, def).second);
    for (const std::string_view alias : def->aliases) HARRIER_CHECK(map.emplace(alias, def).second);
  }
}

}  // namespace

FunctionTable::FunctionTable()
    : functions_{
#define HARRIER_FUNCTION(name) &k##name,
#include "kql/functions/all.inc"
#undef HARRIER_FUNCTION
      },
      aggregates_{
#define HARRIER_AGGREGATE(name) &k##name,
#include "kql/functions/aggregates.inc"
#undef HARRIER_AGGREGATE
      } {
  Index(by_name_, functions_);
  Index(aggregate_by_name_, aggregates_);
}

const FunctionDef* FunctionTable::Find(std::string_view name) const {
  const auto at = by_name_.find(name);
  return at == by_name_.end() ? nullptr : at->second;
}

const AggregateDef* FunctionTable::FindAggregate(std::string_view name) const {
  const auto at = aggregate_by_name_.find(name);
  return at == aggregate_by_name_.end() ? nullptr : at->second;
}

bool FunctionTable::IsUnsupported(std::string_view name) const {
  return std::find(std::begin(kUnsupported), std::end(kUnsupported), name) != std::end(kUnsupported);
}

const FunctionTable& AllFunctions() {
  static const auto* const table = new FunctionTable();
  return *table;
}

}  // namespace harrier::kql
