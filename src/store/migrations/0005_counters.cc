#include "store/migrations/migration.h"

namespace harrier::store::migrations {
namespace {

constexpr std::string_view kStatements[] = {
    R"(CREATE TABLE counters (
         workspace_key {text} NOT NULL,
         name {text} NOT NULL,
         last {int} NOT NULL,
         PRIMARY KEY (workspace_key, name)
       ){strict})",
};

}  // namespace

Migration Counters() {
  return {5, "counters", kStatements};
}

}  // namespace harrier::store::migrations
