#include "kql/functions/function.h"

// Punycode (RFC 3492; Kusto docs: punycode_*()).
namespace harrier::kql {

extern const FunctionDef kPunycodeFromString;
const FunctionDef kPunycodeFromString{
    .name = "punycode_from_string",
    .signatures = {"(string: string): string"},
    .kernel = "punycode_from_string",
    .doc = "A text as Punycode.",
    .example = R"x(print punycode_from_string("bücher"))x",
};

extern const FunctionDef kPunycodeToString;
const FunctionDef kPunycodeToString{
    .name = "punycode_to_string",
    .signatures = {"(string: string): string"},
    .kernel = "punycode_to_string",
    .doc = "The text that Punycode stands for; empty for what is none.",
    .example = R"x(print punycode_to_string("bcher-kva"))x",
};

extern const FunctionDef kPunycodeDomainFromString;
const FunctionDef kPunycodeDomainFromString{
    .name = "punycode_domain_from_string",
    .signatures = {"(domain: string): string"},
    .kernel = "punycode_domain_from_string",
    .doc = "A domain's name with its xn-- parts decoded.",
    .example = R"x(print punycode_domain_from_string("xn--bcher-kva.example"))x",
};

extern const FunctionDef kPunycodeDomainToString;
const FunctionDef kPunycodeDomainToString{
    .name = "punycode_domain_to_string",
    .signatures = {"(domain: string): string"},
    .kernel = "punycode_domain_to_string",
    .doc = "A domain's name with the parts that are not ASCII as xn-- parts.",
    .example = R"x(print punycode_domain_to_string("bücher.example"))x",
};

}  // namespace harrier::kql
