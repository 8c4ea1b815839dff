#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engine/duckdb/database.h"
#include "query/session.h"
#include "runner/case_file.h"

namespace harrier::kqltest {

/// A section whose answer is another than wanted.
struct Failure {
  size_t line = 0;  // of the file
  std::string wanted;
  std::string got;
};

/// Runs the sections of one case file in order, in a database of its own; now() is 2026-01-01T00:00:00Z.
class Runner {
 public:
  static Result<std::unique_ptr<Runner>> Make();

  /// Nullopt if the section is met. `golden` gets the present answer of plan and sql sections.
  std::optional<Failure> Run(const Section& section, std::string* golden);

 private:
  explicit Runner(int64_t now) : clock_(now) {}

  Status Fill(const Section& table);
  Result<Rows> Ask(const std::string& query);
  Result<std::string> Explain(const Section& section);
  std::optional<Failure> Compare(const Section& section, Rows got) const;
  std::optional<Failure> CompareErrors(const Section& section);

  FixedClock clock_;
  std::unique_ptr<engine::duckdb::Database> database_;
  std::unique_ptr<query::Service> service_;
  int64_t batches_ = 0;
};

}  // namespace harrier::kqltest
