#include "query/preparation.h"

#include "plan/rewrites/rewrite.h"
#include "query/cost.h"

namespace harrier::query {

Result<kql::BindOptions> Preparation::NamesOf(const Request& request, int64_t now) const {
  kql::BindOptions bind;
  bind.catalog = options_.storage->catalog();
  if (request.view) bind.catalog = CatalogSeenBy(bind.catalog, *request.view);
  for (const std::string& further : request.workspaces) {
    TRY(const catalog::CatalogPtr names, NamesIn(further, request.view));
    bind.catalog = WithRowsOf(bind.catalog, names);
  }
  if (options_.find_workspace) {
    bind.workspace = [this, view = request.view](std::string_view name) { return NamesIn(name, view); };
  }
  bind.now = now;
  bind.parameters = request.parameters;
  bind.timespan = request.timespan;
  if (!request.database.empty()) bind.database = request.database;
  return bind;
}

Result<catalog::CatalogPtr> Preparation::NamesIn(std::string_view workspace, const ViewPtr& view) const {
  if (!options_.find_workspace) return Fail(ErrorCode::kNotFound, "there is no workspace '{}'", workspace);
  TRY(const OtherWorkspace other, options_.find_workspace(workspace));
  ViewPtr there = view;
  if (view != nullptr && other.id != options_.workspace) {
    auto seen = view->In(other.id);
    if (!seen) return Fail(seen.error().code, "the workspace '{}' may not be queried", workspace);
    there = *std::move(seen);
  }
  catalog::CatalogPtr names = other.storage->catalog();
  return there == nullptr ? names : CatalogSeenBy(names, *there);
}

catalog::CatalogPtr Preparation::WithRowsOf(const catalog::CatalogPtr& own,
                                            const catalog::CatalogPtr& other) const {
  const auto of = [](const catalog::TablePtr& table, const catalog::CatalogPtr& names) {
    catalog::Table out = *table;
    if (out.names == nullptr) out.names = names;  // a row rule means what it means at home
    return out;
  };
  auto both = std::make_shared<catalog::Catalog>(*own);
  for (const catalog::TablePtr& table : other->tables()) {
    const catalog::TablePtr mine = own->FindTable(table->name);
    if (mine == nullptr) {
      both->Put(of(table, other));
      continue;
    }
    const auto is_same = [&](const catalog::TablePtr& known) { return known->stored() == table->stored(); };
    if (is_same(mine) || std::any_of(mine->also.begin(), mine->also.end(), is_same)) continue;
    const auto stats = options_.tables->Stats(table->stored());
    if (stats && stats->rows == 0) continue;
    catalog::Table joined = of(mine, own);
    joined.also.push_back(std::make_shared<const catalog::Table>(of(table, other)));
    both->Put(std::move(joined));
  }
  return both;
}

uint64_t Preparation::RowsOf(const plan::Node& root) const {
  return RowsToRead(root, [&](std::string_view table) {
    return options_.tables->Stats(table).value_or(engine::TableStats{.rows = 1'000'000'000});
  });
}

Cost Preparation::CostOfPlan(const plan::Node& root) const {
  return CostOf(RowsOf(root));
}

template <typename Reader, typename Asked>
auto Preparation::Outside(const Reader& reader, const Asked& asked, const Terms& terms)
    -> std::invoke_result_t<Reader, const Asked&, const engine::RunOptions&> {
  TRY(const Admission::Permit permit, admission_.Enter(Cost::kOutside, terms.deadline, terms.stop));
  TRY(const engine::RunOptions limits, terms.Remaining(terms.stop));
  return reader(asked, limits);
}

Result<Prepared> Preparation::Prepare(const kql::ParsedQuery& parsed, const Request& request, int64_t now,
                                      const Terms& terms) {
  Prepared prepared;
  // Each version is read before what it stands for.
  const auto note = [&](std::string_view table) {
    if (!prepared.versions.contains(table)) {
      prepared.versions.emplace(table, options_.tables->Version(table));
    }
  };
  note(options_.storage->space());
  TRY(kql::BindOptions bind, NamesOf(request, now));
  prepared.reads_elsewhere = !request.workspaces.empty();
  if (bind.workspace) {
    bind.workspace = [&, find = std::move(bind.workspace)](std::string_view name) {
      prepared.reads_elsewhere = true;
      return find(name);
    };
  }
  bind.evaluate = [&](const plan::Node& root) {
    AddFacts(root, prepared.facts);
    for (const std::string& table : prepared.facts.tables) note(table);
    return Evaluate(root, terms);
  };
  bind.has_rows = [&](std::string_view table) {
    note(table);
    const Result<engine::TableStats> stats = options_.tables->Stats(table);
    return !stats || stats->rows > 0;
  };
  if (options_.external) {
    bind.external = [&](const kql::ExternalSource& source) {
      prepared.reads_outside = true;
      return Outside(options_.external, source, terms);
    };
  }
  if (options_.external_schema) {
    bind.external_schema = [&](const kql::ExternalSchemaRequest& schema) {
      prepared.reads_outside = true;
      return Outside(options_.external_schema, schema, terms);
    };
  }
  bind.geo_databases = options_.geo_databases;
  TRY(prepared.plan, kql::Bind(parsed, bind));
  const auto is_empty = [&](std::string_view table) { return !bind.has_rows(table); };
  for (plan::ResultPlan& result : prepared.plan.results) {
    result.root = plan::Rewrite(plan::DropEmpty(result.root, is_empty));
    AddFacts(*result.root, prepared.facts);
  }
  for (const std::string& table : prepared.facts.tables) note(table);
  return prepared;
}

/// Runs a subplan whose rows decide columns; bounded, since it is held in memory.
Result<std::vector<std::vector<Value>>> Preparation::Evaluate(const plan::Node& root, const Terms& terms) {
  constexpr size_t kMost = 100'000;
  const plan::NodePtr rewritten = plan::Rewrite(std::make_shared<const plan::Node>(root));
  TRY(const Admission::Permit permit, admission_.Enter(CostOfPlan(*rewritten), terms.deadline, terms.stop));
  Terms running = terms;
  running.watched = watchdog_.Watch(terms.stop);
  return RowsOfPlan(*options_.engine, *rewritten, running, kMost, "a subquery that decides columns");
}

}  // namespace harrier::query
