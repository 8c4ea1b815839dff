#include "kql/functions/function.h"

namespace harrier::kql {

namespace {

/// The addresses of has_any_…(text, a, b, …) or has_any_…(text, array) as one array.
template <const char* kernel>
Result<plan::ExprPtr> SearchAny(CallContext& call, std::vector<plan::ExprPtr> args) {
  plan::ExprPtr list = args[1];
  if (list->type != Type::kDynamic || args.size() > 2) {
    std::vector<plan::ExprPtr> items;
    for (size_t i = 1; i < args.size(); ++i) items.push_back(Convert(args[i], Type::kDynamic));
    list = plan::CallKernel("pack_array", std::move(items));
  }
  return plan::CallKernel(kernel, {args[0], std::move(list)}, call.span());
}

constexpr char kAnyAddress[] = "has_any_ipv4", kAnyPrefix[] = "has_any_ipv4_prefix";

}  // namespace

extern const FunctionDef kHasIpv4;
const FunctionDef kHasIpv4{.name = "has_ipv4",
                           .signatures = {"(source: string, ip_address: string): bool"},
                           .kernel = "has_ipv4",
                           .doc = "True if a text holds an IPv4 address.",
                           .example = R"(print has_ipv4("at 127.0.0.1", "127.0.0.1"))"};

extern const FunctionDef kHasAnyIpv4;
const FunctionDef kHasAnyIpv4{
    .name = "has_any_ipv4",
    .signatures = {"(source: string, ip_address: string|dynamic, ...rest: string): bool"},
    .lower = SearchAny<kAnyAddress>,
    .doc = "True if a text holds one of several IPv4 addresses.",
    .example = R"(print has_any_ipv4("at 127.0.0.1", "127.0.0.1", "10.0.0.1"))"};

extern const FunctionDef kHasIpv4Prefix;
const FunctionDef kHasIpv4Prefix{
    .name = "has_ipv4_prefix",
    .signatures = {"(source: string, ip_address_prefix: string): bool"},
    .kernel = "has_ipv4_prefix",
    .doc = "True if a text holds an IPv4 address that begins with a prefix, which ends in a dot.",
    .example = R"(print has_ipv4_prefix("at 127.0.0.1", "127.0."))"};

extern const FunctionDef kHasAnyIpv4Prefix;
const FunctionDef kHasAnyIpv4Prefix{
    .name = "has_any_ipv4_prefix",
    .signatures = {"(source: string, ip_address_prefix: string|dynamic, ...rest: string): bool"},
    .lower = SearchAny<kAnyPrefix>,
    .doc = "True if a text holds an IPv4 address that begins with one of several prefixes.",
    .example = R"(print has_any_ipv4_prefix("at 127.0.0.1", "127.0.", "10."))"};

}  // namespace harrier::kql
