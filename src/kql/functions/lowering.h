#pragma once

#include "kql/functions/function.h"

/// Small lowerings that many functions share.
namespace harrier::kql {

/// The arguments as dynamics, for kernels over JSON.
std::vector<plan::ExprPtr> AllDynamic(std::vector<plan::ExprPtr> args);

/// To any type: by a kernel, or by way of text where there is none (what does not parse is null).
plan::ExprPtr ConvertAny(plan::ExprPtr expr, Type type);

/// A function of one real that is the kernel of its own name.
FunctionDef RealFunction(std::string_view name, std::string_view doc, std::string_view example,
                         ResultName result_name = ResultName::kFirstArgument);

/// The text of a constant argument; nullopt if it is not constant or not a string.
std::optional<std::string> ConstantText(const CallContext& call, const plan::ExprPtr& arg);

}  // namespace harrier::kql
