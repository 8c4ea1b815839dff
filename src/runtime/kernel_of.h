#pragma once

#include <type_traits>

#include "runtime/kernel.h"

/// Writes kernels as functions of one row. `KernelOf<Fn>("name")` reads Fn's parameters:
///
///   int64_t StrLen(std::string_view s)                            long strlen(string)
///   std::optional<double> Sqrt(double x)                          null for nullopt
///   bool Replace(std::string& out, std::string_view s, …)         a string result; false gives null
///   bool Has(const HasState& state, std::string_view s, …)        with what prepare made
///   bool IsNull(std::optional<int64_t> x)                         sees nulls (else a null argument gives
///   null)
///
/// Plain int64_t means long; ticks are `Ticks` (datetime) and `Interval` (timespan); JSON text is `Json`
/// (dynamic). A string result is `std::string& out`, a dynamic one `JsonOut& out`.
namespace harrier::runtime {

struct Ticks {
  int64_t value;
};
struct Interval {
  int64_t value;
};
struct Json {
  std::string_view text;
};
struct JsonOut {
  std::string text;
};
/// A list-of-strings result.
struct ListOut {
  std::vector<std::string> items;
};

namespace kernel_of_detail {

template <typename T>
struct Arg;  // an argument or result type
#define HARRIER_KERNEL_ARG(cpp, kql, storage, read) \
  template <>                                       \
  struct Arg<cpp> {                                 \
    static constexpr Type kType = Type::kql;        \
    using Cell = storage;                           \
    static cpp Get(const ColumnView& c, size_t i) { \
      const Cell& v = c.cell<Cell>(i);              \
      return read;                                  \
    }                                               \
  };
HARRIER_KERNEL_ARG(bool, kBool, uint8_t, v != 0)
HARRIER_KERNEL_ARG(int32_t, kInt, int32_t, v)
HARRIER_KERNEL_ARG(int64_t, kLong, int64_t, v)
HARRIER_KERNEL_ARG(double, kReal, double, v)
HARRIER_KERNEL_ARG(Ticks, kDatetime, int64_t, Ticks{v})
HARRIER_KERNEL_ARG(Interval, kTimespan, int64_t, Interval{v})
HARRIER_KERNEL_ARG(std::string_view, kString, StringCell, v.view())
HARRIER_KERNEL_ARG(Json, kDynamic, StringCell, Json{v.view()})
HARRIER_KERNEL_ARG(Guid, kGuid, GuidCell, v.guid())
#undef HARRIER_KERNEL_ARG
template <>
struct Arg<int128> {
  static constexpr Type kType = Type::kDecimal;
  using Cell = int128;
  static int128 Get(const ColumnView& c, size_t i) {
    int128 v;
    std::memcpy(&v, static_cast<const char*>(c.data) + i * sizeof v, sizeof v);
    return v;
  }
};

template <typename T>
struct Unwrap {
  using Inner = T;
  static constexpr bool kOptional = false;
};
template <typename T>
struct Unwrap<std::optional<T>> {
  using Inner = T;
  static constexpr bool kOptional = true;
};

template <typename T>
T Read(const ColumnView& c, size_t i) {
  if constexpr (Unwrap<T>::kOptional) {
    if (!c.valid(i)) return std::nullopt;
    return Arg<typename Unwrap<T>::Inner>::Get(c, i);
  } else {
    return Arg<T>::Get(c, i);
  }
}

template <typename T>
void Store(Output& out, size_t i, const T& v) {
  if constexpr (std::is_same_v<T, bool>)
    static_cast<uint8_t*>(out.data)[i] = v ? 1 : 0;
  else if constexpr (std::is_same_v<T, Ticks> || std::is_same_v<T, Interval>)
    static_cast<int64_t*>(out.data)[i] = v.value;
  else if constexpr (std::is_same_v<T, Guid>)
    static_cast<GuidCell*>(out.data)[i] = GuidCell::From(v);
  else if constexpr (std::is_same_v<T, int128>)
    std::memcpy(static_cast<char*>(out.data) + i * sizeof v, &v, sizeof v);
  else
    static_cast<T*>(out.data)[i] = v;
}

template <typename T>
inline constexpr bool kIsTextOut =
    std::is_same_v<T, std::string> || std::is_same_v<T, JsonOut> || std::is_same_v<T, ListOut>;
template <typename T>
inline constexpr bool kIsState = std::is_base_of_v<KernelState, T>;

template <auto Fn, typename Signature = decltype(Fn)>
struct Adapter;

/// Splits off the leading state and output parameters, whatever their order is (state first, then output).
template <typename... P>
struct Params {};

template <auto Fn, typename R, typename State, typename Out, typename... A>
struct Loop {
  static void Run(const KernelCall& call) { RunRows(call, std::index_sequence_for<A...>{}); }
  template <size_t... I>
  static void RunRows(const KernelCall& call, std::index_sequence<I...>) {
    [[maybe_unused]] const State* state = nullptr;
    if constexpr (!std::is_void_v<State>) state = static_cast<const State*>(call.state);
    [[maybe_unused]] std::conditional_t<std::is_void_v<Out>, char, Out> text{};
    for (size_t i = 0; i < call.rows; ++i) {
      if (!(true && ... && (Unwrap<A>::kOptional || call.args[I].valid(i)))) {
        call.out->SetNull(i);
        continue;
      }
      if constexpr (!std::is_void_v<Out>) {
        if (call.out->full) return;
        bool ok;
        if constexpr (std::is_same_v<Out, std::string>)
          text.clear();
        else if constexpr (std::is_same_v<Out, JsonOut>)
          text.text.clear();
        else
          text.items.clear();
        if constexpr (std::is_void_v<State>)
          ok = Fn(text, Read<A>(call.args[I], i)...);
        else
          ok = Fn(*state, text, Read<A>(call.args[I], i)...);
        if (!ok) {
          call.out->SetNull(i);
          continue;
        }
        if constexpr (std::is_same_v<Out, std::string>)
          call.out->SetText(i, text);
        else if constexpr (std::is_same_v<Out, JsonOut>)
          call.out->SetText(i, text.text);
        else {
          const std::vector<std::string_view> items(text.items.begin(), text.items.end());
          call.out->SetList(i, items);
        }
      } else {
        R result = [&]() -> R {
          if constexpr (std::is_void_v<State>)
            return Fn(Read<A>(call.args[I], i)...);
          else
            return Fn(*state, Read<A>(call.args[I], i)...);
        }();
        if constexpr (Unwrap<R>::kOptional) {
          if (!result) {
            call.out->SetNull(i);
            continue;
          }
          Store(*call.out, i, *result);
        } else {
          Store(*call.out, i, result);
        }
      }
    }
  }
  static Kernel Make(std::string_view name) {
    Kernel k;
    k.name = std::string(name);
    (k.params.push_back({Arg<typename Unwrap<A>::Inner>::kType, false}), ...);
    if constexpr (std::is_void_v<Out>)
      k.result = {Arg<typename Unwrap<R>::Inner>::kType, false};
    else if constexpr (std::is_same_v<Out, std::string>)
      k.result = {Type::kString, false};
    else if constexpr (std::is_same_v<Out, JsonOut>)
      k.result = {Type::kDynamic, false};
    else
      k.result = {Type::kString, true};
    k.strict_nulls = !(false || ... || Unwrap<A>::kOptional);
    k.run = &Run;
    return k;
  }
};

template <auto Fn, typename R, typename State, typename P1, typename... A>
auto PickOut() {
  if constexpr (std::is_reference_v<P1> && kIsTextOut<std::remove_reference_t<P1>>) {
    return Loop<Fn, R, State, std::remove_reference_t<P1>, A...>{};
  } else {
    return Loop<Fn, R, State, void, P1, A...>{};
  }
}

template <auto Fn, typename R, typename P0, typename... A>
auto Pick() {
  using P0Bare = std::remove_cvref_t<P0>;
  if constexpr (kIsState<P0Bare>) {
    if constexpr (sizeof...(A) == 0)
      return Loop<Fn, R, P0Bare, void>{};
    else
      return PickOut<Fn, R, P0Bare, A...>();
  } else {
    return PickOut<Fn, R, void, P0, A...>();
  }
}

template <auto Fn, typename R, typename... P>
struct Adapter<Fn, R (*)(P...)> {
  static Kernel Make(std::string_view name) {
    if constexpr (sizeof...(P) == 0)
      return Loop<Fn, R, void, void>::Make(name);
    else
      return decltype(Pick<Fn, R, P...>())::Make(name);
  }
};

}  // namespace kernel_of_detail

/// A kernel from a function of one row.
template <auto Fn>
Kernel KernelOf(std::string_view name) {
  return kernel_of_detail::Adapter<Fn>::Make(name);
}

/// The same with state: `Prepare` is `Result<std::shared_ptr<KernelState>> (const ConstantArgs&)`.
template <auto Fn, auto Prepare>
Kernel KernelOf(std::string_view name) {
  Kernel k = kernel_of_detail::Adapter<Fn>::Make(name);
  k.prepare = Prepare;
  return k;
}

/// An aggregate from a class S with `void Update(A…)` (optional<A> sees nulls; a null in a plain A skips the
/// row), perhaps a static `UpdateRows` (AggregateKernel::update_rows), `void Combine(const S&)` and either
/// `R Finish() const` (optional<R> for null) or `bool Finish(Out&) const`.
template <typename S, typename... A>
AggregateKernel AggregateOf(std::string_view name) {
  using namespace kernel_of_detail;
  AggregateKernel k;
  k.name = std::string(name);
  (k.params.push_back({Arg<typename Unwrap<A>::Inner>::kType, false}), ...);
  k.state_size = sizeof(S);
  k.state_align = alignof(S);
  k.init = [](void* p) { new (p) S(); };
  k.destroy = [](void* p) { static_cast<S*>(p)->~S(); };
  k.update = [](void* p, std::span<const ColumnView> args, size_t row) {
    [&]<size_t... I>(std::index_sequence<I...>) {
      if (!(true && ... && (Unwrap<A>::kOptional || args[I].valid(row)))) return;
      static_cast<S*>(p)->Update(Read<A>(args[I], row)...);
    }(std::index_sequence_for<A...>{});
  };
  if constexpr (requires { &S::UpdateRows; }) k.update_rows = &S::UpdateRows;
  k.combine = [](const void* from, void* to) { static_cast<S*>(to)->Combine(*static_cast<const S*>(from)); };
  if constexpr (requires(const S& s, std::string& o) { s.Finish(o); }) {
    k.result = {Type::kString, false};
    k.finish = [](const void* p, Output& out, size_t row) {
      std::string text;
      if (static_cast<const S*>(p)->Finish(text))
        out.SetText(row, text);
      else
        out.SetNull(row);
    };
  } else if constexpr (requires(const S& s, JsonOut& o) { s.Finish(o); }) {
    k.result = {Type::kDynamic, false};
    k.finish = [](const void* p, Output& out, size_t row) {
      JsonOut text;
      if (static_cast<const S*>(p)->Finish(text))
        out.SetText(row, text.text);
      else
        out.SetNull(row);
    };
  } else {
    using R = decltype(std::declval<const S&>().Finish());
    k.result = {Arg<typename Unwrap<R>::Inner>::kType, false};
    k.finish = [](const void* p, Output& out, size_t row) {
      R result = static_cast<const S*>(p)->Finish();
      if constexpr (Unwrap<R>::kOptional) {
        if (!result) return out.SetNull(row);
        Store(out, row, *result);
      } else {
        Store(out, row, result);
      }
    };
  }
  return k;
}

}  // namespace harrier::runtime
