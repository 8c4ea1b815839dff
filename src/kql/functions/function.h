#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "plan/node.h"

/// KQL's functions as data. Each file of this folder defines one function or a close family; all.inc lists
/// them.
///
///   // substring.cc
///   extern const FunctionDef kSubstring;                       (declared by all.inc)
///   const FunctionDef kSubstring{
///       .name = "substring",
///       .signatures = {"(source: string, startingIndex: long, length: long = 9223372036854775807): string"},
///       .kernel = "substring",
///       .doc = "Part of a string, from a zero-based index.",
///       .example = R"(print substring("abcdef", 1, 2))",
///   };
namespace harrier::kql {

class CallContext;

/// How a column made by a call without a name is called (Kusto.Language, ResultNameKind).
enum class ResultName : uint8_t {
  kNone,            // Column1, print_0…
  kFirstArgument,   // tostring(x) → x
  kNameAndFirst,    // f_x; for aggregates: sum_x
  kPrefixAndFirst,  // result_prefix + "_" + x: dcountif(x, p) → dcountif_x; count() → count_
  kPrefixOnly,      // result_prefix, whatever the arguments are
  kOnlyArgument,    // the argument's name, if there is only one argument
};

/// Signatures are text: "(a: long, b: string = 'x', ...rest: scalar): long".
///   types:   bool int long real decimal datetime timespan guid string dynamic; several by '|';
///            scalar (any), number (int|long|real|decimal), integer (int|long), time (datetime|timespan),
///            common (all `common` arguments are brought to one type: the widest number, or the one type they
///            share; string and dynamic meet in dynamic→string)
///   prefix:  `const` before the name: must be constant; `...`: zero or more, last only
///   `?` after the name: may be left out, and the lowering then sees fewer arguments; `= literal`: filled in
///   result:  a type, `first` (type of the first argument), `second`, … up to `third`, or `common`
/// Arguments are converted to the parameter's type before lowering: int → long → real → decimal, and dynamic
/// → any scalar type. `string` also takes dynamic. The first signature that fits without conversion wins,
/// else the first that fits with one.
struct FunctionDef {
  std::string_view name;
  std::vector<std::string_view> aliases{};
  std::vector<std::string_view> signatures{};
  /// Lowers to this kernel with all arguments; "{0}", "{1}" stand for the type name of that argument
  /// ("bin_{0}").
  std::string_view kernel{};
  /// Or lowers by code; wins over `kernel`. `args` are converted already.
  Result<plan::ExprPtr> (*lower)(CallContext& call, std::vector<plan::ExprPtr> args) = nullptr;
  ResultName result_name = ResultName::kNone;
  std::string_view result_prefix{};
  /// A function that gives several columns (series_fit_line, series_stats…): "name: type" each. Its value is
  /// then a dynamic array of them, in order; columns of an unnamed call are series_fit_line_x_rsquare….
  std::vector<std::string_view> tuple{};
  /// Or a function whose columns depend on its arguments (array_sort_asc): names and values of all of them,
  /// from the arguments and what each would be called. `lower` then gives the first one.
  Result<std::vector<std::pair<std::string, plan::ExprPtr>>> (*columns)(
      CallContext& call, std::vector<plan::ExprPtr> args, const std::vector<std::string>& names) = nullptr;
  std::string_view doc{};
  std::string_view example{};
};

/// An aggregate function: what summarize, make-series and top-nested take. Its lowering fills op/kernel,
/// args, filter and the outputs' types (names and ids are given by the caller where `outputs` holds id -1).
struct AggregateDef {
  std::string_view name;
  std::vector<std::string_view> aliases{};
  std::vector<std::string_view> signatures{};
  /// The aggregate kernel, with "{0}" as above; all arguments go to it in order.
  std::string_view kernel{};
  /// Or code.
  Result<plan::AggCall> (*lower)(CallContext& call, std::vector<plan::ExprPtr> args) = nullptr;
  /// Applied to the aggregate's value afterwards, if set (make_set's JSON, an average's type…).
  Result<plan::ExprPtr> (*finish)(CallContext& call, plan::ExprPtr value) = nullptr;
  ResultName result_name = ResultName::kNameAndFirst;
  std::string_view result_prefix{};
  std::string_view doc{};
  std::string_view example{};
};

/// Converts by the kernel "<from>_to_<to>" or by widening; the same expression where the type is right
/// already.
plan::ExprPtr Convert(plan::ExprPtr expr, Type type);
bool CanConvert(Type from, Type to);

/// What a lowering may ask and use: the call's place, its query's settings, and builders.
class CallContext {
 public:
  virtual ~CallContext() = default;
  virtual std::string_view function() const = 0;
  virtual Span span() const = 0;
  /// The place of argument i as written.
  virtual Span argument_span(size_t i) const = 0;
  /// now(): the same moment for the whole query, in ticks; ingestion_time() and the like need the scope, see
  /// binder.
  virtual int64_t now() const = 0;
  /// The value of a constant argument (folded), or nullopt.
  virtual std::optional<Value> Constant(const plan::ExprPtr& expr) const = 0;

  /// Converts by the kernel "<from>_to_<to>" or by widening; the same expression where the type is right
  /// already.
  plan::ExprPtr Convert(plan::ExprPtr expr, Type type) const;
  /// An error with this call's place, e.g. `return call.Bad(i, "the mode must be 0, 1 or 2")`.
  tl::unexpected<Error> Bad(size_t argument, std::string message) const;
};

/// The tables of all functions, by name and alias.
class FunctionTable {
 public:
  const FunctionDef* Find(std::string_view name) const;
  const AggregateDef* FindAggregate(std::string_view name) const;
  /// Known to Kusto, absent here (unsupported.inc).
  bool IsUnsupported(std::string_view name) const;
  std::span<const FunctionDef* const> functions() const { return functions_; }
  std::span<const AggregateDef* const> aggregates() const { return aggregates_; }

  FunctionTable();

 private:
  std::vector<const FunctionDef*> functions_;
  std::vector<const AggregateDef*> aggregates_;
  std::unordered_map<std::string_view, const FunctionDef*> by_name_;
  std::unordered_map<std::string_view, const AggregateDef*> aggregate_by_name_;
};

/// The table, built on first use.
const FunctionTable& AllFunctions();

}  // namespace harrier::kql
