#include "runtime/kernel.h"

#include <algorithm>

namespace harrier::runtime {
namespace {

/// One result row, held as a Value.
class ValueOutput final : public Output {
 public:
  explicit ValueOutput(KernelType type) : type_(type) { data = &cell_; }
  void SetText(size_t, std::string_view text) override { text_ = std::string(text); }
  void SetNull(size_t) override { null_ = true; }
  void SetList(size_t, std::span<const std::string_view> items) override {
    for (const auto& item : items) text_.append(text_.empty() ? "" : "\n").append(item);
  }

  Value Take() {
    if (null_) return Value::Null(type_.type);
    if (type_.list || type_.type == Type::kString) return Value::String(std::move(text_));
    if (type_.type == Type::kDynamic) return Value::Dynamic(std::move(text_));
    return ValueAt({type_.type, &cell_, nullptr, nullptr}, 0);
  }

 private:
  KernelType type_;
  alignas(16) std::byte cell_[16] = {};
  std::string text_;
  bool null_ = false;
};

}  // namespace

void KernelRegistry::Add(Kernel kernel) {
  HARRIER_CHECK(Find(kernel.name) == nullptr);
  const auto at = std::upper_bound(kernels_.begin(), kernels_.end(), kernel.name,
                                   [](const std::string& n, const auto& k) { return n < k->name; });
  kernels_.insert(at, std::make_unique<Kernel>(std::move(kernel)));
}

void KernelRegistry::Add(AggregateKernel kernel) {
  HARRIER_CHECK(FindAggregate(kernel.name) == nullptr);
  const auto at = std::upper_bound(aggregates_.begin(), aggregates_.end(), kernel.name,
                                   [](const std::string& n, const auto& k) { return n < k->name; });
  aggregates_.insert(at, std::make_unique<AggregateKernel>(std::move(kernel)));
}

const Kernel* KernelRegistry::Find(std::string_view name) const {
  const auto at = std::lower_bound(kernels_.begin(), kernels_.end(), name,
                                   [](const auto& k, std::string_view n) { return k->name < n; });
  return at != kernels_.end() && (*at)->name == name ? at->get() : nullptr;
}

const AggregateKernel* KernelRegistry::FindAggregate(std::string_view name) const {
  const auto at = std::lower_bound(aggregates_.begin(), aggregates_.end(), name,
                                   [](const auto& k, std::string_view n) { return k->name < n; });
  return at != aggregates_.end() && (*at)->name == name ? at->get() : nullptr;
}

std::vector<const Kernel*> KernelRegistry::kernels() const {
  std::vector<const Kernel*> out;
  for (const auto& k : kernels_) out.push_back(k.get());
  return out;
}

std::vector<const AggregateKernel*> KernelRegistry::aggregates() const {
  std::vector<const AggregateKernel*> out;
  for (const auto& k : aggregates_) out.push_back(k.get());
  return out;
}

#define HARRIER_KERNELS(family) void Add##family(KernelRegistry& registry);
#include "runtime/all.inc"
#undef HARRIER_KERNELS

const KernelRegistry& AllKernels() {
  static const KernelRegistry* const registry = [] {
    auto* made = new KernelRegistry();
#define HARRIER_KERNELS(family) Add##family(*made);
#include "runtime/all.inc"
#undef HARRIER_KERNELS
    return made;
  }();
  return *registry;
}

Result<Value> Call(const Kernel& kernel, std::span<const Value> args) {
  ConstantArgs constants(args.begin(), args.end());
  std::shared_ptr<KernelState> state;
  if (kernel.prepare != nullptr) {
    TRY(state, kernel.prepare(constants));
  }
  std::vector<ColumnBuilder> columns;
  std::vector<ColumnView> views;
  columns.reserve(args.size());
  for (const Value& arg : args) {
    columns.emplace_back(arg.type());
    columns.back().Append(arg);
  }
  for (const auto& column : columns) views.push_back(column.View());
  ValueOutput out(kernel.result);
  if (kernel.strict_nulls &&
      std::any_of(args.begin(), args.end(), [](const Value& v) { return v.is_null(); })) {
    return Value::Null(kernel.result.type);
  }
  kernel.run({views, 1, &out, state.get()});
  return out.Take();
}

Result<Value> Aggregate(const AggregateKernel& kernel, std::span<const std::vector<Value>> rows) {
  std::vector<ColumnBuilder> columns;
  for (const auto& param : kernel.params) columns.emplace_back(param.type);
  for (const auto& row : rows) {
    HARRIER_CHECK(row.size() == columns.size());
    for (size_t i = 0; i < row.size(); ++i) columns[i].Append(row[i]);
  }
  std::vector<ColumnView> views;
  for (const auto& column : columns) views.push_back(column.View());
  std::vector<std::max_align_t> state(kernel.state_size / sizeof(std::max_align_t) + 1);
  kernel.init(state.data());
  for (size_t i = 0; i < rows.size(); ++i) kernel.update(state.data(), views, i);
  ValueOutput out(kernel.result);
  kernel.finish(state.data(), out, 0);
  kernel.destroy(state.data());
  return out.Take();
}

}  // namespace harrier::runtime
