#include "kql/functions/function.h"

namespace harrier::kql {

extern const FunctionDef kIpv4IsPrivate;
const FunctionDef kIpv4IsPrivate{.name = "ipv4_is_private",
                                 .signatures = {"(ip: string): bool"},
                                 .kernel = "ipv4_is_private",
                                 .doc = "True for an address of a private network.",
                                 .example = R"(print ipv4_is_private("10.1.2.3"))"};

extern const FunctionDef kIpv4IsInRange;
const FunctionDef kIpv4IsInRange{.name = "ipv4_is_in_range",
                                 .signatures = {"(ip: string, range: string): bool"},
                                 .kernel = "ipv4_is_in_range",
                                 .doc = "True for an address within a range such as 10.0.0.0/8.",
                                 .example = R"(print ipv4_is_in_range("10.1.2.3", "10.0.0.0/8"))"};

extern const FunctionDef kIpv4IsInAnyRange;
const FunctionDef kIpv4IsInAnyRange{
    .name = "ipv4_is_in_any_range",
    .signatures = {"(ip: string, ranges: dynamic): bool",
                   "(ip: string, range: string, ...rest: string): bool"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      if (args[1]->type == Type::kDynamic)
        return plan::CallKernel("ipv4_is_in_any_range", std::move(args), call.span());
      std::vector<plan::ExprPtr> ranges;
      for (size_t i = 1; i < args.size(); ++i) ranges.push_back(Convert(args[i], Type::kDynamic));
      return plan::CallKernel("ipv4_is_in_any_range",
                              {args[0], plan::CallKernel("pack_array", std::move(ranges))}, call.span());
    },
    .doc = "True for an address within one of several ranges.",
    .example = R"(print ipv4_is_in_any_range("10.1.2.3", dynamic(["10.0.0.0/8"])))"};

extern const FunctionDef kIpv4Compare;
const FunctionDef kIpv4Compare{
    .name = "ipv4_compare",
    .signatures = {"(ip1: string, ip2: string, prefix: long = 32): long"},
    .kernel = "ipv4_compare",
    .doc = "-1, 0 or 1, as the first address is below, equal to or above the second.",
    .example = R"(print ipv4_compare("1.2.3.4", "1.2.3.4"))"};

extern const FunctionDef kIpv4IsMatch;
const FunctionDef kIpv4IsMatch{
    .name = "ipv4_is_match",
    .signatures = {"(ip1: string, ip2: string, prefix: long = 32): bool"},
    .lower = [](CallContext& call, std::vector<plan::ExprPtr> args) -> Result<plan::ExprPtr> {
      return plan::Apply(
          plan::Op::kEq,
          {plan::CallKernel("ipv4_compare", std::move(args), call.span()), plan::Lit(Value::Long(0))},
          call.span());
    },
    .doc = "True if two addresses are equal up to a prefix.",
    .example = R"(print ipv4_is_match("1.2.3.4", "1.2.3.0/24"))"};

extern const FunctionDef kParseIpv4;
const FunctionDef kParseIpv4{.name = "parse_ipv4",
                             .signatures = {"(ip: string): long"},
                             .kernel = "parse_ipv4",
                             .doc = "An address as a number; a range as its first address.",
                             .example = R"(print parse_ipv4("127.0.0.1"))"};

extern const FunctionDef kIpv4NetmaskSuffix;
const FunctionDef kIpv4NetmaskSuffix{.name = "ipv4_netmask_suffix",
                                     .signatures = {"(ip: string): long"},
                                     .kernel = "ipv4_netmask_suffix",
                                     .doc = "The length of a range's prefix; 32 for an address.",
                                     .example = R"(print ipv4_netmask_suffix("10.0.0.0/8"))"};

extern const FunctionDef kFormatIpv4;
const FunctionDef kFormatIpv4{
    .name = "format_ipv4",
    .signatures = {"(ip: string, prefix: long = 32): string", "(ip: long, prefix: long = 32): string"},
    .kernel = "format_ipv4_{0}",
    .doc = "An address, as text or number, up to a prefix.",
    .example = R"(print format_ipv4("192.168.1.1", 24))"};

extern const FunctionDef kFormatIpv4Mask;
const FunctionDef kFormatIpv4Mask{
    .name = "format_ipv4_mask",
    .signatures = {"(ip: string, prefix: long = 32): string", "(ip: long, prefix: long = 32): string"},
    .kernel = "format_ipv4_mask_{0}",
    .doc = "An address up to a prefix, in CIDR notation.",
    .example = R"(print format_ipv4_mask("192.168.1.1", 24))"};

extern const FunctionDef kParseIpv4Mask;
const FunctionDef kParseIpv4Mask{.name = "parse_ipv4_mask",
                                 .signatures = {"(ip: string, prefix: long): long"},
                                 .kernel = "parse_ipv4_mask",
                                 .doc = "An address up to a prefix, as a number.",
                                 .example = R"(print parse_ipv4_mask("192.168.1.6", 24))"};

extern const FunctionDef kIpv4RangeToCidrList;
const FunctionDef kIpv4RangeToCidrList{
    .name = "ipv4_range_to_cidr_list",
    .signatures = {"(start_ip: string, end_ip: string): dynamic"},
    .kernel = "ipv4_range_to_cidr_list",
    .doc = "The fewest ranges in CIDR notation that hold the addresses from one to another.",
    .example = R"x(print ipv4_range_to_cidr_list("1.1.128.0", "1.1.140.255"))x",
};

}  // namespace harrier::kql
