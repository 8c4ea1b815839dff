#include "kql/operators/operator.h"

// Kusto docs, fork operator. All branches but the last go to the query's side results.
namespace harrier::kql {
namespace {

struct ForkOp {
  struct Branch {
    std::optional<syntax::Name> name;
    std::vector<syntax::OperatorPtr> operators;
  };
  std::vector<Branch> branches;
};

void ReadFork(Reader& in, syntax::Operator& op) {
  ForkOp fork;
  while (in.At("(") || (in.AtName() && (in.Peek(1).Is("=")))) {
    ForkOp::Branch branch;
    if (!in.At("(")) {
      branch.name = in.ReadName("a name");
      in.Expect("=");
    }
    in.Expect("(");
    branch.operators = in.ReadSubPipeline(")");
    fork.branches.push_back(std::move(branch));
    in.Accept(",");
  }
  if (fork.branches.empty()) in.FaultHere("KS006", "'(' and the operators of a branch are wanted");
  op.node = std::move(fork);
}

/// By the name before it, or the `as` at its end; else by its number.
std::string BranchName(const ForkOp::Branch& branch, size_t i) {
  if (branch.name) return branch.name->text;
  const auto* as = branch.operators.empty() ? nullptr : branch.operators.back()->As<syntax::AsOp>();
  return as != nullptr ? as->name.text : fmt::format("GenericResult_{}", i);
}

Result<Relation> BindFork(Binder& binder, const ForkOp& op, const syntax::Operator& whole, Relation input) {
  LetValue::Tabular shared{input, binder.ids().NextShared(), false};
  Relation last;
  for (size_t i = 0; i < op.branches.size(); ++i) {
    TRY(Relation branch, binder.BindOperators(op.branches[i].operators, binder.Reference(shared)));
    if (i + 1 < op.branches.size()) {
      binder.side_results().push_back({BranchName(op.branches[i], i), branch.node, branch.visualization});
    } else {
      last = std::move(branch);
      last.result_name = BranchName(op.branches[i], i);
    }
  }
  if (last.node == nullptr) return FailAt(whole.span, "KS006", ErrorCode::kSemantic, "fork has no branches");
  return last;
}

}  // namespace

const OperatorDef kForkOperator{{"fork"}, ReadFork, BindNode<ForkOp, BindFork>};

}  // namespace harrier::kql
