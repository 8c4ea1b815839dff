#include "kql/parser/operator_readers.h"

// Operators that choose and compute columns.
namespace harrier::kql {

using namespace syntax;  // NOLINT: the grammar is about little else

void ReadDistinct(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = DistinctOp{in.ReadNamedList()};
}

void ReadExtend(Reader& in, Operator& op) {
  op.node = ExtendOp{in.ReadNamedList()};
}
void ReadPrint(Reader& in, Operator& op) {
  op.node = PrintOp{in.ReadNamedList()};
}

void ReadProject(Reader& in, Operator& op) {
  // `project` of nothing is legal.
  if (in.At("|") || in.At(")") || in.AtEnd() || in.At(";"))
    op.node = ProjectOp{};
  else
    op.node = ProjectOp{in.ReadNamedList()};
}

void ReadProjectAway(Reader& in, Operator& op) {
  op.node = ProjectAwayOp{in.ReadColumnList()};
}
void ReadProjectKeep(Reader& in, Operator& op) {
  op.node = ProjectKeepOp{in.ReadColumnList()};
}
void ReadProjectByNames(Reader& in, Operator& op) {
  op.node = ProjectByNamesOp{in.ReadNamedList()};
}
void ReadProjectRename(Reader& in, Operator& op) {
  op.node = ProjectRenameOp{in.ReadNamedList()};
}

void ReadProjectReorder(Reader& in, Operator& op) {
  ProjectReorderOp reorder;
  do {
    ReorderKey key;
    key.column = in.ReadWildcardName();
    if (in.Accept("asc"))
      key.order = ReorderKey::Order::kAsc;
    else if (in.Accept("desc"))
      key.order = ReorderKey::Order::kDesc;
    else if (in.At("granny") && in.Peek(1).Is("-")) {
      in.Take();
      in.Take();
      key.order = in.Accept("asc") ? ReorderKey::Order::kGrannyAsc : ReorderKey::Order::kGrannyDesc;
      if (key.order == ReorderKey::Order::kGrannyDesc) in.Expect("desc");
    }
    reorder.columns.push_back(std::move(key));
  } while (in.Accept(","));
  op.node = std::move(reorder);
}

void ReadSerialize(Reader& in, Operator& op) {
  if (in.At("|") || in.At(")") || in.AtEnd() || in.At(";") || in.At("}"))
    op.node = SerializeOp{};
  else
    op.node = SerializeOp{in.ReadNamedList()};
}

}  // namespace harrier::kql
