#pragma once

#include "kql/binder/binder.h"

/// The plugins of `evaluate`, one file each (Kusto docs, the page of the same name); all.inc lists them.
namespace harrier::kql {

/// One call of a plugin over its input, and its arguments with what is wrong about them.
class PluginCall {
 public:
  PluginCall(Binder& binder, const syntax::EvaluateOp& op, const syntax::Call& call, Span span,
             Relation input);

  Binder& binder;
  const syntax::EvaluateOp& op;
  Span span;  // of the whole operator
  Relation input;

  const std::string& name() const { return name_; }
  /// Takes an argument given as `name = value` out of the list; null if there is none of that name.
  syntax::ExprPtr TakeNamed(std::string_view name);
  size_t size() const { return arguments_.size(); }
  /// Argument i as written; where it has a name, that is a `Named`.
  const syntax::Expr& argument(size_t i) const { return *arguments_[i]; }
  /// Argument i without its name.
  const syntax::Expr& value(size_t i) const;
  Status CheckCount(size_t least, size_t most) const;
  /// Left out, or '~', which stands for the default.
  bool IsDefault(size_t i) const;
  /// A column of the input.
  Result<plan::Column> Column(size_t i) const;
  /// The columns named by the arguments from i on.
  Result<std::vector<plan::Column>> ColumnsFrom(size_t i) const;
  /// A value known before the query runs, converted.
  Result<Value> Constant(size_t i, Type type) const;
  Result<plan::ExprPtr> ConstantExpr(size_t i) const;
  /// An error at argument i.
  tl::unexpected<Error> Bad(size_t i, std::string message) const;
  /// An error about the whole call.
  tl::unexpected<Error> Bad(std::string message) const;

 private:
  std::string name_;
  std::vector<syntax::ExprPtr> arguments_;
};

/// Binds `evaluate plugin(…)`.
using PluginBinder = Result<Relation> (*)(PluginCall& call);

#define HARRIER_PLUGIN(name, binder) Result<Relation> binder(PluginCall& call);
#include "kql/plugins/all.inc"
#undef HARRIER_PLUGIN

/// Binds KQL text over named tables and values: how a plugin is written that KQL itself can say. The names of
/// the user's query do not reach into it.
class PluginText {
 public:
  explicit PluginText(const PluginCall& call) : call_(call) {}
  void Table(std::string name, const Relation& table);
  void Value(std::string name, plan::ExprPtr value);
  /// `body` is the body of a function: lets, then a table.
  Result<Relation> Bind(const std::string& body) const;

 private:
  const PluginCall& call_;
  EnvironmentPtr names_ = std::make_shared<Environment>();
};

/// The columns under new names, in this order.
Relation Renamed(Binder& binder, const Relation& table,
                 const std::vector<std::pair<plan::Column, std::string>>& columns);
/// The table under new names, position by position.
Relation Renamed(Binder& binder, const Relation& table, const std::vector<std::string>& names);
/// "name0, name1, …", each with `before` in front of it: a list of dimensions inside a text.
std::string NumberedNames(std::string_view before, std::string_view name, size_t count);

}  // namespace harrier::kql
