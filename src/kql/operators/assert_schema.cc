#include "kql/operators/operator.h"

// The assert-schema operator of Kusto's grammar: the rows as they are, if their columns are those of a
// schema, in its order; else an error that says how they differ.
namespace harrier::kql {
namespace {

struct AssertSchemaOp {
  std::vector<syntax::ColumnDecl> columns;
};

void ReadAssertSchema(Reader& in, syntax::Operator& op) {
  op.node = AssertSchemaOp{in.ReadSchema()};
}

std::string Described(std::string_view name, Type type) {
  return fmt::format("{}:{}", name, TypeName(type));
}

Result<Relation> BindAssertSchema(Binder&, const AssertSchemaOp& op, const syntax::Operator& whole,
                                  Relation input) {
  const std::vector<plan::Column>& columns = input.columns();
  for (size_t i = 0; i < std::max(columns.size(), op.columns.size()); ++i) {
    const std::string wanted =
        i < op.columns.size() ? Described(op.columns[i].name.text, op.columns[i].type) : "no column";
    const std::string found = i < columns.size() ? Described(columns[i].name, columns[i].type) : "no column";
    if (wanted == found) continue;
    const Span span = i < op.columns.size() ? op.columns[i].name.span : whole.keyword_span;
    return FailAt(span, "", ErrorCode::kSemantic, "assert-schema: column {} is {}, and {} is wanted", i + 1,
                  found, wanted);
  }
  return input;
}

}  // namespace

const OperatorDef kAssertSchemaOperator{
    {"assert-schema"}, ReadAssertSchema, BindNode<AssertSchemaOp, BindAssertSchema>};

}  // namespace harrier::kql
