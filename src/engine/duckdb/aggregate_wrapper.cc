#include <new>

#include "engine/duckdb/kernel_error.h"
#include "engine/duckdb/kernel_wrapper.h"
#include "engine/duckdb/vector_view.h"

namespace harrier::engine::duckdb {
namespace {

using runtime::AggregateKernel;

/// DuckDB moves states as bytes, which a kernel's state need not survive: it gets a pointer to one of ours,
/// with the kernel beside it, since destruction is not told which function it is for.
struct State {
  const AggregateKernel* kernel;

  void* data() { return data(*kernel); }
  /// The same for a caller that knows the kernel, without a look at this memory.
  void* data(const AggregateKernel& known) { return reinterpret_cast<char*>(this) + Offset(known); }

  static size_t Offset(const AggregateKernel& kernel) {
    const size_t align = std::max(kernel.state_align, alignof(State));
    return (sizeof(State) + align - 1) / align * align;
  }
  static std::align_val_t Alignment(const AggregateKernel& kernel) {
    return std::align_val_t{std::max(kernel.state_align, alignof(State))};
  }
  static State* Make(const AggregateKernel& kernel) {
    void* memory = ::operator new(Offset(kernel) + kernel.state_size, Alignment(kernel));
    auto* state = new (memory) State{&kernel};
    kernel.init(state->data());
    return state;
  }
  static void Destroy(State* state) {
    const AggregateKernel& kernel = *state->kernel;
    kernel.destroy(state->data());
    ::operator delete(state, Alignment(kernel));
  }
};

State*& At(duckdb_aggregate_state state) {
  return *reinterpret_cast<State**>(state);
}

const AggregateKernel& KernelOf(duckdb_function_info info) {
  return *static_cast<const AggregateKernel*>(duckdb_aggregate_function_get_extra_info(info));
}

idx_t StateSize(duckdb_function_info) {
  return sizeof(State*);
}

void Init(duckdb_function_info info, duckdb_aggregate_state state) {
  At(state) = nullptr;
  try {
    At(state) = State::Make(KernelOf(info));
  } catch (const std::exception& e) {
    duckdb_aggregate_function_set_error(info, e.what());
  }
}

void Update(duckdb_function_info info, duckdb_data_chunk input, duckdb_aggregate_state* states) {
  try {
    const AggregateKernel& kernel = KernelOf(info);
    const ArgumentViews args(input, kernel.params);
    const idx_t rows = duckdb_data_chunk_get_size(input);
    if (kernel.update_rows != nullptr) {
      std::vector<void*> data(rows);
      for (idx_t row = 0; row < rows; ++row) data[row] = At(states[row])->data(kernel);
      kernel.update_rows(data, args.span());
      return;
    }
    for (idx_t row = 0; row < rows; ++row) kernel.update(At(states[row])->data(), args.span(), row);
  } catch (const std::exception& e) {
    duckdb_aggregate_function_set_error(info, e.what());
  }
}

void Combine(duckdb_function_info info, duckdb_aggregate_state* source, duckdb_aggregate_state* target,
             idx_t count) {
  try {
    const AggregateKernel& kernel = KernelOf(info);
    for (idx_t i = 0; i < count; ++i) kernel.combine(At(source[i])->data(), At(target[i])->data());
  } catch (const std::exception& e) {
    duckdb_aggregate_function_set_error(info, e.what());
  }
}

void Finalize(duckdb_function_info info, duckdb_aggregate_state* source, duckdb_vector result, idx_t count,
              idx_t offset) {
  try {
    const AggregateKernel& kernel = KernelOf(info);
    VectorOutput out(result, kernel.result);
    for (idx_t i = 0; i < count; ++i) kernel.finish(At(source[i])->data(), out, offset + i);
    if (out.full) duckdb_aggregate_function_set_error(info, PackKernelError(TooMuchAtOnce()).c_str());
  } catch (const std::exception& e) {
    duckdb_aggregate_function_set_error(info, e.what());
  }
}

void Destroy(duckdb_aggregate_state* states, idx_t count) {
  for (idx_t i = 0; i < count; ++i) {
    if (At(states[i]) == nullptr) continue;
    State::Destroy(At(states[i]));
    At(states[i]) = nullptr;
  }
}

}  // namespace

Status RegisterAggregate(duckdb_connection connection, const AggregateKernel& kernel) {
  duckdb_aggregate_function function = duckdb_create_aggregate_function();
  duckdb_aggregate_function_set_name(function, ("kql_" + kernel.name).c_str());
  for (const runtime::KernelType& param : kernel.params) {
    duckdb_aggregate_function_add_parameter(function, TypeHandle(LogicalType(param)).get());
  }
  duckdb_aggregate_function_set_return_type(function, TypeHandle(LogicalType(kernel.result)).get());
  duckdb_aggregate_function_set_functions(function, &StateSize, &Init, &Update, &Combine, &Finalize);
  duckdb_aggregate_function_set_destructor(function, &Destroy);
  duckdb_aggregate_function_set_special_handling(function);
  duckdb_aggregate_function_set_extra_info(function, const_cast<AggregateKernel*>(&kernel), nullptr);
  const duckdb_state state = duckdb_register_aggregate_function(connection, function);
  duckdb_destroy_aggregate_function(&function);
  if (state != DuckDBSuccess) {
    return Fail(ErrorCode::kInternal, "the engine refuses the aggregate {}", kernel.name);
  }
  return Ok();
}

}  // namespace harrier::engine::duckdb
