#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hunting/hunts/dossier.h"
#include "hunting/queries/hunting_query.h"
#include "hunting/queries/query_checks.h"
#include "hunting/saved_searches/saved_search.h"

namespace harrier::hunting {

/// The kind under which the store knows the templates that users make.
inline constexpr std::string_view kHuntTemplates = "huntTemplates";

/// A query of a template: one that is named, or one of its own.
struct TemplateQuery {
  std::string id;  // of a hunting query; all else is empty then
  std::string name;
  std::string description;
  std::string query;
  std::vector<std::string> tactics;
  std::vector<std::string> techniques;
  std::vector<ColumnMapping> entity_mappings;
  std::vector<ParameterNote> parameters;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("id", self.id);
    a("name", self.name);
    a("description", self.description);
    a("query", self.query);
    a("tactics", self.tactics, {.one_of = TacticNames()});
    a("techniques", self.techniques);
    a("entityMappings", self.entity_mappings);
    a("queryParameters", self.parameters);
  }
};

/// What hunts of one kind begin with.
struct HuntTemplate {
  std::string display_name;
  std::string description;
  std::string hypothesis;
  std::vector<std::string> attack_tactics;
  std::vector<std::string> attack_techniques;
  std::vector<std::string> labels;
  std::vector<TemplateQuery> queries;
  std::vector<ChecklistStep> checklist;
  /// What a hunt is asked for when it is made: values for those queries that declare them.
  std::vector<ParameterNote> parameters;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("displayName", self.display_name, {.required = true});
    a("description", self.description, {.required = true});
    a("hypothesis", self.hypothesis);
    a("attackTactics", self.attack_tactics, {.one_of = TacticNames()});
    a("attackTechniques", self.attack_techniques);
    a("labels", self.labels);
    a("queries", self.queries, {.most = 200});
    a("checklist", self.checklist, {.most = 100});
    a("parameters", self.parameters, {.most = 20});
  }
};

/// Reads a template from a request's properties; kInvalid names the place of what is wrong.
Result<HuntTemplate> AcceptHuntTemplate(const json::object& properties);
/// Whether its own queries run: kInvalid names the query, with the place in its text.
Status CheckTemplateQueries(query::Service& service, const HuntTemplate& from, const query::ViewPtr& view);

/// A template with the id by which it is asked for.
struct NamedTemplate {
  std::string id;
  HuntTemplate content;
};
/// Those that come with the program (content/hunt_templates), in order of id.
const std::vector<NamedTemplate>& BuiltInHuntTemplates();
/// kConflict if one of those has the name.
Status CheckTemplateName(std::string_view name);
/// Those of a text of YAML files, each after a line "== id"; kInvalid tells the file.
Result<std::vector<NamedTemplate>> ParseHuntTemplates(std::string_view text);

/// What a hunt begins with.
struct TemplateStart {
  Hunt hunt;
  std::vector<HuntingQuery> queries;  // with the values given as their defaults
  std::vector<std::string> missing;   // ids of queries that are not there any more
};
/// `known` are the queries whose ids may be named; `given` values of the template's parameters, by name.
/// kInvalid names those that have none.
Result<TemplateStart> StartOf(const NamedTemplate& from, const std::vector<HuntingQuery>& known,
                              const json::object& given);

/// A hunt as a template: its queries as they are, without the values that it was made with, and its steps
/// without what was done.
HuntTemplate TemplateOf(const HuntDossier& dossier, std::string display_name);

}  // namespace harrier::hunting
