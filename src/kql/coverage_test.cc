#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "catalog/catalog.h"
#include "kql/binder/binder.h"

// docs/kql/coverage.md says of every name of Kusto's symbol table (docs/kql/kusto_names.tsv) whether Harrier
// has it.
namespace harrier::kql {
namespace {

std::string Text(const std::string& name) {
  std::ifstream file(std::string(HARRIER_KQL_DOCS) + "/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Pairs of a file of two columns, in order.
std::vector<std::pair<std::string, std::string>> Pairs(const std::string& name) {
  std::vector<std::pair<std::string, std::string>> out;
  std::istringstream text(Text(name));
  for (std::string line; std::getline(text, line);) {
    const size_t tab = line.find('\t');
    if (tab != std::string::npos) out.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return out;
}

/// Queries that call a name where it may stand. What else is wrong with them does not matter.
std::vector<std::string> Uses(const std::string& kind, const std::string& name) {
  if (kind == "aggregate")
    return {"print a = 1 | summarize " + name + "()", "print a = 1 | summarize " + name + "(a, a, 50)"};
  if (kind == "plugin") return {"print a = 1 | evaluate " + name + "()"};
  const std::string graph =
      "datatable(f:string, t:string)['a', 'b'] | make-graph f --> t with_node_id=id | graph-match "
      "(x)-[e*1..2]->(y) ";
  return {"print x = " + name + "()", graph + "project v = " + name + "(x)",
          graph + "where " + name + "(e, true) project x.id"};
}

bool IsRefused(const Error& error, const std::string& name) {
  const auto refuses = [&](const std::string& message) {
    return message.starts_with("not supported: " + name + "()") ||
           message.starts_with("not supported: evaluate " + name) ||
           message.starts_with("there is no function named '" + name + "'") ||
           message.starts_with("there is no aggregate named '" + name + "'") ||
           message.starts_with("there is no plugin named '" + name + "'");
  };
  if (refuses(error.message)) return true;
  return std::any_of(error.diagnostics.begin(), error.diagnostics.end(),
                     [&](const auto& diagnostic) { return refuses(diagnostic.message); });
}

bool IsThere(const std::string& kind, const std::string& name, const BindOptions& options) {
  const std::vector<std::string> uses = Uses(kind, name);
  return std::any_of(uses.begin(), uses.end(), [&](const std::string& use) {
    const Result<plan::Plan> plan = Compile(use, options);
    return plan || !IsRefused(plan.error(), name);
  });
}

std::string Coverage() {
  BindOptions options;
  options.catalog = std::make_shared<const catalog::Catalog>(catalog::Catalog::BuiltIn());
  options.geo_databases = {"addresses.mmdb"};
  std::map<std::string, std::string> limits;
  for (const auto& [name, limit] : Pairs("limits.tsv")) limits.emplace(name, limit);
  std::map<std::string, std::string> tables;
  std::map<std::string, std::map<std::string, int>> counts;
  for (const auto& [kind, name] : Pairs("kusto_names.tsv")) {
    const auto limit = limits.find(name);
    const std::string status = !IsThere(kind, name, options) ? "refused"
                               : limit == limits.end()       ? "done"
                                                             : "partial";
    ++counts[kind][status];
    tables[kind] +=
        fmt::format("| `{}` | {} | {} |\n", name, status, status == "partial" ? limit->second : "");
  }
  std::string out =
      "# Coverage of KQL\n\n"
      "Every public function, aggregate function and plugin of Kusto's symbol table: done, partial with its "
      "limit, or\n"
      "refused by name. Written by `kql_tests --gtest_filter='Coverage.*'` with HARRIER_WRITE=1; the same "
      "test fails\n"
      "when it is not current.\n\n"
      "| | done | partial | refused |\n| --- | --- | --- | --- |\n";
  for (auto& [kind, count] : counts)
    out += fmt::format("| {}s | {} | {} | {} |\n", kind, count["done"], count["partial"], count["refused"]);
  for (const auto& [kind, table] : tables)
    out += fmt::format("\n## {}s\n\n| name | state | limit |\n| --- | --- | --- |\n{}", kind, table);
  return out;
}

TEST(Coverage, PageIsCurrent) {
  const std::string wanted = Coverage();
  ASSERT_GT(std::count(wanted.begin(), wanted.end(), '\n'), 400);
  if (std::getenv("HARRIER_WRITE") != nullptr)
    std::ofstream(std::string(HARRIER_KQL_DOCS) + "/coverage.md") << wanted;
  EXPECT_EQ(Text("coverage.md"), wanted)
      << "write it again: HARRIER_WRITE=1 kql_tests --gtest_filter='Coverage.*'";
}

// The page is of use only if a refusal is told from a mistake.
TEST(Coverage, TellsRefusalsFromMistakes) {
  BindOptions options;
  options.catalog = std::make_shared<const catalog::Catalog>(catalog::Catalog::BuiltIn());
  EXPECT_TRUE(IsThere("function", "strlen", options));
  EXPECT_TRUE(IsThere("aggregate", "dcount", options));
  EXPECT_FALSE(IsThere("function", "cursor_after", options));
  EXPECT_FALSE(IsThere("function", "no_such_function", options));
  EXPECT_FALSE(IsThere("plugin", "no_such_plugin", options));
}

}  // namespace
}  // namespace harrier::kql
