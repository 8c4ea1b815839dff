#include "kql/functions/lowering.h"

// Conversions between types (Kusto docs: tostring(), toint()…, parse_json(), gettype()).
namespace harrier::kql {
namespace {

using plan::ExprPtr;

template <Type type>
Result<ExprPtr> LowerTo(CallContext&, std::vector<ExprPtr> args) {
  return ConvertAny(std::move(args[0]), type);
}

/// A text is read as JSON; any other value is a dynamic as it stands.
Result<ExprPtr> LowerToDynamic(CallContext& call, std::vector<ExprPtr> args) {
  if (args[0]->type != Type::kString) return Convert(std::move(args[0]), Type::kDynamic);
  return plan::CallKernel("parse_json", {std::move(args[0])}, call.span());
}

Result<ExprPtr> LowerParseXml(CallContext& call, std::vector<ExprPtr> args) {
  return plan::CallKernel("parse_xml", std::move(args), call.span());
}

Result<ExprPtr> LowerGetType(CallContext& call, std::vector<ExprPtr> args) {
  if (args[0]->type == Type::kDynamic)
    return plan::CallKernel("gettype_dynamic", {std::move(args[0])}, call.span());
  const ExprPtr name = plan::Lit(Value::String(std::string(TypeName(args[0]->type))), call.span());
  if (args[0]->type == Type::kString) return name;
  return plan::Apply(plan::Op::kCase,
                     {plan::Apply(plan::Op::kIsNull, {std::move(args[0])}),
                      plan::Lit(Value::String("null"), call.span()), name},
                     call.span());
}

FunctionDef Conversion(std::string_view name, std::vector<std::string_view> aliases,
                       std::string_view signature,
                       Result<ExprPtr> (*lower)(CallContext&, std::vector<ExprPtr>), std::string_view doc,
                       std::string_view example) {
  return {.name = name,
          .aliases = std::move(aliases),
          .signatures = {signature},
          .lower = lower,
          .result_name = ResultName::kFirstArgument,
          .doc = doc,
          .example = example};
}

}  // namespace

extern const FunctionDef kToString, kToLong, kToInt, kToReal, kToDecimal, kToDatetime, kToTimespan, kToBool,
    kToGuid, kParseJson, kDynamicToJson, kGetType, kParseXml;

const FunctionDef kToString =
    Conversion("tostring", {}, "(value: scalar): string", LowerTo<Type::kString>,
               "The value as text; null gives the empty string.", "print tostring(123)");
const FunctionDef kToLong =
    Conversion("tolong", {}, "(value: scalar): long", LowerTo<Type::kLong>,
               "The value as a long; null for what is no number.", R"(print tolong("0x7F"))");
const FunctionDef kToInt =
    Conversion("toint", {}, "(value: scalar): int", LowerTo<Type::kInt>,
               "The value as an int; null for what is no number or does not fit.", R"(print toint("123"))");
const FunctionDef kToReal =
    Conversion("toreal", {"todouble"}, "(value: scalar): real", LowerTo<Type::kReal>,
               "The value as a real; null for what is no number.", R"(print toreal("1.5"))");
const FunctionDef kToDecimal =
    Conversion("todecimal", {}, "(value: scalar): decimal", LowerTo<Type::kDecimal>,
               "The value as a decimal; null for what is no number.", R"(print todecimal("123.45678"))");
const FunctionDef kToDatetime = Conversion(
    "todatetime", {}, "(value: scalar): datetime", LowerTo<Type::kDatetime>,
    "The value as a datetime; null for a text that is none.", R"(print todatetime("2015-12-31 23:59:59.9"))");
const FunctionDef kToTimespan =
    Conversion("totimespan", {"totime"}, "(value: scalar): timespan", LowerTo<Type::kTimespan>,
               "The value as a timespan; null for a text that is none.", R"(print totimespan("0.00:01:00"))");
const FunctionDef kToBool =
    Conversion("tobool", {"toboolean"}, "(value: scalar): bool", LowerTo<Type::kBool>,
               "The value as a bool; null for what is none.", R"(print tobool("true"))");
const FunctionDef kToGuid = Conversion("toguid", {}, "(value: scalar): guid", LowerTo<Type::kGuid>,
                                       "The value as a guid; null for a text that is none.",
                                       R"(print toguid("70fc66f7-8279-44fc-9092-d364d70fce44"))");
const FunctionDef kParseJson = Conversion(
    "parse_json", {"todynamic", "toobject", "parsejson"}, "(json: scalar): dynamic", LowerToDynamic,
    "Reads a text as JSON; what is no JSON becomes a dynamic string.", R"(print parse_json('{"a":1}').a)");
const FunctionDef kParseXml =
    Conversion("parse_xml", {}, "(xml: string): dynamic", LowerParseXml,
               "Reads a text as XML: elements by name, attributes as \"@name\", text as \"#text\".",
               R"(print parse_xml("<e n='1'>x</e>").e["#text"])");

const FunctionDef kDynamicToJson{
    .name = "dynamic_to_json",
    .signatures = {"(expr: scalar): string"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      return plan::CallKernel("dynamic_to_json", AllDynamic(std::move(args)), call.span());
    },
    .doc = "The JSON text of a value, keys in order.",
    .example = R"(print dynamic_to_json(dynamic({"b":1,"a":2})))",
};

const FunctionDef kGetType{
    .name = "gettype",
    .signatures = {"(value: scalar): string"},
    .lower = LowerGetType,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "type",
    .doc = "The name of the value's type at run time.",
    .example = R"(print gettype(parse_json("[1]")))",
};

}  // namespace harrier::kql
