#include "kql/binder/binder.h"

namespace harrier::kql {

Relation Binder::ScanTable(const catalog::Table& table) {
  Relation own = ScanRows(table);
  if (table.also.empty()) return own;
  std::vector<Relation> inputs{own};
  for (const catalog::TablePtr& other : table.also) inputs.push_back(ScanRows(*other));
  Result<Relation> all = UnionOf(std::move(inputs), {}, true, std::nullopt);
  if (!all) {
    Report(std::move(all.error()));
    return own;
  }
  all->name = table.name;
  all->open_schema = table.open_schema;
  return *std::move(all);
}

bool Binder::HasRows(const catalog::Table& table) const {
  if (!options_.has_rows || options_.has_rows(table.stored())) return true;
  return std::any_of(table.also.begin(), table.also.end(),
                     [&](const catalog::TablePtr& other) { return options_.has_rows(other->stored()); });
}

Relation Binder::ScanRows(const catalog::Table& table) {
  plan::Scan scan{table.stored(), {}, nullptr};
  std::vector<plan::Column> columns;
  for (const catalog::TableColumn& column : table.columns) {
    scan.source.push_back(column.name);
    columns.push_back(NewColumn(column.name, column.type));
  }
  Relation out;
  out.open_schema = table.open_schema;
  out.node = plan::MakeNode(std::move(scan), {}, std::move(columns));
  if (!table.row_filter.empty()) out = KeepVisible(table, std::move(out));
  if (!table.row_filter.empty() || !table.stored_as.empty()) out.name = table.name;
  if (time_scope_) {
    for (const plan::Column& column : out.columns()) {
      if (column.name != time_scope_->first || column.type != Type::kDatetime) continue;
      const auto& [from, to] = time_scope_->second;
      out = Filter(
          out,
          plan::Apply(plan::Op::kAnd,
                      {plan::Apply(plan::Op::kGe, {plan::Ref(column), plan::Lit(Value::Datetime(from))}),
                       plan::Apply(plan::Op::kLt, {plan::Ref(column), plan::Lit(Value::Datetime(to))})}));
      break;
    }
  }
  return out;
}

Relation Binder::KeepVisible(const catalog::Table& table, Relation scan) {
  const auto none = [&](Error error) {
    error.message = fmt::format("the row rule of the table {} is wrong: {}", table.name, error.message);
    error.span = {};
    error.diagnostics.clear();
    Report(std::move(error));
    return Filter(scan, plan::Lit(Value::Bool(false)));
  };
  const ParsedQuery parsed = Parse("let rule = " + table.row_filter + "\n;");
  const syntax::LetStatement* let =
      parsed.query.statements.size() == 1 ? parsed.query.statements[0]->As<syntax::LetStatement>() : nullptr;
  if (!parsed.ok() || let == nullptr)
    return none(
        {ErrorCode::kSyntax, parsed.ok() ? "it is no predicate" : parsed.diagnostics.front().message});
  const std::string key = "row rule of " + table.stored();
  if (!expanding_.insert(key).second) return none({ErrorCode::kSemantic, "it reads the table itself"});
  // The rule means the same whatever the query calls its own things.
  EnvironmentPtr outer = std::exchange(environment_, std::make_shared<Environment>());
  catalog::CatalogPtr names = table.names == nullptr ? options_.catalog : table.names;
  std::swap(options_.catalog, names);
  Result<plan::ExprPtr> predicate = BindPredicate(*let->value, RowScope{.row = &scan});
  std::swap(options_.catalog, names);
  environment_ = std::move(outer);
  expanding_.erase(key);
  if (!predicate) return none(std::move(predicate.error()));
  return Filter(std::move(scan), std::move(*predicate));
}

Result<std::optional<Bound>> Binder::FindNamed(const syntax::Name& name) {
  if (LetValue* let = environment_->Find(name.text)) {
    if (auto* expr = std::get_if<plan::ExprPtr>(&let->value)) return std::optional<Bound>(*expr);
    if (auto* table = std::get_if<LetValue::Tabular>(&let->value))
      return std::optional<Bound>(Reference(*table));
    // A function without parentheses is a call without arguments.
    const auto& function = std::get<LetValue::Function>(let->value);
    TRY(Bound bound, Expand(*function.literal, function.closure.lock(), name.text, {}, RowScope{}, name.span,
                            std::nullopt));
    return std::optional<Bound>(std::move(bound));
  }
  if (!IsVisible(name.text)) return std::optional<Bound>();
  if (catalog().FindFunction(name.text) != nullptr) {
    TRY(Bound bound, CallStored(name.text, {}, RowScope{}, name.span, std::nullopt));
    return std::optional<Bound>(std::move(bound));
  }
  if (catalog::TablePtr table = catalog().FindTable(name.text))
    return std::optional<Bound>(ScanTable(*table));
  return std::optional<Bound>();
}

Result<Relation> Binder::BindDataTable(const syntax::DataTable& table, Span span) {
  const size_t width = table.columns.size();
  if (width == 0) return FailAt(span, "KS006", ErrorCode::kSemantic, "a datatable needs at least one column");
  if (table.values.size() % width != 0) {
    return FailAt(span, "KS173", ErrorCode::kSemantic, "{} values do not fill rows of {} columns",
                  table.values.size(), width);
  }
  std::vector<plan::Column> columns;
  for (const syntax::ColumnDecl& column : table.columns)
    columns.push_back(NewColumn(column.name.text, column.type));
  plan::Values values;
  for (size_t i = 0; i < table.values.size(); i += width) {
    std::vector<plan::ExprPtr> row;
    for (size_t j = 0; j < width; ++j) {
      plan::ExprPtr value = OrReport(BindConstant(*table.values[i + j]), Unknown(span));
      row.push_back(plan::Fold(Convert(std::move(value), columns[j].type)));
    }
    values.rows.push_back(std::move(row));
  }
  Relation out;
  out.ordered = true;
  out.node = plan::MakeNode(std::move(values), {}, std::move(columns));
  return out;
}

Result<Relation> Binder::BindExternalData(const syntax::ExternalData& data, Span span) {
  const std::string_view what = data.kind ? "inline_external_table" : "externaldata";
  if (data.kind) {
    if (data.kind->text == "delta")
      return FailAt(data.kind->span, "", ErrorCode::kNotSupported, "not supported: {} kind=delta", what);
    if (data.kind->text != "storage")
      return FailAt(data.kind->span, "KS005", ErrorCode::kSemantic, "the kind of an {} is storage or delta",
                    what);
    if (data.partitioned)
      return FailAt(span, "", ErrorCode::kNotSupported, "not supported: partitions of an {}", what);
  }
  ExternalSource source;
  std::string places;
  for (const syntax::ExprPtr& uri : data.uris) {
    TRY(plan::ExprPtr text, BindConstant(*uri));
    if (!text->is_literal() || text->type != Type::kString) {
      return FailAt(uri->span, "KS129", ErrorCode::kSemantic, "{} takes addresses as constant texts", what);
    }
    source.uris.push_back(text->value.text());
    if (!places.empty()) places += ", ";
    places += source.uris.back().substr(0, source.uris.back().find_first_of("?;"));
  }
  source.folders = data.kind.has_value();
  if (data.format) source.format = data.format->text;
  for (const syntax::Parameter& property : data.properties) {
    if (property.value == nullptr) continue;
    const std::string& name = property.name.text;
    std::string text;
    if (const auto* bare = property.value->As<syntax::NameRef>()) {
      text = bare->name.text;
    } else {
      TRY(const plan::ExprPtr value, BindConstant(*property.value));
      const plan::ExprPtr folded = plan::Fold(ToText(value));
      if (!folded->is_literal()) continue;
      text = folded->value.text();
    }
    if (name == "format")
      source.format = text;
    else if (name == "ignoreFirstRecord")
      source.ignore_first_record = text == "True" || text == "true";
    else if (name == "includeHeaders")
      source.ignore_first_record = text == "All" || text == "all" || text == "FirstFile";
    else if (name == "namePrefix")
      source.name_prefix = text;
    else if (name == "fileExtension")
      source.file_extension = text;
  }
  if (!options_.external) {
    return FailAt(span, "", ErrorCode::kForbidden,
                  "not supported: {} from {}; reading from outside is off in this installation", what,
                  places);
  }
  std::vector<plan::Column> columns;
  for (const syntax::ColumnDecl& column : data.columns) {
    source.columns.push_back({column.name.text, column.type});
    columns.push_back(NewColumn(column.name.text, column.type));
  }
  Result<std::vector<std::vector<Value>>> rows = options_.external(source);
  if (!rows) {
    rows.error().span = span;
    return tl::unexpected(std::move(rows.error()));
  }
  Relation out;
  out.node =
      plan::MakeNode(plan::Inline{std::make_shared<const std::vector<std::vector<Value>>>(std::move(*rows))},
                     {}, std::move(columns));
  return out;
}

Result<Relation> Binder::BindRemote(const syntax::Call& call, const std::vector<const syntax::Expr*>& steps,
                                    Span span) {
  std::string target;
  for (const syntax::ExprPtr& argument : call.arguments) {
    TRY(target, BindConstantString(*argument, fmt::format("the name in {}()", call.function.text)));
  }
  bool own = call.function.text == "database";
  const auto alias = own ? aliases_.find(target) : aliases_.end();
  if (alias != aliases_.end()) {
    own = alias->second.has_value();
    if (own) target = *alias->second;
  }
  own = own && (target == options_.database || target.empty());
  catalog::CatalogPtr there = own ? options_.catalog : nullptr;
  // Databases of a Kusto client are workspaces.
  const bool names_workspace =
      call.function.text == "workspace" || (call.function.text == "database" && !own);
  if (names_workspace && options_.workspace) {
    Result<catalog::CatalogPtr> found = options_.workspace(target);
    if (!found) {
      found.error().span = span;
      return tl::unexpected(std::move(found.error()));
    }
    there = *std::move(found);
  }
  if (there == nullptr) {
    return FailAt(span, "", ErrorCode::kForbidden,
                  "not supported: {}(\"{}\") cannot be reached from this installation", call.function.text,
                  target);
  }
  const auto* member = steps.back()->As<syntax::Member>();
  if (member == nullptr)
    return FailAt(span, "KS111", ErrorCode::kSemantic, "a table's name is wanted after database(…)");
  // Names of the query itself are not what is meant there.
  std::swap(options_.catalog, there);
  auto bare = std::make_shared<Environment>();
  const Environment* root = environment_.get();
  while (root->parent != nullptr) root = root->parent.get();
  bare->visible = root->visible;
  EnvironmentPtr outer = std::exchange(environment_, std::move(bare));
  Result<std::optional<Bound>> found = FindNamed(member->member);
  environment_ = std::move(outer);
  std::swap(options_.catalog, there);
  TRY(std::optional<Bound> bound, std::move(found));
  if (!bound || !std::holds_alternative<Relation>(*bound)) {
    return FailAt(member->member.span, "KS204", ErrorCode::kSemantic,
                  "the name '{}' does not refer to any known table", member->member.text);
  }
  return std::get<Relation>(std::move(*bound));
}

}  // namespace harrier::kql
