#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "kql/syntax/statement.h"
#include "plan/node.h"

namespace harrier::kql {

struct Graph;
struct GraphScope;

/// A bound tabular expression; or a graph, which only graph operators take.
struct Relation {
  plan::NodePtr node;
  /// Any column name is there (AzureDiagnostics, watchlists): an unknown one reads as a null string.
  bool open_schema = false;
  /// The order of its rows means something (sort, serialize, range…).
  bool ordered = false;
  /// By what it was sorted last, where that is known; its columns may be gone by now.
  std::vector<plan::SortKey> order{};
  /// Its columns depend on data that the binder did not see; names and types are a guess.
  bool schema_from_data = false;
  /// One of several result tables: no operator may follow.
  bool last = false;
  std::optional<plan::Visualization> visualization{};
  /// What the result is called, where the query says so (fork).
  std::string result_name{};
  /// Set by make-graph and the operators that change graphs; `node` then gives the graph's nodes.
  std::shared_ptr<const Graph> graph{};
  /// The name that `as` gave it just now, which union and search show as its source.
  std::string name{};

  const std::vector<plan::Column>& columns() const { return node->columns; }
};

/// A bound expression: a scalar or a table.
using Bound = std::variant<plan::ExprPtr, Relation>;

struct Environment;
using EnvironmentPtr = std::shared_ptr<Environment>;

/// What a let name stands for.
struct LetValue {
  struct Tabular {
    Relation relation;  // its node is shared by all references
    int32_t shared_id = 0;
    bool materialize = false;
    /// The first reference is the relation itself: arguments beside it may name its columns (invoke).
    bool direct = false;
  };
  struct Function {
    std::shared_ptr<const syntax::FunctionLiteral> literal;
    std::weak_ptr<Environment> closure;  // holds the function itself, so it outlives it
    bool open = false;                   // being expanded: a second entry is recursion
  };
  std::variant<plan::ExprPtr, Tabular, Function> value;
  Span span{};
};

/// Names declared by let, by parameters of functions, by `as` and by scan/partition steps; inner ones hide
/// outer ones.
struct Environment {
  EnvironmentPtr parent;
  std::map<std::string, LetValue, std::less<>> names;
  std::map<std::string, std::shared_ptr<const syntax::PatternStatement>, std::less<>> patterns{};
  /// In the outermost one: what of the catalogue may be named, where `restrict access` says so; with
  /// wildcards.
  std::shared_ptr<const std::vector<std::string>> visible{};

  LetValue* Find(std::string_view name) {
    for (Environment* e = this; e != nullptr; e = e->parent.get()) {
      const auto at = e->names.find(name);
      if (at != e->names.end()) return &at->second;
    }
    return nullptr;
  }
  std::shared_ptr<const syntax::PatternStatement> FindPattern(std::string_view name) const {
    for (const Environment* e = this; e != nullptr; e = e->parent.get()) {
      const auto at = e->patterns.find(name);
      if (at != e->patterns.end()) return at->second;
    }
    return nullptr;
  }
};

/// What a scalar expression may name, and where calls that need more than a row leave their wishes.
struct RowScope {
  const Relation* row = nullptr;
  /// join and lookup: $left and $right.
  const Relation* left = nullptr;
  const Relation* right = nullptr;
  /// Names that win over the row's (scan steps, top-nested, search).
  const std::map<std::string, plan::ExprPtr, std::less<>>* extra = nullptr;
  /// Names whose members are columns: the steps of a scan.
  const std::map<std::string, Relation, std::less<>>* steps = nullptr;
  /// Where aggregate calls go, and the input they read; null: aggregates are not allowed here.
  std::vector<plan::AggCall>* aggregates = nullptr;
  const Relation* aggregate_input = nullptr;
  /// Names of the columns grouped by, which arg_max(x, *) leaves out.
  const std::set<std::string, std::less<>>* grouped = nullptr;
  /// Where calls over the sequence of rows go (prev, row_cumsum…); null: not allowed here.
  std::vector<plan::WindowCall>* windows = nullptr;
  /// The variables of a graph pattern, and the element that functions of graphs are about.
  GraphScope* graph = nullptr;
};

}  // namespace harrier::kql
