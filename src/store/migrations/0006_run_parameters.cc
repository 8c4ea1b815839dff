#include "store/migrations/migration.h"

namespace harrier::store::migrations {
namespace {

constexpr std::string_view kStatements[] = {
    "ALTER TABLE hunting_runs ADD COLUMN parameter_values {text} NOT NULL DEFAULT ''",
    "ALTER TABLE hunting_results ADD COLUMN parameter_values {text} NOT NULL DEFAULT ''",
};

}  // namespace

Migration RunParameters() {
  return {6, "run_parameters", kStatements};
}

}  // namespace harrier::store::migrations
