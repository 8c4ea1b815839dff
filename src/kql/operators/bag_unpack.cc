#include "kql/operators/plugin.h"

namespace harrier::kql {

namespace {

std::optional<Type> TypeOfKind(const std::string& kinds) {
  // What gettype() said of the values of one key; several kinds meet in dynamic, numbers in real.
  if (kinds == "long" || kinds == "int") return Type::kLong;
  if (kinds == "double" || kinds == "real" || kinds == "double,long" || kinds == "long,double")
    return Type::kReal;
  if (kinds == "string") return Type::kString;
  if (kinds == "bool") return Type::kBool;
  if (kinds == "datetime") return Type::kDatetime;
  if (kinds == "timespan") return Type::kTimespan;
  return Type::kDynamic;
}

}  // namespace

// Kusto docs, bag_unpack plugin: each key of the bag becomes a column. Which keys there are, and of what
// type, the data says, so it is asked first, unless a schema is written.
Result<Relation> BindBagUnpack(Binder& binder, const syntax::EvaluateOp& op, const syntax::Call& call,
                               const syntax::Operator& whole, Relation input) {
  std::string prefix;
  std::string conflict = "error";
  const syntax::ExprPtr* bag_argument = nullptr;
  std::set<std::string> ignored;
  size_t position = 0;
  for (const syntax::ExprPtr& argument : call.arguments) {
    const auto* named = argument->As<syntax::Named>();
    const std::string which = named != nullptr ? named->names.front().text
                              : position == 0  ? "Column"
                              : position == 1  ? "OutputColumnPrefix"
                              : position == 2  ? "columnsConflict"
                                               : "ignoredProperties";
    const syntax::ExprPtr& value = named != nullptr ? named->value : argument;
    ++position;
    if (which == "Column") {
      bag_argument = &value;
    } else if (which == "ignoredProperties") {
      TRY(const plan::ExprPtr list, binder.BindConstant(*value));
      if (list->is_literal() && !list->value.is_null()) {
        const std::string& text = list->value.text();
        for (size_t at = text.find('"'); at != std::string::npos;) {
          const size_t end = text.find('"', at + 1);
          if (end == std::string::npos) break;
          ignored.insert(text.substr(at + 1, end - at - 1));
          at = text.find('"', end + 1);
        }
      }
    } else {
      TRY(const std::string text, binder.BindConstantString(*value, which));
      (which == "columnsConflict" ? conflict : prefix) = text;
    }
  }
  const auto* name = bag_argument != nullptr ? (*bag_argument)->As<syntax::NameRef>() : nullptr;
  if (name == nullptr)
    return FailAt(whole.span, "KS109", ErrorCode::kSemantic, "bag_unpack takes the name of a dynamic column");
  TRY(const plan::Column bag, binder.FindColumn(input, name->name));
  if (bag.type != Type::kDynamic) {
    return FailAt(name->name.span, "KS141", ErrorCode::kSemantic,
                  "bag_unpack takes a dynamic column, and {} is {}", bag.name, TypeName(bag.type));
  }

  std::vector<std::pair<std::string, Type>> keys;
  if (op.has_schema) {
    for (const syntax::ColumnDecl& column : op.schema) {
      if (op.schema_star ||
          std::none_of(input.columns().begin(), input.columns().end(),
                       [&](const plan::Column& c) { return c.name == column.name.text && c.id != bag.id; })) {
        keys.emplace_back(column.name.text, column.type);
      }
    }
  } else if (binder.evaluate()) {
    // distinct (key, kind) over all bags.
    plan::Unnest unnest;
    unnest.sources = {plan::CallKernel("bag_keys", {plan::Ref(bag)})};
    const plan::Column key = binder.NewColumn("key", Type::kDynamic);
    std::vector<plan::Column> columns = input.columns();
    columns.push_back(key);
    const Relation expanded =
        binder.WithNode(input, plan::MakeNode(std::move(unnest), {input.node}, std::move(columns)));
    TRY(plan::ExprPtr kind,
        binder.CallNamed("gettype", {plan::CallKernel("dyn_index", {plan::Ref(bag), plan::Ref(key)})},
                         whole.span));
    plan::Aggregate distinct;
    const plan::Column k = binder.NewColumn("k", Type::kString), t = binder.NewColumn("t", Type::kString);
    distinct.keys.emplace_back(k, binder.ToText(plan::Ref(key)));
    distinct.keys.emplace_back(t, std::move(kind));
    const plan::NodePtr node = plan::MakeNode(std::move(distinct), {expanded.node}, {k, t});
    TRY(auto rows, binder.evaluate()(*node));
    std::map<std::string, std::set<std::string>> kinds;
    for (const auto& row : rows) {
      if (row[0].text().empty()) continue;
      auto& known = kinds[row[0].text()];
      if (row[1].text() != "null") known.insert(row[1].text());
    }
    for (const auto& [key_name, types] : kinds) {
      std::string joined;
      for (const std::string& type : types) joined += (joined.empty() ? "" : ",") + type;
      keys.emplace_back(key_name, TypeOfKind(joined).value());
    }
  }
  std::vector<NamedExpr> items;
  std::unordered_set<std::string> existing;
  for (const plan::Column& column : input.columns()) {
    if (column.id == bag.id) continue;
    items.push_back({column.name, plan::Ref(column), {}});
    existing.insert(column.name);
  }
  for (const auto& [key_name, type] : keys) {
    if (ignored.contains(key_name)) continue;
    const std::string column = prefix + key_name;
    if (existing.contains(column)) {
      if (conflict == "keep_source") continue;
      if (conflict == "replace_source") {
        std::erase_if(items, [&](const NamedExpr& e) { return e.name == column; });
      } else {
        return FailAt(whole.span, "", ErrorCode::kSemantic,
                      "bag_unpack: the bag has a key '{}', and the table a column of that name; give a "
                      "prefix, or columnsConflict",
                      key_name);
      }
    }
    const plan::ExprPtr json =
        plan::Fold(plan::CallKernel("string_to_dynamic", {plan::Lit(Value::String(key_name))}));
    plan::ExprPtr value = plan::CallKernel(
        "dyn_path", {plan::Ref(bag), plan::Lit(Value::Dynamic("[" + json->value.text() + "]"))}, whole.span);
    items.push_back({column, binder.Convert(std::move(value), type), whole.span});
  }
  Relation out = binder.Project(input, std::move(items));
  out.schema_from_data = !op.has_schema;
  out.open_schema = !op.has_schema;
  return out;
}

}  // namespace harrier::kql
