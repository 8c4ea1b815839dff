#include "engine/duckdb/sequence_functions.h"

#include "engine/duckdb/vector_view.h"
#include "plan/step_machine.h"

namespace harrier::engine::duckdb {
namespace {

using runtime::ColumnView;

/// Rows must come as they are numbered: what DuckDB does above a streaming row number.
class Sequence {
 public:
  bool Follows(const ColumnView& numbers, size_t rows) {
    for (size_t i = 0; i < rows; ++i) {
      if (numbers.cell<int64_t>(i) != ++last_) return false;
    }
    return true;
  }

 private:
  int64_t last_ = 0;
};

struct StepsState {
  Sequence sequence;
  std::unique_ptr<plan::StepMachine> machine;
};

template <typename T>
struct SessionState {
  Sequence sequence;
  bool open = false;
  T first{};
  T last{};
};

template <typename State>
void Init(duckdb_init_info info) {
  duckdb_scalar_function_init_set_state(info, new State(), [](void* p) { delete static_cast<State*>(p); });
}

bool IsTrue(const ColumnView& column, size_t row) {
  return column.valid(row) && column.cell<uint8_t>(row) != 0;
}

void OutOfOrder(duckdb_function_info info) {
  duckdb_scalar_function_set_error(info, "rows of a sequence came out of order");
}

void RunSteps(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  try {
    auto& state = *static_cast<StepsState*>(duckdb_scalar_function_get_state(info));
    const size_t rows = duckdb_data_chunk_get_size(input);
    if (rows == 0) return;
    const auto view = [&](idx_t i, Type type) {
      return ViewOf(duckdb_data_chunk_get_vector(input, i), type);
    };
    const auto& program =
        *reinterpret_cast<const plan::StepProgram*>(view(0, Type::kLong).cell<int64_t>(0));  // NOLINT
    if (state.machine == nullptr) {
      Result<std::unique_ptr<plan::StepMachine>> machine = plan::StepMachine::Make(program);
      if (!machine) {
        duckdb_scalar_function_set_error(info, machine.error().message.c_str());
        return;
      }
      state.machine = std::move(*machine);
    }
    if (!state.sequence.Follows(view(1, Type::kLong), rows)) return OutOfOrder(info);
    const ColumnView first = view(2, Type::kBool);
    std::vector<ColumnView> inputs;
    for (size_t i = 0; i < program.inputs.size(); ++i) inputs.push_back(view(3 + i, program.inputs[i].type));
    VectorOutput out(output, {Type::kString, true});
    std::vector<std::string_view> matches;
    for (size_t row = 0; row < rows; ++row) {
      if (IsTrue(first, row)) state.machine->Reset();
      matches.clear();
      state.machine->Feed(inputs, row, matches);
      out.SetList(row, matches);
    }
  } catch (const std::exception& e) {
    duckdb_scalar_function_set_error(info, e.what());
  }
}

/// A null value belongs to no session; the next value begins one.
template <typename T>
void RunSession(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  constexpr Type kType = std::is_same_v<T, double> ? Type::kReal : Type::kLong;
  auto& state = *static_cast<SessionState<T>*>(duckdb_scalar_function_get_state(info));
  const size_t rows = duckdb_data_chunk_get_size(input);
  const auto view = [&](idx_t i, Type type) { return ViewOf(duckdb_data_chunk_get_vector(input, i), type); };
  if (!state.sequence.Follows(view(0, Type::kLong), rows)) return OutOfOrder(info);
  const ColumnView first = view(1, Type::kBool);
  const ColumnView value = view(2, kType);
  const ColumnView max_from_first = view(3, kType);
  const ColumnView max_between = view(4, kType);
  const ColumnView restart = view(5, Type::kBool);
  VectorOutput out(output, {kType, false});
  for (size_t row = 0; row < rows; ++row) {
    if (IsTrue(first, row) || IsTrue(restart, row)) state.open = false;
    if (!value.valid(row)) {
      state.open = false;
      out.SetNull(row);
      continue;
    }
    const T x = value.cell<T>(row);
    const auto beyond = [&](const ColumnView& limit, T from) {
      return limit.valid(row) && x - from >= limit.cell<T>(row);
    };
    if (!state.open || beyond(max_from_first, state.first) || beyond(max_between, state.last)) {
      state.open = true;
      state.first = x;
    }
    state.last = x;
    static_cast<T*>(out.data)[row] = state.first;
  }
}

Status Register(duckdb_connection connection, const char* name,
                const std::vector<runtime::KernelType>& params, bool more, runtime::KernelType result,
                duckdb_scalar_function_init_t init, duckdb_scalar_function_t run) {
  duckdb_scalar_function function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, name);
  for (const runtime::KernelType& param : params) {
    duckdb_scalar_function_add_parameter(function, TypeHandle(LogicalType(param)).get());
  }
  if (more) {
    duckdb_scalar_function_set_varargs(function,
                                       TypeHandle(duckdb_create_logical_type(DUCKDB_TYPE_ANY)).get());
  }
  duckdb_scalar_function_set_return_type(function, TypeHandle(LogicalType(result)).get());
  duckdb_scalar_function_set_special_handling(function);
  duckdb_scalar_function_set_volatile(function);
  duckdb_scalar_function_set_init(function, init);
  duckdb_scalar_function_set_function(function, run);
  const duckdb_state state = duckdb_register_scalar_function(connection, function);
  duckdb_destroy_scalar_function(&function);
  if (state != DuckDBSuccess) return Fail(ErrorCode::kInternal, "the engine refuses the function {}", name);
  return Ok();
}

}  // namespace

Status RegisterSequenceFunctions(duckdb_connection connection) {
  const runtime::KernelType whole{Type::kLong};
  const runtime::KernelType real{Type::kReal};
  const runtime::KernelType flag{Type::kBool};
  TRY_OK(Register(connection, "kql_engine_steps", {whole, whole, flag}, true, {Type::kString, true},
                  &Init<StepsState>, &RunSteps));
  TRY_OK(Register(connection, "kql_engine_session_long", {whole, flag, whole, whole, whole, flag}, false,
                  whole, &Init<SessionState<int64_t>>, &RunSession<int64_t>));
  return Register(connection, "kql_engine_session_real", {whole, flag, real, real, real, flag}, false, real,
                  &Init<SessionState<double>>, &RunSession<double>);
}

}  // namespace harrier::engine::duckdb
