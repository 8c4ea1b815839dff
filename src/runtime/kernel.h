#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/type.h"
#include "base/value.h"
#include "runtime/column.h"

/// A kernel is one function of KQL over columns: it knows no engine. Engines call it through one generic
/// wrapper; the constant folder calls it on single rows. See kernel_of.h for how a kernel is written as a
/// function of one row.
namespace harrier::runtime {

/// A parameter's or result's type; `list` is a list of them (only string lists are in use).
struct KernelType {
  Type type = Type::kUnknown;
  bool list = false;
  friend bool operator==(const KernelType&, const KernelType&) = default;
};

/// Where a kernel puts its results: cells for rows 0..rows-1. Fixed-size cells are written through `data`;
/// strings through SetText, which copies. Rows start out valid.
class Output {
 public:
  virtual ~Output() = default;
  void* data = nullptr;
  /// Set once it takes no more: what is written from then on is lost, and the call fails.
  bool full = false;
  virtual void SetText(size_t row, std::string_view text) = 0;
  virtual void SetNull(size_t row) = 0;
  /// List results: the row's elements (strings), copied.
  virtual void SetList(size_t row, std::span<const std::string_view> items) = 0;
};

/// What a kernel prepares once per query from its constant arguments: a compiled regex, a needle, a parsed
/// path. Used by several threads at once, so anything that changes inside must be guarded.
struct KernelState {
  virtual ~KernelState() = default;
};

/// One call over `rows` rows.
struct KernelCall {
  std::span<const ColumnView> args;
  size_t rows = 0;
  Output* out = nullptr;
  const KernelState* state = nullptr;
};

/// `constants[i]` is the value of argument i where it is known before the query runs.
using ConstantArgs = std::vector<std::optional<Value>>;

/// A kernel's data. Kernels never raise on data: what does not fit gives null (or empty for strings), and
/// engines may call them on rows that a filter removed. A bad constant (a regex that does not compile) is
/// reported by `prepare`.
struct Kernel {
  std::string name;  // unique; engines register it as "kql_" + name
  std::vector<KernelType> params;
  /// Set when the last parameter may repeat (zero or more times).
  bool variadic = false;
  KernelType result;
  /// Not a function of its arguments alone (rand, new_guid): no folding, no dictionary evaluation.
  bool is_volatile = false;
  /// Null arguments give null without a call. Off: the kernel looks at validity itself.
  bool strict_nulls = true;
  void (*run)(const KernelCall& call) = nullptr;
  Result<std::shared_ptr<KernelState>> (*prepare)(const ConstantArgs& constants) = nullptr;  // may be null
};

/// An aggregate kernel: state per group, updated row by row, mergeable.
struct AggregateKernel {
  std::string name;
  std::vector<KernelType> params;
  KernelType result;
  size_t state_size = 0;
  size_t state_align = 8;
  void (*init)(void* state) = nullptr;
  void (*destroy)(void* state) = nullptr;
  /// Adds row `row` of the arguments; nulls are passed on (the kernel looks at validity).
  void (*update)(void* state, std::span<const ColumnView> args, size_t row) = nullptr;
  /// May be null: rows [0, states.size()) at once, each into its own state; for states so large that the
  /// memory they need is better asked for ahead.
  void (*update_rows)(std::span<void* const> states, std::span<const ColumnView> args) = nullptr;
  void (*combine)(const void* source, void* target) = nullptr;
  void (*finish)(const void* state, Output& out, size_t row) = nullptr;
};

/// All kernels, by name. Made once by AllKernels() and handed to whoever needs it.
class KernelRegistry {
 public:
  void Add(Kernel kernel);
  void Add(AggregateKernel kernel);
  const Kernel* Find(std::string_view name) const;
  const AggregateKernel* FindAggregate(std::string_view name) const;
  /// Stable addresses; sorted by name.
  std::vector<const Kernel*> kernels() const;
  std::vector<const AggregateKernel*> aggregates() const;

 private:
  std::vector<std::unique_ptr<Kernel>> kernels_;
  std::vector<std::unique_ptr<AggregateKernel>> aggregates_;
};

/// The registry of every kernel named in runtime/all.inc; built on first use, never changed after.
const KernelRegistry& AllKernels();

/// Calls a kernel on one row of constants: constant folding, and tests. Argument types must be the
/// parameters'.
Result<Value> Call(const Kernel& kernel, std::span<const Value> args);

/// Feeds rows (each a list of arguments) to an aggregate and returns its result; for tests.
Result<Value> Aggregate(const AggregateKernel& kernel, std::span<const std::vector<Value>> rows);

}  // namespace harrier::runtime
