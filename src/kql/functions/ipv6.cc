#include "kql/functions/function.h"

namespace harrier::kql {

extern const FunctionDef kIpv6Compare;
const FunctionDef kIpv6Compare{
    .name = "ipv6_compare",
    .signatures = {"(ip1: string, ip2: string, prefix: long = 128): long"},
    .kernel = "ipv6_compare",
    .doc = "-1, 0 or 1, as the first IPv6 or IPv4 address is below, equal to or above the second.",
    .example = R"(print ipv6_compare("::1", "::1"))"};

extern const FunctionDef kIpv6IsMatch;
const FunctionDef kIpv6IsMatch{.name = "ipv6_is_match",
                               .signatures = {"(ip1: string, ip2: string, prefix: long = 128): bool"},
                               .kernel = "ipv6_is_match",
                               .doc = "True if two IPv6 or IPv4 addresses are equal up to a prefix.",
                               .example = R"(print ipv6_is_match("::1", "::1"))"};

extern const FunctionDef kIpv6IsInRange;
const FunctionDef kIpv6IsInRange{.name = "ipv6_is_in_range",
                                 .signatures = {"(ip: string, range: string): bool"},
                                 .kernel = "ipv6_is_in_range",
                                 .doc = "True for an address within a range such as fe80::/10.",
                                 .example = R"(print ipv6_is_in_range("fe80::1", "fe80::/10"))"};

extern const FunctionDef kIpv6IsInAnyRange;
const FunctionDef kIpv6IsInAnyRange{
    .name = "ipv6_is_in_any_range",
    .signatures = {"(ip: string, ranges: dynamic): bool",
                   "(ip: string, range: string, ...rest: string): bool"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      if (args[1]->type == Type::kDynamic)
        return plan::CallKernel("ipv6_is_in_any_range", std::move(args), call.span());
      std::vector<plan::ExprPtr> ranges;
      for (size_t i = 1; i < args.size(); ++i) ranges.push_back(Convert(args[i], Type::kDynamic));
      return plan::CallKernel("ipv6_is_in_any_range",
                              {args[0], plan::CallKernel("pack_array", std::move(ranges))}, call.span());
    },
    .doc = "True for an address within one of several ranges.",
    .example = R"(print ipv6_is_in_any_range("fe80::1", dynamic(["fe80::/10"])))"};

extern const FunctionDef kParseIpv6Mask;
const FunctionDef kParseIpv6Mask{.name = "parse_ipv6_mask",
                                 .signatures = {"(ip: string, prefix: long): string"},
                                 .kernel = "parse_ipv6_mask",
                                 .doc = "An IPv6 or IPv4 address up to a prefix, in its full form.",
                                 .example = R"(print parse_ipv6_mask("::1", 128))"};

extern const FunctionDef kParseIpv6;
const FunctionDef kParseIpv6{
    .name = "parse_ipv6",
    .signatures = {"(ip: string): string"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      return plan::CallKernel("parse_ipv6_mask", {args[0], plan::Lit(Value::Long(128))}, call.span());
    },
    .doc = "An IPv6 or IPv4 address in its full form.",
    .example = R"(print parse_ipv6("127.0.0.1"))"};

}  // namespace harrier::kql
