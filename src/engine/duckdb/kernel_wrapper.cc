#include "engine/duckdb/kernel_wrapper.h"

#include "engine/duckdb/kernel_error.h"
#include "engine/duckdb/vector_view.h"

namespace harrier::engine::duckdb {
namespace {

using runtime::Kernel;

/// What a bind keeps: the kernel's prepared state, shared by the copies of the plan.
struct BindData {
  std::shared_ptr<runtime::KernelState> state;
};

void DeleteBindData(void* data) {
  delete static_cast<BindData*>(data);
}

void* CopyBindData(void* data) {
  return new BindData(*static_cast<BindData*>(data));
}

/// The value of an argument that is constant for the query.
Result<std::optional<Value>> Constant(duckdb_client_context context, duckdb_expression argument,
                                      runtime::KernelType type) {
  if (!duckdb_expression_is_foldable(argument)) return std::nullopt;
  const TypeHandle wanted(LogicalType(type));
  const TypeHandle given(duckdb_expression_return_type(argument));
  if (type.list || duckdb_get_type_id(wanted.get()) != duckdb_get_type_id(given.get())) return std::nullopt;
  duckdb_value value = nullptr;
  duckdb_error_data error = duckdb_expression_fold(context, argument, &value);
  if (error != nullptr && duckdb_error_data_has_error(error)) {
    const std::string message = duckdb_error_data_message(error);
    duckdb_destroy_error_data(&error);
    return Fail(ErrorCode::kInternal, "a constant argument cannot be computed: {}", message);
  }
  duckdb_destroy_error_data(&error);
  // Through a vector, since the value's own accessor ends text at its first NUL.
  duckdb_vector vector = duckdb_create_vector(wanted.get(), 1);
  duckdb_vector_reference_value(vector, value);
  std::optional<Value> constant = runtime::ValueAt(ViewOf(vector, type.type), 0);
  duckdb_destroy_vector(&vector);
  duckdb_destroy_value(&value);
  return constant;
}

Result<std::shared_ptr<runtime::KernelState>> Prepare(duckdb_bind_info info, const Kernel& kernel) {
  duckdb_client_context context = nullptr;
  duckdb_scalar_function_get_client_context(info, &context);
  const std::shared_ptr<void> release(context, [](void* p) {
    auto handle = static_cast<duckdb_client_context>(p);
    duckdb_destroy_client_context(&handle);
  });
  runtime::ConstantArgs constants;
  for (idx_t i = 0; i < duckdb_scalar_function_bind_get_argument_count(info); ++i) {
    duckdb_expression argument = duckdb_scalar_function_bind_get_argument(info, i);
    const runtime::KernelType type = kernel.params[std::min<size_t>(i, kernel.params.size() - 1)];
    Result<std::optional<Value>> constant = Constant(context, argument, type);
    duckdb_destroy_expression(&argument);
    if (!constant) return tl::unexpected(constant.error());
    constants.push_back(std::move(*constant));
  }
  return kernel.prepare(constants);
}

void Bind(duckdb_bind_info info) {
  const auto& kernel = *static_cast<const Kernel*>(duckdb_scalar_function_bind_get_extra_info(info));
  try {
    Result<std::shared_ptr<runtime::KernelState>> state = Prepare(info, kernel);
    if (!state) {
      duckdb_scalar_function_bind_set_error(info, PackKernelError(state.error()).c_str());
      return;
    }
    duckdb_scalar_function_set_bind_data(info, new BindData{std::move(*state)}, &DeleteBindData);
    duckdb_scalar_function_set_bind_data_copy(info, &CopyBindData);
  } catch (const std::exception& e) {
    duckdb_scalar_function_bind_set_error(info, e.what());
  }
}

void Run(const Kernel& kernel, const runtime::KernelState* state, duckdb_function_info info,
         duckdb_data_chunk input, duckdb_vector output) {
  try {
    const ArgumentViews args(input, kernel.params);
    VectorOutput out(output, kernel.result);
    kernel.run({args.span(), duckdb_data_chunk_get_size(input), &out, state});
    if (out.full) duckdb_scalar_function_set_error(info, PackKernelError(TooMuchAtOnce()).c_str());
  } catch (const std::exception& e) {
    duckdb_scalar_function_set_error(info, e.what());
  }
}

void RunKernel(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto& kernel = *static_cast<const Kernel*>(duckdb_scalar_function_get_extra_info(info));
  const runtime::KernelState* state = nullptr;
  if (kernel.prepare != nullptr) {
    if (auto* bound = static_cast<BindData*>(duckdb_scalar_function_get_bind_data(info)))
      state = bound->state.get();
  }
  Run(kernel, state, info, input, output);
}

/// A kernel that prepares, made ready for arguments of which none is known before the query runs.
struct LateKernel {
  const Kernel* kernel;
  std::shared_ptr<runtime::KernelState> state;
};

void RunLateKernel(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto& late = *static_cast<const LateKernel*>(duckdb_scalar_function_get_extra_info(info));
  Run(*late.kernel, late.state.get(), info, input, output);
}

void DeleteLateKernel(void* late) {
  delete static_cast<LateKernel*>(late);
}

/// Registers a kernel by itself, or in its late form.
Status Register(duckdb_connection connection, const Kernel& kernel, LateKernel* late) {
  duckdb_scalar_function function = duckdb_create_scalar_function();
  const std::string name = (late != nullptr ? "kql_late_" : "kql_") + kernel.name;
  duckdb_scalar_function_set_name(function, name.c_str());
  const size_t fixed = kernel.params.size() - (kernel.variadic ? 1 : 0);
  for (size_t i = 0; i < fixed; ++i) {
    duckdb_scalar_function_add_parameter(function, TypeHandle(LogicalType(kernel.params[i])).get());
  }
  if (kernel.variadic) {
    duckdb_scalar_function_set_varargs(function, TypeHandle(LogicalType(kernel.params.back())).get());
  }
  duckdb_scalar_function_set_return_type(function, TypeHandle(LogicalType(kernel.result)).get());
  duckdb_scalar_function_set_special_handling(function);
  if (kernel.is_volatile) duckdb_scalar_function_set_volatile(function);
  if (late != nullptr) {
    duckdb_scalar_function_set_extra_info(function, late, &DeleteLateKernel);
    duckdb_scalar_function_set_function(function, &RunLateKernel);
  } else {
    duckdb_scalar_function_set_extra_info(function, const_cast<Kernel*>(&kernel), nullptr);
    if (kernel.prepare != nullptr) duckdb_scalar_function_set_bind(function, &Bind);
    duckdb_scalar_function_set_function(function, &RunKernel);
  }
  const duckdb_state state = duckdb_register_scalar_function(connection, function);
  duckdb_destroy_scalar_function(&function);
  if (state != DuckDBSuccess)
    return Fail(ErrorCode::kInternal, "the engine refuses the function {}", kernel.name);
  return Ok();
}

}  // namespace

Status RegisterKernels(duckdb_connection connection, const runtime::KernelRegistry& registry) {
  for (const Kernel* kernel : registry.kernels()) {
    TRY_OK(Register(connection, *kernel, nullptr));
    if (kernel->prepare == nullptr) continue;
    auto state = kernel->prepare(runtime::ConstantArgs(kernel->params.size()));
    if (state) TRY_OK(Register(connection, *kernel, new LateKernel{kernel, std::move(*state)}));
  }
  for (const runtime::AggregateKernel* kernel : registry.aggregates()) {
    TRY_OK(RegisterAggregate(connection, *kernel));
  }
  return Ok();
}

}  // namespace harrier::engine::duckdb
