#include "kql/parser/operator_readers.h"

// Operators that bring several tables together.
namespace harrier::kql {

using namespace syntax;  // NOLINT: the grammar is about little else

namespace {

/// The right side and the condition of join and lookup.
template <typename Op>
Op ReadJoinLike(Reader& in) {
  Op join;
  join.right = in.ReadTableInList();
  const uint32_t begin = in.Begin();
  if (in.Accept("on")) {
    do {
      join.on.push_back(in.ReadExpression());
    } while (in.Accept(","));
    join.on_span = in.From(begin);
  } else if (in.Accept("where")) {
    join.on.push_back(in.ReadExpression());
    join.on_span = in.From(begin);
  }
  return join;
}

std::vector<ExprPtr> ReadTableList(Reader& in) {
  std::vector<ExprPtr> tables;
  in.Expect("(");
  while (!in.At(")") && !in.AtEnd()) {
    tables.push_back(in.ReadTableInList());
    if (!in.Accept(",")) break;
  }
  in.Expect(")");
  return tables;
}

std::vector<ColumnDecl> ReadFindColumns(Reader& in, FindOp& find) {
  std::vector<ColumnDecl> columns;
  do {
    // pack_all(), and pack(*) of old.
    if ((in.At("pack") || in.At("pack_all")) && in.Peek(1).Is("(")) {
      in.Take();
      in.Take();
      in.Accept("*");
      in.Expect(")");
      find.pack_all = true;
      continue;
    }
    ColumnDecl column;
    ExprPtr name = in.ReadWildcardName();
    if (const auto* ref = name->As<NameRef>()) column.name = ref->name;
    if (in.Accept(":")) column.type = in.ReadType(&column.type_span);
    columns.push_back(std::move(column));
  } while (in.Accept(","));
  return columns;
}

}  // namespace

void ReadJoin(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = ReadJoinLike<JoinOp>(in);
}

void ReadLookup(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = ReadJoinLike<LookupOp>(in);
}

void ReadUnion(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  UnionOp all;
  do {
    all.tables.push_back(in.ReadTableInList());
    // Parameters may also stand among the tables.
    for (Parameter& p : in.ReadParameters()) op.parameters.push_back(std::move(p));
  } while (in.Accept(","));
  op.node = std::move(all);
}

void ReadSearch(Reader& in, Operator& op) {
  SearchOp search;
  op.parameters = in.ReadParameters();
  if (in.At("in") && in.Peek(1).Is("(")) {
    in.Take();
    search.tables = ReadTableList(in);
  }
  for (Parameter& p : in.ReadParameters()) op.parameters.push_back(std::move(p));
  search.predicate = in.ReadExpression();
  op.node = std::move(search);
}

void ReadFind(Reader& in, Operator& op) {
  FindOp find;
  op.parameters = in.ReadParameters();
  if (in.At("in") && in.Peek(1).Is("(")) {
    in.Take();
    find.tables = ReadTableList(in);
  }
  for (Parameter& p : in.ReadParameters()) op.parameters.push_back(std::move(p));
  in.Accept("where");
  find.predicate = in.ReadExpression();
  size_t tokens = 0;
  while (true) {
    const std::string word = in.PeekDashed(&tokens);
    if (word == "project") {
      in.Take();
      find.project = ReadFindColumns(in, find);
    } else if (word == "project-smart") {
      for (size_t i = 0; i < tokens; ++i) in.Take();
      find.smart = true;
    } else if (word == "project-away") {
      for (size_t i = 0; i < tokens; ++i) in.Take();
      find.project_away = ReadFindColumns(in, find);
    } else {
      break;
    }
  }
  op.node = std::move(find);
}

void ReadPartition(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  PartitionOp partition;
  in.Expect("by");
  partition.by = in.ReadWildcardName();
  for (Parameter& p : in.ReadParameters()) op.parameters.push_back(std::move(p));
  if (in.Accept("{")) {
    partition.subquery = in.ReadPipe();
    in.Expect("}");
  } else {
    in.Expect("(");
    partition.operators = in.ReadSubPipeline(")");
  }
  op.node = std::move(partition);
}

void ReadPartitionBy(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  PartitionByOp partition;
  partition.by = in.ReadWildcardName();
  if (in.Accept("id")) partition.id = in.ReadName("a name");
  in.Expect("(");
  partition.operators = in.ReadSubPipeline(")");
  op.node = std::move(partition);
}

void ReadMacroExpand(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  MacroExpandOp expand;
  if (in.At("entity_group") && in.Peek(1).Is("[")) {
    const uint32_t begin = in.Begin();
    in.Take();
    in.Take();
    std::vector<ExprPtr> members = in.ReadArguments("]");
    expand.entity_group =
        MakeExpr(in.From(begin), Call{{"entity_group", in.From(begin), false}, std::move(members)});
  } else {
    expand.entity_group = in.ReadPostfix();
  }
  in.Expect("as");
  expand.scope = in.ReadName("a name");
  in.Expect("(");
  while (!in.At(")") && !in.AtEnd()) {
    if (in.Accept(";")) continue;
    const size_t before = in.Mark();
    expand.statements.push_back(in.ReadStatement());
    if (!in.At(";") && !in.At(")") && in.Mark() == before) in.Take();
    if (!in.At(";")) break;
  }
  in.Expect(")");
  op.node = std::move(expand);
}

}  // namespace harrier::kql
