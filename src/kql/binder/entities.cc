#include "kql/binder/binder.h"

// Statements about what a query may name (Kusto docs: pattern, alias and restrict statements).
namespace harrier::kql {

namespace {

/// App('a').['b'], as Kusto reports a reference that no case answers.
std::string ReferenceText(std::string_view name, const std::vector<std::string>& arguments,
                          const std::optional<std::string>& path) {
  std::string text(name);
  text += '(';
  for (size_t i = 0; i < arguments.size(); ++i) text += (i == 0 ? "'" : ", '") + arguments[i] + "'";
  text += ')';
  if (path) text += ".['" + *path + "']";
  return text;
}

bool IsMadeOf(const syntax::Expr& expr, std::string_view function) {
  const auto* call = expr.As<syntax::Call>();
  return call != nullptr && call->function.text == function;
}

}  // namespace

Status Binder::BindPattern(const syntax::PatternStatement& pattern) {
  for (const syntax::PatternStatement::Case& c : pattern.cases) {
    if (c.arguments.size() != pattern.parameters.size()) {
      return FailAt(pattern.name.span, "KS119", ErrorCode::kSemantic,
                    "the pattern {} has {} parameters, and one of its cases {}", pattern.name.text,
                    pattern.parameters.size(), c.arguments.size());
    }
    if ((c.path != nullptr) != pattern.path_parameter.has_value()) {
      return FailAt(pattern.name.span, "KS119", ErrorCode::kSemantic,
                    "the pattern {} and its cases differ in having a path", pattern.name.text);
    }
  }
  const bool is_new =
      environment_->patterns
          .emplace(pattern.name.text, std::make_shared<const syntax::PatternStatement>(pattern))
          .second;
  if (!is_new) {
    return FailAt(pattern.name.span, "KS201", ErrorCode::kSemantic, "the name '{}' is declared already",
                  pattern.name.text);
  }
  return Ok();
}

Result<Relation> Binder::CallPattern(const syntax::PatternStatement& pattern, const syntax::Call& call,
                                     const std::optional<std::string>& path, Span span) {
  std::vector<std::string> arguments;
  for (const syntax::ExprPtr& argument : call.arguments) {
    TRY(std::string text, BindConstantString(*argument, "a pattern's argument"));
    arguments.push_back(std::move(text));
  }
  for (const syntax::PatternStatement::Case& c : pattern.cases) {
    bool same = c.arguments.size() == arguments.size() && path.has_value() == (c.path != nullptr);
    for (size_t i = 0; same && i < arguments.size(); ++i) {
      TRY(const std::string text, BindConstantString(*c.arguments[i], "a pattern's argument"));
      same = text == arguments[i];
    }
    if (same && path) {
      TRY(const std::string text, BindConstantString(*c.path, "a pattern's path"));
      same = text == *path;
    }
    if (!same) continue;
    EnvironmentPtr closure = environment_;
    while (closure->parent != nullptr && !closure->patterns.contains(pattern.name.text))
      closure = closure->parent;
    TRY(Bound bound,
        Expand(*c.body, std::move(closure), pattern.name.text, {}, RowScope{}, span, std::nullopt));
    if (auto* relation = std::get_if<Relation>(&bound)) return std::move(*relation);
    return FailAt(span, "KS111", ErrorCode::kSemantic, "a case of the pattern {} gives no rows",
                  pattern.name.text);
  }
  return FailAt(span, "SEM0036", ErrorCode::kSemantic,
                "One or more pattern references were not declared. Detected pattern references: [\"{}\"]",
                ReferenceText(pattern.name.text, arguments, path));
}

Status Binder::BindAlias(const syntax::AliasStatement& alias) {
  const bool database = IsMadeOf(*alias.value, "database");
  std::string own;
  if (database) {
    const auto* call = alias.value->As<syntax::Call>();
    if (!call->arguments.empty()) {
      TRY(own, BindConstantString(*call->arguments[0], "the name in database()"));
    }
  } else {
    const auto* member = alias.value->As<syntax::Member>();
    const bool cluster = member != nullptr && IsMadeOf(*member->base, "cluster");
    if (!cluster && alias.value->As<syntax::Call>() == nullptr) {
      return FailAt(alias.value->span, "KS006", ErrorCode::kSemantic,
                    "an alias stands for database(…) or cluster(…).database(…)");
    }
  }
  aliases_.insert_or_assign(alias.name.text, database ? std::optional(own) : std::nullopt);
  return Ok();
}

Status Binder::BindRestrict(const syntax::RestrictStatement& restrict) {
  auto allowed = std::make_shared<Environment>();
  auto visible = std::make_shared<std::vector<std::string>>();
  const auto add_own = [&](std::string_view pattern) {
    bool found = false;
    for (Environment* e = environment_.get(); e != nullptr; e = e->parent.get()) {
      for (const auto& [name, value] : e->names) {
        if (!MatchesName(pattern, name)) continue;
        allowed->names.emplace(name, value);
        found = true;
      }
      for (const auto& [name, value] : e->patterns) {
        if (!MatchesName(pattern, name)) continue;
        allowed->patterns.emplace(name, value);
        found = true;
      }
    }
    return found;
  };
  for (const syntax::ExprPtr& entity : restrict.entities) {
    if (entity->As<syntax::Star>() != nullptr) {
      add_own("*");
      continue;
    }
    if (const auto* name = entity->As<syntax::NameRef>()) {
      const bool own = add_own(name->name.text);
      const bool several = name->name.text.find('*') != std::string::npos;
      if (own && !several) continue;
      const bool known = several || catalog().FindTable(name->name.text) != nullptr ||
                         catalog().FindFunction(name->name.text) != nullptr;
      if (!known) {
        return FailAt(name->name.span, "KS204", ErrorCode::kSemantic,
                      "the name '{}' does not refer to any known table", name->name.text);
      }
      // `*` alone means the query's own names.
      if (name->name.text != "*") visible->push_back(name->name.text);
      continue;
    }
    const auto* member = entity->As<syntax::Member>();
    if (member == nullptr || !IsMadeOf(*member->base, "database")) {
      return FailAt(entity->span, "KS006", ErrorCode::kSemantic,
                    "the name of a table, a view or a pattern is wanted");
    }
    std::string database;
    for (const syntax::ExprPtr& argument : member->base->As<syntax::Call>()->arguments) {
      TRY(database, BindConstantString(*argument, "the name in database()"));
    }
    // Other databases are out of reach anyway.
    if (database.empty() || database == options_.database) visible->push_back(member->member.text);
  }
  allowed->visible = std::move(visible);
  // What was declared before still sees all of it.
  hidden_.push_back(std::exchange(environment_, std::move(allowed)));
  return Ok();
}

bool Binder::IsVisible(std::string_view name) const {
  const Environment* root = environment_.get();
  while (root->parent != nullptr) root = root->parent.get();
  if (root->visible == nullptr) return true;
  return std::any_of(root->visible->begin(), root->visible->end(),
                     [&](const std::string& pattern) { return MatchesName(pattern, name); });
}

}  // namespace harrier::kql
