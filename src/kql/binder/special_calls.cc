#include "base/json_text.h"
#include "kql/operators/operator.h"

namespace harrier::kql {

// Calls that need more than the values of their arguments: tables, the scope's columns, the query's settings.
Result<std::optional<Bound>> Binder::BindSpecialCall(const syntax::Call& call, const RowScope& scope,
                                                     Span span) {
  const std::string& name = call.function.text;
  auto argument = [&](size_t i) -> const syntax::Expr& { return *call.arguments[i]; };
  auto wants = [&](size_t least, size_t most) -> Status {
    if (call.arguments.size() >= least && call.arguments.size() <= most) return Ok();
    return FailAt(span, "KS119", ErrorCode::kSemantic, "{}() takes {} argument{}, and {} given", name,
                  least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most),
                  most == 1 ? "" : "s", call.arguments.size());
  };

  if (scope.graph != nullptr) {
    TRY(std::optional<Bound> element, BindGraphCall(call, scope, span));
    if (element) return element;
  }
  if (name == "materialize" || name == "view") {
    TRY_OK(wants(1, 1));
    TRY(Relation table, BindTable(argument(0), scope));
    return std::optional<Bound>(std::move(table));
  }
  if (name == "toscalar") {
    TRY_OK(wants(1, 1));
    TRY(Bound bound, BindAny(argument(0), scope));
    if (std::holds_alternative<plan::ExprPtr>(bound)) return std::optional<Bound>(std::move(bound));
    const Relation& table = std::get<Relation>(bound);
    if (table.columns().empty())
      return FailAt(span, "KS190", ErrorCode::kSemantic, "toscalar() of a table without columns");
    const Relation first = Keep(table, {table.columns().front()});
    plan::NodePtr one = plan::MakeNode(plan::Limit{plan::Lit(Value::Long(1))}, {first.node}, first.columns());
    return std::optional<Bound>(plan::ScalarSubquery(std::move(one), span));
  }
  if (name == "totable") {
    TRY_OK(wants(1, 1));
    TRY(Relation table, BindTable(argument(0), scope));
    return std::optional<Bound>(std::move(table));
  }
  if (name == "table") {
    TRY_OK(wants(1, 2));
    TRY(const std::string table, BindConstantString(argument(0), "the name of a table"));
    TRY(std::optional<Bound> found, FindNamed({table, argument(0).span, true}));
    if (!found)
      return FailAt(argument(0).span, "KS204", ErrorCode::kSemantic, "there is no table named '{}'", table);
    return found;
  }
  if (name == "database" || name == "cluster" || name == "workspace" || name == "app" || name == "adx" ||
      name == "arg" || name == "resource") {
    TRY_OK(wants(1, 2));
    TRY(Relation table, BindRemote(call, {&argument(0)}, span));
    return std::optional<Bound>(std::move(table));
  }
  if (name == "union") {
    syntax::Operator op;
    op.span = span;
    TRY(Relation table, BindUnion(*this, syntax::UnionOp{call.arguments}, op, Unit()));
    return std::optional<Bound>(std::move(table));
  }
  if (name == "column_ifexists" || name == "columnifexists") {
    TRY_OK(wants(2, 2));
    TRY(const std::string column, BindConstantString(argument(0), "the name of a column"));
    const Relation* row = scope.row != nullptr ? scope.row : scope.aggregate_input;
    if (row != nullptr) {
      for (const plan::Column& c : row->columns()) {
        if (c.name == column) return std::optional<Bound>(plan::Ref(c, span));
      }
    }
    TRY(plan::ExprPtr otherwise, BindScalar(argument(1), scope));
    return std::optional<Bound>(std::move(otherwise));
  }
  if (name == "iscolumnexists") {
    TRY_OK(wants(1, 1));
    TRY(const std::string column, BindConstantString(argument(0), "the name of a column"));
    bool found = false;
    if (scope.row != nullptr) {
      for (const plan::Column& c : scope.row->columns()) found = found || c.name == column;
    }
    return std::optional<Bound>(plan::Lit(Value::Bool(found), span));
  }
  if (name == "pack_all") {
    TRY_OK(wants(0, 1));
    const Relation* row = scope.row != nullptr ? scope.row : scope.aggregate_input;
    if (row == nullptr) return FailAt(span, "", ErrorCode::kSemantic, "pack_all() needs a row");
    std::vector<plan::ExprPtr> args;
    for (const plan::Column& column : row->columns()) {
      args.push_back(plan::Lit(Value::String(column.name)));
      args.push_back(plan::Ref(column, span));
    }
    TRY(plan::ExprPtr bag, CallNamed("bag_pack", std::move(args), span));
    if (call.arguments.size() == 1) {
      TRY(const plan::ExprPtr drop, BindConstant(argument(0)));
      if (drop->is_literal() && !drop->value.is_null() && drop->type == Type::kBool &&
          drop->value.boolean()) {
        bag = plan::CallKernel("bag_drop_empty", {std::move(bag)}, span);
      }
    }
    return std::optional<Bound>(std::move(bag));
  }
  if (name == "bag_pack_columns") return BindBagOfColumns(call, scope, span);
  if (name == "estimate_data_size") return BindDataSize(call, scope, span);
  if (name == "column_names_of") {
    TRY_OK(wants(1, 1));
    TRY(const Relation table, BindTable(argument(0), scope));
    std::string names = "[";
    for (const plan::Column& column : table.columns()) {
      if (names.size() > 1) names += ',';
      AppendJsonString(names, column.name);
    }
    return std::optional<Bound>(plan::Lit(Value::Dynamic(names + ']'), span));
  }
  if (name == "ingestion_time") {
    TRY_OK(wants(0, 0));
    const Relation* row = scope.row != nullptr ? scope.row : scope.aggregate_input;
    if (row != nullptr) {
      for (const plan::Column& column : row->columns()) {
        if (column.name == "_TimeReceived") return std::optional<Bound>(plan::Ref(column, span));
      }
    }
    return std::optional<Bound>(plan::Lit(Value::Null(Type::kDatetime), span));
  }
  if (name == "geo_info_from_ip_address") {
    TRY_OK(wants(1, 1));
    if (options_.geo_databases.empty()) {
      return FailAt(span, "", ErrorCode::kNotSupported,
                    "not supported: {}() without a database of addresses; the setting geo.databases names "
                    ".mmdb files",
                    name);
    }
    TRY(plan::ExprPtr address, BindScalar(argument(0), scope));
    std::string paths = "[";
    for (const std::string& path : options_.geo_databases) {
      if (paths.size() > 1) paths += ',';
      AppendJsonString(paths, path);
    }
    return std::optional<Bound>(plan::Fold(
        plan::CallKernel(name, {ToText(std::move(address)), plan::Lit(Value::Dynamic(paths + ']'))}, span)));
  }
  if (name == "current_database")
    return std::optional<Bound>(plan::Lit(Value::String(options_.database), span));
  if (name == "current_cluster_endpoint")
    return std::optional<Bound>(plan::Lit(Value::String("harrier"), span));
  if (scope.windows != nullptr) {
    TRY(std::optional<plan::ExprPtr> window, BindWindowCall(call, scope, span));
    if (window) return std::optional<Bound>(std::move(*window));
  }
  return std::optional<Bound>();
}

}  // namespace harrier::kql
