#include "kql/functions/lowering.h"

// Functions over property bags (Kusto docs: bag_…() functions, treepath(), extract_json()).
namespace harrier::kql {
namespace {

using plan::ExprPtr;

Result<ExprPtr> LowerPack(CallContext& call, std::vector<ExprPtr> args) {
  if (args.size() % 2 != 0) return call.Bad(args.size() - 1, "the last key has no value");
  return plan::CallKernel("bag_pack", AllDynamic(std::move(args)), call.span());
}

Result<ExprPtr> LowerMerge(CallContext& call, std::vector<ExprPtr> args) {
  return plan::CallKernel("bag_merge", AllDynamic(std::move(args)), call.span());
}

Result<ExprPtr> LowerSetKey(CallContext& call, std::vector<ExprPtr> args) {
  args[2] = Convert(std::move(args[2]), Type::kDynamic);
  return plan::CallKernel("bag_set_key", std::move(args), call.span());
}

/// extract_json(path, source[, type]): the value as text, or brought to the type.
Result<ExprPtr> LowerExtractJson(CallContext& call, std::vector<ExprPtr> args) {
  Type type = Type::kString;
  if (args.size() == 3) {
    const std::optional<std::string> name = ConstantText(call, args[2]);
    const std::optional<Type> wanted = name ? TypeFromName(*name) : std::nullopt;
    if (!wanted) return call.Bad(2, "a type is wanted, as in typeof(long)");
    type = *wanted;
    args.pop_back();
  }
  ExprPtr text = plan::CallKernel("extract_json", std::move(args), call.span());
  if (type == Type::kDynamic) return plan::CallKernel("parse_json", {std::move(text)}, call.span());
  return Convert(std::move(text), type);
}

}  // namespace

extern const FunctionDef kBagPack, kBagKeys, kBagMerge, kBagRemoveKeys, kBagSetKey, kBagHasKey, kBagZip,
    kTreePath, kExtractJson;

const FunctionDef kBagPack{
    .name = "bag_pack",
    .aliases = {"pack", "pack_dictionary"},
    .signatures = {"(...keys_and_values: scalar): dynamic"},
    .lower = LowerPack,
    .doc = "A bag of the keys and values given in turn.",
    .example = R"(print bag_pack("Level", "Information", "ProcessID", 1234))",
};
const FunctionDef kBagKeys{
    .name = "bag_keys",
    .signatures = {"(object: dynamic): dynamic"},
    .kernel = "bag_keys",
    .doc = "The keys of a bag; null for what is none.",
    .example = "print bag_keys(dynamic({'a': 1, 'b': 2}))",
};
const FunctionDef kBagMerge{
    .name = "bag_merge",
    .signatures = {"(bag1: dynamic, bag2: dynamic, ...rest: dynamic): dynamic"},
    .lower = LowerMerge,
    .doc = "The keys of all bags; the leftmost value of a key wins.",
    .example = "print bag_merge(dynamic({'a': 1}), dynamic({'a': 2, 'b': 3}))",
};
const FunctionDef kBagRemoveKeys{
    .name = "bag_remove_keys",
    .signatures = {"(bag: dynamic, keys: dynamic): dynamic"},
    .kernel = "bag_remove_keys",
    .doc = "The bag without some keys; $.a.b reaches inside.",
    .example = "print bag_remove_keys(dynamic({'a': 1, 'b': 2}), dynamic(['a']))",
};
const FunctionDef kBagSetKey{
    .name = "bag_set_key",
    .signatures = {"(bag: dynamic, key: string, value: scalar): dynamic"},
    .lower = LowerSetKey,
    .doc = "The bag with a key set to a value; $.a.b reaches inside.",
    .example = "print bag_set_key(dynamic({'a': 1}), 'b', 2)",
};
const FunctionDef kBagHasKey{
    .name = "bag_has_key",
    .signatures = {"(bag: dynamic, key: string): bool"},
    .kernel = "bag_has_key",
    .doc = "True if the bag has the key; $.a.b reaches inside.",
    .example = "print bag_has_key(dynamic({'a': 1}), 'a')",
};
const FunctionDef kBagZip{
    .name = "bag_zip",
    .signatures = {"(keys: dynamic, values: dynamic): dynamic"},
    .kernel = "bag_zip",
    .doc = "A bag of the keys of one array and the values of another.",
    .example = "print bag_zip(dynamic(['a', 'b']), dynamic([1, 2]))",
};
const FunctionDef kTreePath{
    .name = "treepath",
    .signatures = {"(object: dynamic): dynamic"},
    .kernel = "treepath",
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "tree",
    .doc = "All paths that lead to values inside a dynamic value.",
    .example = "print treepath(dynamic({'a': {'b': 1}}))",
};
const FunctionDef kExtractJson{
    .name = "extract_json",
    .aliases = {"extractjson"},
    .signatures = {"(path: string, source: string, type?: string): string"},
    .lower = LowerExtractJson,
    .doc = "The value at a path such as $.hosts[1].Name of a JSON text.",
    .example = R"(print extract_json("$.a[1]", '{"a":[1,2]}', typeof(long)))",
};

}  // namespace harrier::kql
