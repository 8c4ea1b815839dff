#include "kql/operators/operator.h"

// Kusto docs, project-reorder operator.
namespace harrier::kql {
namespace {

struct ReorderKey {
  syntax::ExprPtr column;
  enum class Order { kNone, kAsc, kDesc, kGrannyAsc, kGrannyDesc } order = Order::kNone;
};

struct ProjectReorderOp {
  std::vector<ReorderKey> columns;
};

void ReadProjectReorder(Reader& in, syntax::Operator& op) {
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

Result<Relation> BindProjectReorder(Binder& binder, const ProjectReorderOp& op, const syntax::Operator&,
                                    Relation input) {
  std::vector<plan::Column> order;
  std::unordered_set<plan::ColumnId> seen;
  // A column named outright stays where it is named, even if a wildcard before would take it.
  std::unordered_set<std::string> outright;
  for (const ReorderKey& key : op.columns) {
    const auto* name = key.column->As<syntax::NameRef>();
    if (name != nullptr && name->name.text.find('*') == std::string::npos) outright.insert(name->name.text);
  }
  for (const ReorderKey& key : op.columns) {
    Result<std::vector<plan::Column>> known = binder.FindColumns(input, *key.column);
    if (!known && input.open_schema) continue;
    TRY(std::vector<plan::Column> found, std::move(known));
    const auto* name = key.column->As<syntax::NameRef>();
    const bool wildcard = name == nullptr || name->name.text.find('*') != std::string::npos;
    using Order = ReorderKey::Order;
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

}  // namespace

const OperatorDef kProjectReorderOperator{
    {"project-reorder"}, ReadProjectReorder, BindNode<ProjectReorderOp, BindProjectReorder>};

}  // namespace harrier::kql
