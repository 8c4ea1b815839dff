#include "plan/step_machine.h"

#include "runtime/packed_record.h"

namespace harrier::plan {

namespace {

using runtime::Cell;
using StepPtr = RowEvaluator::StepPtr;

class InputStep final : public RowEvaluator::Step {
 public:
  explicit InputStep(const Cell& cell) : cell_(cell) {}
  const Cell& Run() override { return cell_; }

 private:
  const Cell& cell_;
};

template <typename State>
class StateStep final : public RowEvaluator::Step {
 public:
  StateStep(const State* const& state, size_t index) : state_(state), index_(index) {}
  const Cell& Run() override { return state_->values[index_]; }

 private:
  const State* const& state_;
  size_t index_;
};

}  // namespace

Result<std::unique_ptr<StepMachine>> StepMachine::Make(const StepProgram& program) {
  std::unique_ptr<StepMachine> machine(new StepMachine(program));
  TRY_OK(machine->Compile());
  return machine;
}

Status StepMachine::Compile() {
  std::unordered_map<ColumnId, size_t> inputs;
  std::unordered_map<ColumnId, size_t> states;
  for (const Column& column : program_.inputs) {
    inputs.emplace(column.id, inputs_.size());
    inputs_.emplace_back(column.type);
  }
  for (const StepProgram::State& state : program_.states) {
    states.emplace(state.column.id, empty_.size());
    Cell& cell = empty_.emplace_back(state.column.type);
    if (state.declared)
      cell.Put(program_.defaults[state.source]);
    else
      cell.PutNull();
  }
  const RowEvaluator::Source source = [&](const Expr& column) -> StepPtr {
    const auto input = inputs.find(column.column);
    if (input != inputs.end()) return std::make_unique<InputStep>(inputs_[input->second]);
    return std::make_unique<StateStep<State>>(current_, states.at(column.column));
  };
  for (const StepProgram::Step& step : program_.steps) {
    Step& compiled = steps_.emplace_back();
    TRY(compiled.condition, RowEvaluator::Compile(*step.condition, source));
    for (const ExprPtr& value : step.values) {
      TRY(StepPtr assignment, RowEvaluator::Compile(*value, source));
      compiled.values.push_back(std::move(assignment));
    }
    auto& state = states_.emplace_back(std::make_unique<State>());
    for (const Cell& cell : empty_) state->values.emplace_back(cell.type());
  }
  for (const Column& column : program_.declared) declared_.push_back(&assigned_.emplace_back(column.type));
  records_.resize(steps_.size());
  Reset();
  return Ok();
}

void StepMachine::Clear(State& state) {
  state.active = false;
  for (size_t i = 0; i < empty_.size(); ++i) state.values[i].Copy(empty_[i]);
}

void StepMachine::Reset() {
  for (const auto& state : states_) Clear(*state);
  next_match_ = 0;
}

bool StepMachine::Holds(Step& step, const State& state) {
  current_ = &state;
  const Cell& result = step.condition->Run();
  return !result.is_null() && result.as<uint8_t>() != 0;
}

void StepMachine::Feed(std::span<const runtime::ColumnView> inputs, size_t row,
                       std::vector<std::string_view>& matches) {
  for (size_t i = 0; i < inputs_.size(); ++i) inputs_[i].Borrow(inputs[i], row);
  for (size_t k = steps_.size(); k-- > 0;) {
    if (k > 0 && states_[k - 1]->active && Holds(steps_[k], *states_[k - 1])) {
      std::swap(states_[k], states_[k - 1]);
      Clear(*states_[k - 1]);
      Match(k, false, matches);
      continue;
    }
    State& own = *states_[k];
    if ((k > 0 && !own.active) || !Holds(steps_[k], own)) continue;
    const bool repeats = own.active;
    if (!repeats) {
      own.active = true;
      own.match_id = next_match_++;
    }
    Match(k, repeats, matches);
  }
}

void StepMachine::Match(size_t k, bool repeats, std::vector<std::string_view>& matches) {
  State& state = *states_[k];
  current_ = &state;
  for (size_t i = 0; i < assigned_.size(); ++i) assigned_[i].Copy(steps_[k].values[i]->Run());
  for (size_t i = 0; i < program_.states.size(); ++i) {
    const StepProgram::State& value = program_.states[i];
    if (value.step == k)
      state.values[i].Copy(value.declared ? assigned_[value.source] : inputs_[value.source]);
  }
  if (program_.steps[k].output == StepProgram::Output::kNone) return;
  runtime::PackedRecord::Write({state.match_id, static_cast<int64_t>(k), repeats}, declared_, records_[k]);
  matches.push_back(records_[k]);
}

}  // namespace harrier::plan
