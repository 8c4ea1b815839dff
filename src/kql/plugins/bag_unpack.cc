#include "kql/plugins/plugin.h"
#include "runtime/json_text.h"

namespace harrier::kql {

namespace {

/// What is written in the call.
struct Options {
  plan::Column bag;
  std::string prefix;
  std::string conflict = "error";
  std::set<std::string> ignored;
};

/// A key of the bags, and the column that it becomes.
struct Slot {
  std::string key;
  std::string column;
  Type type = Type::kDynamic;
};

Result<Options> ReadOptions(PluginCall& call) {
  Options out;
  const syntax::ExprPtr prefix = call.TakeNamed("OutputColumnPrefix");
  const syntax::ExprPtr conflict = call.TakeNamed("columnsConflict");
  const syntax::ExprPtr ignored = call.TakeNamed("ignoredProperties");
  TRY_OK(call.CheckCount(1, 4));
  TRY(out.bag, call.Column(0));
  if (out.bag.type != Type::kDynamic) {
    return FailAt(call.value(0).span, "KS141", ErrorCode::kSemantic,
                  "bag_unpack takes a dynamic column, and {} is {}", out.bag.name, TypeName(out.bag.type));
  }
  const syntax::Expr* texts[] = {prefix.get(), conflict.get(), ignored.get()};
  for (size_t i = 1; i < call.size(); ++i) texts[i - 1] = &call.value(i);
  if (texts[0] != nullptr) {
    TRY(out.prefix, call.binder.BindConstantString(*texts[0], "the prefix"));
  }
  if (texts[1] != nullptr) {
    TRY(out.conflict, call.binder.BindConstantString(*texts[1], "columnsConflict"));
    if (out.conflict != "error" && out.conflict != "replace_source" && out.conflict != "keep_source") {
      return FailAt(texts[1]->span, "", ErrorCode::kSemantic,
                    "columnsConflict is 'error', 'replace_source' or 'keep_source', not '{}'", out.conflict);
    }
  }
  if (texts[2] != nullptr) {
    TRY(const plan::ExprPtr list, call.binder.BindConstant(*texts[2]));
    if (!list->is_literal() || list->type != Type::kDynamic) {
      return FailAt(texts[2]->span, "KS134", ErrorCode::kSemantic,
                    "ignoredProperties is a constant array of names");
    }
    if (!list->value.is_null()) {
      for (std::string& name : runtime::JsonTexts(list->value.text())) out.ignored.insert(std::move(name));
    }
  }
  return out;
}

/// What gettype() said of the values of one key; values of several types meet in dynamic.
Type TypeOfKinds(const std::set<std::string>& kinds) {
  if (kinds.size() != 1) return Type::kDynamic;
  const std::string& kind = *kinds.begin();
  if (kind == "long" || kind == "int") return Type::kLong;
  if (kind == "double" || kind == "real") return Type::kReal;
  const std::optional<Type> type = TypeFromName(kind);
  return type ? *type : Type::kDynamic;
}

/// Asks the data which keys there are, and of what types.
Result<std::vector<Slot>> FindSlots(PluginCall& call, const Options& options) {
  Binder& binder = call.binder;
  std::vector<Slot> slots;
  if (!binder.evaluate()) return slots;
  plan::Unnest unnest;
  unnest.sources = {plan::CallKernel("bag_keys", {plan::Ref(options.bag)})};
  const plan::Column key = binder.NewColumn("key", Type::kDynamic);
  std::vector<plan::Column> columns = call.input.columns();
  columns.push_back(key);
  const plan::NodePtr expanded = plan::MakeNode(std::move(unnest), {call.input.node}, std::move(columns));
  TRY(plan::ExprPtr kind,
      binder.CallNamed("gettype", {plan::CallKernel("dyn_index", {plan::Ref(options.bag), plan::Ref(key)})},
                       call.span));
  plan::Aggregate distinct;
  const plan::Column k = binder.NewColumn("k", Type::kString), t = binder.NewColumn("t", Type::kString);
  distinct.keys.emplace_back(k, binder.ToText(plan::Ref(key)));
  distinct.keys.emplace_back(t, std::move(kind));
  TRY(const auto rows, binder.evaluate()(*plan::MakeNode(std::move(distinct), {expanded}, {k, t})));
  std::map<std::string, std::set<std::string>> kinds;
  for (const auto& row : rows) {
    if (row[0].text().empty()) continue;
    std::set<std::string>& known = kinds[row[0].text()];
    if (row[1].text() != "null") known.insert(row[1].text());
  }
  for (const auto& [name, types] : kinds) slots.push_back({name, options.prefix + name, TypeOfKinds(types)});
  return slots;
}

plan::ExprPtr SlotValue(const PluginCall& call, const Options& options, const Slot& slot) {
  const plan::ExprPtr key =
      plan::Fold(plan::CallKernel("string_to_dynamic", {plan::Lit(Value::String(slot.key))}));
  plan::ExprPtr value = plan::CallKernel(
      "dyn_path", {plan::Ref(options.bag), plan::Lit(Value::Dynamic("[" + key->value.text() + "]"))},
      call.span);
  return call.binder.Convert(std::move(value), slot.type);
}

/// The columns of a written schema: those of the table where it has them, else slots of the bag.
Result<Relation> BindWritten(PluginCall& call, const Options& options) {
  std::vector<NamedExpr> items;
  const auto column_of_table = [&](const std::string& name) -> const plan::Column* {
    for (const plan::Column& column : call.input.columns()) {
      if (column.name == name && column.id != options.bag.id) return &column;
    }
    return nullptr;
  };
  const auto written = [&](const std::string& name) {
    return std::any_of(call.op.schema.begin(), call.op.schema.end(),
                       [&](const syntax::ColumnDecl& c) { return c.name.text == name; });
  };
  if (call.op.schema_star) {
    for (const plan::Column& column : call.input.columns()) {
      if (column.id != options.bag.id && !written(column.name))
        items.push_back({column.name, plan::Ref(column), {}});
    }
  }
  for (const syntax::ColumnDecl& column : call.op.schema) {
    const std::string& name = column.name.text;
    const plan::Column* source = column_of_table(name);
    if (source != nullptr && options.conflict != "replace_source") {
      items.push_back({name, call.binder.Convert(plan::Ref(*source), column.type), column.name.span});
      continue;
    }
    Slot slot{name, name, column.type};
    if (name.starts_with(options.prefix)) slot.key = name.substr(options.prefix.size());
    items.push_back({name, SlotValue(call, options, slot), column.name.span});
  }
  return call.binder.Project(call.input, std::move(items));
}

}  // namespace

// Kusto docs, bag_unpack plugin: each key of the bag becomes a column. Which keys there are, and of what
// type, the data says, so it is asked first, unless a schema is written.
Result<Relation> BindBagUnpack(PluginCall& call) {
  TRY(const Options options, ReadOptions(call));
  if (call.op.has_schema) return BindWritten(call, options);
  TRY(const std::vector<Slot> slots, FindSlots(call, options));
  std::vector<NamedExpr> items;
  std::unordered_set<std::string> existing;
  for (const plan::Column& column : call.input.columns()) {
    if (column.id == options.bag.id) continue;
    items.push_back({column.name, plan::Ref(column), {}});
    existing.insert(column.name);
  }
  for (const Slot& slot : slots) {
    if (options.ignored.contains(slot.key)) continue;
    if (existing.contains(slot.column)) {
      if (options.conflict == "keep_source") continue;
      if (options.conflict == "error") {
        return call.Bad(fmt::format(
            "the bag has a key '{}', and the table a column '{}'; give a prefix, or columnsConflict",
            slot.key, slot.column));
      }
      std::erase_if(items, [&](const NamedExpr& e) { return e.name == slot.column; });
    }
    items.push_back({slot.column, SlotValue(call, options, slot), call.span});
  }
  Relation out = call.binder.Project(call.input, std::move(items));
  out.schema_from_data = true;
  out.open_schema = true;
  return out;
}

}  // namespace harrier::kql
