#include "kql/operators/operator.h"
#include "runtime/json_text.h"

// Operators that choose, name and compute columns (Kusto docs: extend, project, project-away, project-keep,
// project-rename, project-reorder, project-by-names, print, distinct, serialize).
namespace harrier::kql {

namespace {

/// The columns that a list of names and wildcards stands for, each once.
Result<std::vector<plan::Column>> Chosen(Binder& binder, const Relation& input,
                                         const std::vector<syntax::ExprPtr>& patterns) {
  std::vector<plan::Column> chosen;
  std::unordered_set<plan::ColumnId> seen;
  for (const syntax::ExprPtr& pattern : patterns) {
    Result<std::vector<plan::Column>> found = binder.FindColumns(input, *pattern);
    if (!found) {
      if (input.open_schema) continue;
      return tl::unexpected(std::move(found.error()));
    }
    for (plan::Column& column : *found) {
      if (seen.insert(column.id).second) chosen.push_back(std::move(column));
    }
  }
  return chosen;
}

Relation Without(Binder& binder, const Relation& input, const std::vector<plan::Column>& dropped) {
  std::vector<plan::Column> kept;
  for (const plan::Column& column : input.columns()) {
    const bool drop =
        std::any_of(dropped.begin(), dropped.end(), [&](const plan::Column& d) { return d.id == column.id; });
    if (!drop) kept.push_back(column);
  }
  return binder.Keep(input, kept);
}

}  // namespace

Result<Relation> BindExtend(Binder& binder, const syntax::ExtendOp& op, const syntax::Operator&,
                            Relation input) {
  const Relation before = input;
  TRY(std::vector<NamedExpr> items, binder.BindItems(op.items, input));
  if (input.columns().size() != before.columns().size()) {
    // Window functions put columns under the operator that are not the user's.
    std::vector<NamedExpr> merged;
    for (const plan::Column& column : before.columns())
      merged.push_back({column.name, plan::Ref(column), {}});
    for (NamedExpr& item : items) {
      const auto same = std::find_if(merged.begin(), merged.end(), [&](const NamedExpr& m) {
        return !item.name.empty() && m.name == item.name;
      });
      if (same != merged.end())
        same->expr = std::move(item.expr);
      else
        merged.push_back(std::move(item));
    }
    return binder.Project(input, std::move(merged));
  }
  return binder.Extend(input, std::move(items));
}

Result<Relation> BindSerialize(Binder& binder, const syntax::SerializeOp& op, const syntax::Operator& whole,
                               Relation input) {
  input.ordered = true;
  return BindExtend(binder, syntax::ExtendOp{op.items}, whole, std::move(input));
}

Result<Relation> BindProject(Binder& binder, const syntax::ProjectOp& op, const syntax::Operator&,
                             Relation input) {
  TRY(std::vector<NamedExpr> items, binder.BindItems(op.items, input));
  Relation out = binder.Project(input, std::move(items));
  out.open_schema = false;
  return out;
}

Result<Relation> BindPrint(Binder& binder, const syntax::PrintOp& op, const syntax::Operator&, Relation) {
  Relation unit = binder.Unit();
  std::vector<NamedExpr> items;
  for (const syntax::ExprPtr& item : op.items) {
    TRY(std::vector<NamedExpr> bound, binder.BindItems({item}, unit));
    // Only a name that is written, or those of a function of several columns, are kept: `print x` is print_0.
    const auto* call = item->As<syntax::Call>();
    const FunctionDef* def = call != nullptr ? binder.functions().Find(call->function.text) : nullptr;
    const bool named = item->As<syntax::Named>() != nullptr ||
                       (def != nullptr && (def->columns != nullptr || !def->tuple.empty()));
    for (NamedExpr& one : bound) {
      if (!named || one.name.empty()) one.name = fmt::format("print_{}", items.size());
      items.push_back(std::move(one));
    }
  }
  return binder.Project(unit, std::move(items));
}

Result<Relation> BindProjectAway(Binder& binder, const syntax::ProjectAwayOp& op, const syntax::Operator&,
                                 Relation input) {
  TRY(const std::vector<plan::Column> dropped, Chosen(binder, input, op.columns));
  return Without(binder, input, dropped);
}

Result<Relation> BindProjectKeep(Binder& binder, const syntax::ProjectKeepOp& op, const syntax::Operator&,
                                 Relation input) {
  TRY(const std::vector<plan::Column> chosen, Chosen(binder, input, op.columns));
  // In the input's order.
  std::vector<plan::Column> kept;
  for (const plan::Column& column : input.columns()) {
    if (std::any_of(chosen.begin(), chosen.end(), [&](const plan::Column& c) { return c.id == column.id; }))
      kept.push_back(column);
  }
  return binder.Keep(input, kept);
}

Result<Relation> BindProjectByNames(Binder& binder, const syntax::ProjectByNamesOp& op,
                                    const syntax::Operator&, Relation input) {
  std::vector<plan::Column> kept;
  std::unordered_set<plan::ColumnId> seen;
  auto take = [&](std::string_view name, Span span) {
    const syntax::ExprPtr pattern = syntax::MakeExpr(span, syntax::NameRef{{std::string(name), span, false}});
    const Result<std::vector<plan::Column>> found = binder.FindColumns(input, *pattern);
    if (!found) return;  // names that are not there are passed over
    for (const plan::Column& column : *found) {
      if (seen.insert(column.id).second) kept.push_back(column);
    }
  };
  for (const syntax::ExprPtr& item : op.columns) {
    // A name is a column's, or else that of a constant that holds names.
    const auto* name = item->As<syntax::NameRef>();
    if (name != nullptr &&
        (binder.FindColumn(input, name->name) || binder.environment()->Find(name->name.text) == nullptr)) {
      take(name->name.text, item->span);
      continue;
    }
    TRY(const plan::ExprPtr names, binder.BindConstant(*item));
    if (names->is_literal() && names->type == Type::kString) {
      take(names->value.text(), item->span);
    } else if (names->is_literal() && names->type == Type::kDynamic && !names->value.is_null()) {
      for (const std::string& one : runtime::JsonTexts(names->value.text())) take(one, item->span);
    } else {
      return FailAt(item->span, "KS131", ErrorCode::kSemantic, "project-by-names takes names as constants");
    }
  }
  return binder.Keep(input, kept);
}

Result<Relation> BindProjectRename(Binder& binder, const syntax::ProjectRenameOp& op, const syntax::Operator&,
                                   Relation input) {
  std::map<plan::ColumnId, std::string> renamed;
  for (const syntax::ExprPtr& item : op.items) {
    const auto* named = item->As<syntax::Named>();
    const auto* old = named != nullptr ? named->value->As<syntax::NameRef>() : nullptr;
    if (old == nullptr) {
      return FailAt(item->span, "KS110", ErrorCode::kSemantic,
                    "project-rename takes new = old, where old is a column");
    }
    TRY(const plan::Column column, binder.FindColumnOrOpen(input, old->name));
    renamed[column.id] = named->names.front().text;
  }
  std::vector<NamedExpr> items;
  for (const plan::Column& column : input.columns()) {
    const auto other = renamed.find(column.id);
    items.push_back({other == renamed.end() ? column.name : other->second, plan::Ref(column), {}});
  }
  return binder.Project(input, std::move(items));
}

Result<Relation> BindProjectReorder(Binder& binder, const syntax::ProjectReorderOp& op,
                                    const syntax::Operator&, Relation input) {
  std::vector<plan::Column> order;
  std::unordered_set<plan::ColumnId> seen;
  // A column named outright stays where it is named, even if a wildcard before would take it.
  std::unordered_set<std::string> outright;
  for (const syntax::ReorderKey& key : op.columns) {
    const auto* name = key.column->As<syntax::NameRef>();
    if (name != nullptr && name->name.text.find('*') == std::string::npos) outright.insert(name->name.text);
  }
  for (const syntax::ReorderKey& key : op.columns) {
    Result<std::vector<plan::Column>> known = binder.FindColumns(input, *key.column);
    if (!known && input.open_schema) continue;
    TRY(std::vector<plan::Column> found, std::move(known));
    const auto* name = key.column->As<syntax::NameRef>();
    const bool wildcard = name == nullptr || name->name.text.find('*') != std::string::npos;
    using Order = syntax::ReorderKey::Order;
    if (key.order != Order::kNone) {
      auto less = [&](const plan::Column& a, const plan::Column& b) {
        const bool granny = key.order == Order::kGrannyAsc || key.order == Order::kGrannyDesc;
        if (!granny) return a.name < b.name;
        // Numbers inside names count as numbers: a2 before a10.
        size_t i = 0, j = 0;
        while (i < a.name.size() && j < b.name.size()) {
          if (std::isdigit(static_cast<unsigned char>(a.name[i])) &&
              std::isdigit(static_cast<unsigned char>(b.name[j]))) {
            size_t ie = i, je = j;
            while (ie < a.name.size() && std::isdigit(static_cast<unsigned char>(a.name[ie]))) ++ie;
            while (je < b.name.size() && std::isdigit(static_cast<unsigned char>(b.name[je]))) ++je;
            if (ie - i != je - j) return ie - i < je - j;
            const int digits = a.name.compare(i, ie - i, b.name, j, je - j);
            if (digits != 0) return digits < 0;
            i = ie;
            j = je;
          } else if (a.name[i] != b.name[j]) {
            return a.name[i] < b.name[j];
          } else {
            ++i;
            ++j;
          }
        }
        return a.name.size() - i < b.name.size() - j;
      };
      std::sort(found.begin(), found.end(), less);
      if (key.order == Order::kDesc || key.order == Order::kGrannyDesc)
        std::reverse(found.begin(), found.end());
    }
    for (plan::Column& column : found) {
      if (wildcard && outright.contains(column.name)) continue;
      if (seen.insert(column.id).second) order.push_back(std::move(column));
    }
  }
  for (const plan::Column& column : input.columns()) {
    if (seen.insert(column.id).second) order.push_back(column);
  }
  return binder.Keep(input, order);
}

Result<Relation> BindDistinct(Binder& binder, const syntax::DistinctOp& op, const syntax::Operator&,
                              Relation input) {
  TRY(std::vector<NamedExpr> items, binder.BindItems(op.columns, input));
  const Relation chosen = binder.Project(input, std::move(items));
  plan::Aggregate aggregate;
  std::vector<plan::Column> columns;
  for (const plan::Column& column : chosen.columns()) {
    plan::Column key = binder.NewColumn(column.name, column.type);
    columns.push_back(key);
    aggregate.keys.emplace_back(std::move(key), plan::Ref(column));
  }
  Relation out;
  out.schema_from_data = input.schema_from_data;
  out.node = plan::MakeNode(std::move(aggregate), {chosen.node}, std::move(columns));
  return out;
}

}  // namespace harrier::kql
