#include "kql/operators/operator.h"

// Kusto docs, getschema operator.
namespace harrier::kql {
namespace {

struct GetSchemaOp {};

void ReadGetSchema(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = GetSchemaOp{};
}

Result<Relation> BindGetSchema(Binder& binder, const GetSchemaOp&, const syntax::Operator&, Relation input) {
  constexpr auto kDataType = [](Type type) -> std::string_view {
    switch (type) {
      case Type::kBool:
        return "System.SByte";
      case Type::kInt:
        return "System.Int32";
      case Type::kLong:
        return "System.Int64";
      case Type::kReal:
        return "System.Double";
      case Type::kDecimal:
        return "System.Data.SqlTypes.SqlDecimal";
      case Type::kDatetime:
        return "System.DateTime";
      case Type::kTimespan:
        return "System.TimeSpan";
      case Type::kGuid:
        return "System.Guid";
      case Type::kDynamic:
        return "System.Object";
      default:
        return "System.String";
    }
  };
  plan::Values values;
  for (size_t i = 0; i < input.columns().size(); ++i) {
    const plan::Column& column = input.columns()[i];
    values.rows.push_back({plan::Lit(Value::String(column.name)),
                           plan::Lit(Value::Int(static_cast<int32_t>(i))),
                           plan::Lit(Value::String(std::string(kDataType(column.type)))),
                           plan::Lit(Value::String(std::string(TypeName(column.type))))});
  }
  Relation out;
  out.ordered = true;
  out.node = plan::MakeNode(
      std::move(values), {},
      {binder.NewColumn("ColumnName", Type::kString), binder.NewColumn("ColumnOrdinal", Type::kInt),
       binder.NewColumn("DataType", Type::kString), binder.NewColumn("ColumnType", Type::kString)});
  return out;
}

}  // namespace

const OperatorDef kGetSchemaOperator{{"getschema"}, ReadGetSchema, BindNode<GetSchemaOp, BindGetSchema>};

}  // namespace harrier::kql
