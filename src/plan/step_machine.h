#pragma once

#include "plan/row_evaluator.h"
#include "plan/step_program.h"

namespace harrier::plan {

/// Runs a scan's steps over rows (Kusto docs, scan operator, matching logic).
class StepMachine {
 public:
  /// The program must outlive the machine.
  static Result<std::unique_ptr<StepMachine>> Make(const StepProgram& program);

  /// Empty states, matches from 0: a new partition.
  void Reset();
  /// One row, by its input columns. The views in `matches` are good until the next call.
  void Feed(std::span<const runtime::ColumnView> inputs, size_t row, std::vector<std::string_view>& matches);

 private:
  explicit StepMachine(const StepProgram& program) : program_(program) {}

  using Cells = std::deque<runtime::Cell>;
  /// What a step knows of itself and of the steps before it.
  struct State {
    bool active = false;
    int64_t match_id = 0;
    Cells values;  // one for each of the program's states
  };
  struct Step {
    RowEvaluator::StepPtr condition;
    std::vector<RowEvaluator::StepPtr> values;
  };

  Status Compile();
  void Clear(State& state);
  bool Holds(Step& step, const State& state);
  /// The row has matched step k, whose state is in place.
  void Match(size_t k, bool repeats, std::vector<std::string_view>& matches);

  const StepProgram& program_;
  Cells inputs_;
  Cells empty_;
  std::vector<std::unique_ptr<State>> states_;
  std::vector<Step> steps_;
  Cells assigned_;
  std::vector<const runtime::Cell*> declared_;
  const State* current_ = nullptr;  // which the expressions read
  int64_t next_match_ = 0;
  std::vector<std::string> records_;
};

}  // namespace harrier::plan
