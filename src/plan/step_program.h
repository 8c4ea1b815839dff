#pragma once

#include "plan/expr.h"

namespace harrier::plan {

/// The steps of a scan (Kusto docs, scan operator). Their expressions read `inputs` and `states` by column
/// id.
struct StepProgram {
  /// step.column: a value in a step's state, of an input or of a declared column.
  struct State {
    Column column;
    size_t step = 0;
    bool declared = false;
    size_t source = 0;
  };
  enum class Output : uint8_t { kAll, kLast, kNone };
  struct Step {
    std::string name;
    Output output = Output::kAll;
    ExprPtr condition;
    std::vector<ExprPtr> values;  // one for each declared column
  };
  std::vector<Column> inputs;
  std::vector<Column> declared;
  std::vector<Value> defaults;  // what a declared column reads as in an empty state
  std::vector<State> states;
  std::vector<Step> steps;
  bool with_match_id = false;

  bool has_last() const {
    return std::any_of(steps.begin(), steps.end(), [](const Step& s) { return s.output == Output::kLast; });
  }
};

}  // namespace harrier::plan
