#include "kql/operators/operator.h"
#include "kql/operators/sources.h"

namespace harrier::kql {

namespace {

void ReadUnion(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  syntax::UnionOp all;
  do {
    all.tables.push_back(in.ReadTableInList());
    // Parameters may also stand among the tables.
    for (syntax::Parameter& p : in.ReadParameters()) op.parameters.push_back(std::move(p));
  } while (in.Accept(","));
  op.node = std::move(all);
}

}  // namespace

// Kusto docs, union operator: as a source, and after a table, which then is the first of them.
Result<Relation> BindUnion(Binder& binder, const syntax::UnionOp& op, const syntax::Operator& whole,
                           Relation input) {
  const std::string kind = ParameterText(whole, "kind");
  if (!kind.empty() && kind != "inner" && kind != "outer") {
    return FailAt(whole.keyword_span, "KS005", ErrorCode::kSemantic,
                  "the kind of a union is inner or outer, not '{}'", kind);
  }
  std::string source = ParameterText(whole, "withsource");
  if (source.empty()) source = ParameterText(whole, "with_source");
  const std::string fuzziness = ParameterText(whole, "isfuzzy");
  const bool fuzzy = fuzziness == "true" || fuzziness == "1";

  std::vector<Relation> inputs;
  std::vector<std::string> names;
  auto add = [&](Source one) {
    names.push_back(std::move(one.name));
    inputs.push_back(std::move(one.table));
  };
  if (std::optional<Source> piped = PipedSource(std::move(input))) add(std::move(*piped));
  TRY(Sources sources, FindSources(binder, op.tables, fuzzy));
  for (Source& one : sources.found) add(std::move(one));
  if (inputs.empty() && sources.without_rows.empty()) {
    if (!fuzzy) return FailAt(whole.span, "KS204", ErrorCode::kSemantic, "union: none of the tables exists");
    inputs.push_back(binder.NoLog());
    inputs.back().open_schema = true;
    names.emplace_back();
  }
  return binder.UnionOf(std::move(inputs), std::move(names), kind != "inner",
                        source.empty() ? std::nullopt : std::optional(source), sources.without_rows);
}

const OperatorDef kUnionOperator{{"union"}, ReadUnion, BindNode<syntax::UnionOp, BindUnion>};

}  // namespace harrier::kql
