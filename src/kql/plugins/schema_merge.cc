#include "kql/plugins/plugin.h"

namespace harrier::kql {

// Kusto docs, schema_merge plugin: schemas as getschema gives them, in one. A column whose place differs, or
// whose types have none in common, says so in place of its type.
Result<Relation> BindSchemaMerge(PluginCall& call) {
  const syntax::ExprPtr named = call.TakeNamed("PreserveOrder");
  TRY_OK(call.CheckCount(0, named != nullptr ? 0 : 1));
  Binder& binder = call.binder;
  plan::ExprPtr preserve = plan::Lit(Value::Bool(true));
  if (named != nullptr || call.size() == 1) {
    TRY(preserve, binder.BindConstant(named != nullptr ? *named : call.value(0)));
    if (preserve->type != Type::kBool)
      return FailAt(call.span, "KS134", ErrorCode::kSemantic, "PreserveOrder is true or false");
  }
  std::vector<NamedExpr> items;
  for (const auto& [name, type] : {std::pair{"ColumnName", Type::kString},
                                   {"ColumnOrdinal", Type::kLong},
                                   {"ColumnType", Type::kString}}) {
    TRY(const plan::Column column, binder.FindColumn(call.input, {name, call.span, true}));
    items.push_back({name, binder.Convert(plan::Ref(column), type), call.span});
  }
  PluginText text(call);
  text.Table("Schemas", binder.Project(call.input, std::move(items)));
  text.Value("PreserveOrder", preserve);
  text.Value("Types",
             plan::Lit(Value::Dynamic(
                 R"({"bool":"System.SByte","int":"System.Int32","long":"System.Int64",)"
                 R"("real":"System.Double","decimal":"System.Data.SqlTypes.SqlDecimal",)"
                 R"("string":"System.String","datetime":"System.DateTime",)"
                 R"("timespan":"System.TimeSpan","guid":"System.Guid","dynamic":"System.Object"})")));
  return text.Bind(R"(Schemas
    | serialize Row = row_number()
    | summarize Low = min(ColumnOrdinal), High = max(ColumnOrdinal), Row = min(Row), Kinds = dcount(ColumnType),
        One = take_any(ColumnType), Wide = max(case(ColumnType == 'int', 1, ColumnType == 'long', 2,
          ColumnType == 'real', 3, ColumnType == 'decimal', 4, 9)) by ColumnName
    | sort by High asc, Row asc
    | extend Wrong = case(PreserveOrder and Low != High, 'columns are out of order',
        Kinds > 1 and Wide == 9, 'types cannot be reduced to one', '')
    | extend Type = case(Kinds == 1, One, Wide == 2, 'long', Wide == 3, 'real', 'decimal')
    | project ColumnName,
        ColumnOrdinal = toint(iff(isempty(Wrong), row_number() - 1, -1)),
        DataType = iff(isempty(Wrong), tostring(Types[Type]),
          strcat('ERROR(unknown CSL type:ERROR(', Wrong, '))')),
        ColumnType = iff(isempty(Wrong), Type, strcat('ERROR(', Wrong, ')')))");
}

}  // namespace harrier::kql
