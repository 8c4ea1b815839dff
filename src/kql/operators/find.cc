#include "kql/operators/operator.h"
#include "kql/operators/search_terms.h"

namespace harrier::kql {

namespace {

struct FindOp {  // find [withsource=X] [in (tables)] where p [project …]
  std::vector<syntax::ExprPtr> tables;
  syntax::ExprPtr predicate;
  std::vector<syntax::ColumnDecl> project;  // kUnknown type where not written
  bool smart = false;                       // project-smart
  bool pack_all = false;                    // project pack(*)
  std::vector<syntax::ColumnDecl> project_away;
};

std::vector<syntax::ColumnDecl> ReadFindColumns(Reader& in, FindOp& find) {
  std::vector<syntax::ColumnDecl> columns;
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
    syntax::ColumnDecl column;
    syntax::ExprPtr name = in.ReadWildcardName();
    if (const auto* ref = name->As<syntax::NameRef>()) column.name = ref->name;
    if (in.Accept(":")) column.type = in.ReadType(&column.type_span);
    columns.push_back(std::move(column));
  } while (in.Accept(","));
  return columns;
}

void ReadFind(Reader& in, syntax::Operator& op) {
  FindOp find;
  op.parameters = in.ReadParameters();
  if (in.At("in") && in.Peek(1).Is("(")) {
    in.Take();
    find.tables = in.ReadTableList();
  }
  for (syntax::Parameter& p : in.ReadParameters()) op.parameters.push_back(std::move(p));
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

bool Has(const Relation& table, std::string_view name) {
  return std::any_of(table.columns().begin(), table.columns().end(),
                     [&](const plan::Column& c) { return c.name == name; });
}

/// The tables that the answer's columns come from. Those without a row come in only where none has one; of a
/// predicate that names columns only those that have one of them.
std::vector<Relation> TablesOf(Binder& binder, const Sources& sources, const syntax::Expr& predicate,
                               const ColumnTypes& known) {
  const bool everywhere = LooksEverywhere(predicate);
  std::vector<Relation> out;
  auto add = [&](Relation table) {
    const bool named = std::any_of(known.begin(), known.end(), [&](const auto& column) {
      return table.open_schema || Has(table, column.first);
    });
    if (everywhere || named) out.push_back(std::move(table));
  };
  for (const Source& source : sources.found) add(source.table);
  if (!out.empty() || everywhere) return out;
  if (sources.found.size() == 1) return {sources.found.front().table};
  for (const catalog::TablePtr& table : sources.without_rows) add(binder.ScanTable(*table));
  return out;
}

/// A column that some tables have and some may lack.
NamedExpr Column(Binder& binder, const Relation& rows, const syntax::ColumnDecl& wanted,
                 const ColumnTypes& known) {
  const auto at = known.find(wanted.name.text);
  Type type = wanted.type;
  plan::ExprPtr value;
  for (const plan::Column& column : rows.columns())
    if (column.name == wanted.name.text) value = plan::Ref(column);
  if (type == Type::kUnknown) type = value ? value->type : at != known.end() ? at->second : Type::kString;
  value = value ? binder.Convert(std::move(value), type) : plan::Lit(Value::Null(type));
  return {wanted.name.text, std::move(value), wanted.name.span};
}

/// `pack_`: what of a row is not among the items.
Result<NamedExpr> Packed(Binder& binder, const Relation& rows, const std::vector<NamedExpr>& items,
                         Span span) {
  std::vector<plan::ExprPtr> rest;
  for (const plan::Column& column : rows.columns()) {
    if (std::any_of(items.begin(), items.end(), [&](const NamedExpr& i) { return i.name == column.name; }))
      continue;
    rest.push_back(plan::Lit(Value::String(column.name)));
    rest.push_back(plan::Ref(column));
  }
  plan::ExprPtr bag = plan::Lit(Value::Dynamic("{}"));
  if (!rest.empty()) {
    TRY(bag, binder.CallNamed("bag_pack", std::move(rest), span));
  }
  return NamedExpr{"pack_", std::move(bag), span};
}

Relation WithoutColumns(Binder& binder, const Relation& input, const std::vector<syntax::ColumnDecl>& away,
                        const std::string& source, bool explicit_pack) {
  if (away.empty()) return input;
  std::vector<plan::Column> kept;
  for (const plan::Column& column : input.columns()) {
    const bool gone = std::any_of(away.begin(), away.end(), [&](const syntax::ColumnDecl& one) {
      if (one.name.text != "*") return MatchesName(one.name.text, column.name);
      return column.name != source && !(explicit_pack && column.name == "pack_");
    });
    if (!gone) kept.push_back(column);
  }
  return binder.Keep(input, kept);
}

// Kusto docs, find operator: rows of several tables that match, with the columns asked for, or those that all
// tables have and the predicate names; the rest of a row is packed.
Result<Relation> BindFind(Binder& binder, const FindOp& op, const syntax::Operator& whole, Relation) {
  TRY(const Sources sources, FindSources(binder, op.tables, false));
  std::string source = ParameterText(whole, "withsource");
  if (source.empty()) source = ParameterText(whole, "with_source");
  if (source.empty()) source = "source_";
  const std::vector<std::string> named = NamesIn(*op.predicate);
  std::vector<std::string> wanted = named;
  for (const syntax::ColumnDecl& column : op.project) wanted.push_back(column.name.text);
  const ColumnTypes types = TypesOf(binder, sources, wanted);
  const ColumnTypes known = TypesOf(binder, sources, named);
  const std::vector<Relation> tables = TablesOf(binder, sources, *op.predicate, known);

  const bool projected = !op.project.empty() || op.pack_all;
  std::vector<syntax::ColumnDecl> columns = op.project;
  if (!projected) {
    if (!tables.empty()) {
      for (const plan::Column& column : tables.front().columns()) {
        const bool common = std::all_of(tables.begin(), tables.end(),
                                        [&](const Relation& table) { return Has(table, column.name); });
        if (common) columns.push_back({{column.name, whole.span, true}, Type::kUnknown, {}, nullptr});
      }
    }
    for (const std::string& name : named) {
      const auto same = [&](const syntax::ColumnDecl& c) { return c.name.text == name; };
      if (known.contains(name) && std::none_of(columns.begin(), columns.end(), same))
        columns.push_back({{name, whole.span, true}, Type::kUnknown, {}, nullptr});
    }
  }
  const bool rest = std::any_of(tables.begin(), tables.end(), [&](const Relation& table) {
    return std::any_of(table.columns().begin(), table.columns().end(), [&](const plan::Column& column) {
      return std::none_of(columns.begin(), columns.end(),
                          [&](const syntax::ColumnDecl& c) { return c.name.text == column.name; });
    });
  });

  std::vector<Relation> found;
  std::vector<std::string> names;
  auto add = [&](const Relation& table, const std::string& name) -> Status {
    TRY(plan::ExprPtr predicate, SearchBinder(binder, table, known, false).Bind(*op.predicate));
    const Relation rows = binder.Filter(table, std::move(predicate));
    std::vector<NamedExpr> items;
    for (const syntax::ColumnDecl& column : columns) items.push_back(Column(binder, rows, column, types));
    if (projected ? op.pack_all : rest) {
      TRY(NamedExpr packed, Packed(binder, rows, items, whole.span));
      items.push_back(std::move(packed));
    }
    found.push_back(binder.Project(rows, std::move(items)));
    names.push_back(name);
    return Ok();
  };
  for (const Source& one : sources.found) {
    const bool among = std::any_of(tables.begin(), tables.end(),
                                   [&](const Relation& table) { return table.node == one.table.node; });
    if (among) TRY_OK(add(one.table, one.name));
  }
  // Without a table to read, the columns are those of the tables that could have held rows.
  if (found.empty() && tables.empty()) {
    Relation none;
    none.node = plan::MakeNode(plan::Values{}, {}, {});
    TRY_OK(add(none, ""));
  } else if (found.empty()) {
    for (const Relation& table : tables) TRY_OK(add(table, ""));
  }
  TRY(const Relation all, binder.UnionOf(std::move(found), std::move(names), true, source));
  return WithoutColumns(binder, all, op.project_away, source, op.pack_all);
}

}  // namespace

const OperatorDef kFindOperator{{"find"}, ReadFind, BindNode<FindOp, BindFind>};

}  // namespace harrier::kql
