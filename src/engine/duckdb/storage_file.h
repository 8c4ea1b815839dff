#pragma once

#include <string>
#include <string_view>

#include "engine/duckdb/connection.h"

/// Database files attached to the one instance.
namespace harrier::engine::duckdb {

/// A name in double quotes.
std::string Quoted(std::string_view name);

/// Attaches the file at `path` (empty: in memory) under a name, making it if there is none. A file that is no
/// database or is damaged is one sentence, kIo.
Status AttachFile(Connection& connection, const std::string& path, std::string_view alias);

/// Runs statements in one transaction, which is undone if one of them fails.
template <typename Body>
Status InTransaction(Connection& connection, Body body) {
  TRY_OK(connection.Execute("BEGIN TRANSACTION"));
  Status done = body();
  if (done) done = connection.Execute("COMMIT");
  // After a failed commit there is nothing to undo; the answer tells no more then.
  if (!done) (void)connection.Execute("ROLLBACK");
  return done;
}

}  // namespace harrier::engine::duckdb
