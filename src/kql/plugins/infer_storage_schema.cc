#include "kql/plugins/plugin.h"

namespace harrier::kql {

// Kusto docs, infer_storage_schema plugin: it reads files outside.
Result<Relation> BindInferStorageSchema(PluginCall& call) {
  return FailAt(call.span, "", ErrorCode::kForbidden,
                "not supported: evaluate {}; reading from outside is off in this installation", call.name());
}

}  // namespace harrier::kql
