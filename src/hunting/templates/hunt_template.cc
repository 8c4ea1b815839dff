#include "hunting/templates/hunt_template.h"

#include <algorithm>
#include <set>

#include <boost/json.hpp>

#include "base/type.h"
#include "hunting/entities/stored_mappings.h"
#include "hunting/shape/joined.h"

namespace harrier::hunting {
namespace {

/// A template's parameters as declarations, of which queries know nothing yet.
std::vector<DeclaredParameter> DeclaredBy(const std::vector<ParameterNote>& notes) {
  std::vector<DeclaredParameter> out;
  for (const ParameterNote& note : notes)
    out.push_back({note.name, TypeFromName(note.type).value_or(Type::kString), false});
  return out;
}

Status AcceptQuery(TemplateQuery& query, const std::string& place) {
  if (!query.id.empty()) {
    if (!query.query.empty() || !query.name.empty())
      return Fail(ErrorCode::kInvalid,
                  "{} names the query '{}', and has one of its own: one of them is wanted", place, query.id);
    return Ok();
  }
  if (query.name.empty() || query.query.empty())
    return Fail(ErrorCode::kInvalid, "{} has no {}", place, query.query.empty() ? "id, nor a query" : "name");
  TRY_OK(CheckTechniques(query.techniques));
  TRY(query.entity_mappings, AcceptMappings(std::move(query.entity_mappings), place + ".entityMappings"));
  TRY(query.parameters,
      AcceptNotes(std::move(query.parameters), DeclaredParameters(query.query), place + ".queryParameters"));
  return Ok();
}

/// Where a query declares one of the template's parameters, it must be of the same type.
Status CheckTypes(const HuntTemplate& from) {
  const std::vector<DeclaredParameter> own = DeclaredBy(from.parameters);
  for (const TemplateQuery& query : from.queries) {
    for (const DeclaredParameter& declared : DeclaredParameters(query.query)) {
      for (const DeclaredParameter& parameter : own) {
        if (parameter.name == declared.name && parameter.type != declared.type)
          return Fail(ErrorCode::kInvalid, "the query '{}' declares '{}' as {}, the template as {}",
                      query.name, declared.name, TypeName(declared.type), TypeName(parameter.type));
      }
    }
  }
  return Ok();
}

HuntingQuery QueryOf(const TemplateQuery& from) {
  HuntingQuery out;
  out.name = from.name;
  out.description = from.description;
  out.query = from.query;
  out.tactics = from.tactics;
  out.techniques = from.techniques;
  out.mappings = from.entity_mappings;
  out.parameters = from.parameters;
  return out;
}

/// Makes the values defaults of the parameters of those names.
void Give(HuntingQuery& query, const json::object& values) {
  for (const DeclaredParameter& declared : DeclaredParameters(query.query)) {
    const json::value* const value = values.if_contains(declared.name);
    if (value == nullptr) continue;
    auto note = std::find_if(query.parameters.begin(), query.parameters.end(),
                             [&](const ParameterNote& one) { return one.name == declared.name; });
    if (note == query.parameters.end()) {
      note = query.parameters.emplace(query.parameters.end());
      note->name = declared.name;
      note->type = TypeName(declared.type);
    }
    note->default_value = *value;
  }
}

std::string TagOf(const SavedSearch& search, std::string_view name) {
  for (const SearchTag& tag : search.tags) {
    if (SameName(tag.name, name)) return tag.value;
  }
  return {};
}

}  // namespace

Result<HuntTemplate> AcceptHuntTemplate(const json::object& properties) {
  TRY(HuntTemplate out, FromJson<HuntTemplate>(properties));
  TRY_OK(CheckTechniques(out.attack_techniques));
  for (size_t i = 0; i < out.queries.size(); ++i)
    TRY_OK(AcceptQuery(out.queries[i], fmt::format("properties.queries[{}]", i)));
  for (size_t i = 0; i < out.parameters.size(); ++i) {
    ParameterNote& note = out.parameters[i];
    if (note.type.empty()) note.type = "string";
    if (!TypeFromName(note.type))
      return Fail(ErrorCode::kInvalid, "properties.parameters[{}].type: there is no type '{}'", i, note.type);
  }
  const std::vector<DeclaredParameter> declared = DeclaredBy(out.parameters);
  TRY(out.parameters, AcceptNotes(std::move(out.parameters), declared, "properties.parameters"));
  TRY_OK(CheckTypes(out));
  return out;
}

Status CheckTemplateQueries(query::Service& service, const HuntTemplate& from, const query::ViewPtr& view) {
  for (const TemplateQuery& query : from.queries) {
    if (!query.id.empty()) continue;
    SavedSearch search;
    search.query = query.query;
    search.entity_mappings = query.entity_mappings;
    search.parameters = query.parameters;
    if (const Status right = CheckQuery(service, search, view); !right)
      return Fail(ErrorCode::kInvalid, "the query '{}': {}", query.name,
                  ErrorText(right.error(), query.query));
  }
  return Ok();
}

Result<TemplateStart> StartOf(const NamedTemplate& from, const std::vector<HuntingQuery>& known,
                              const json::object& given) {
  const HuntTemplate& content = from.content;
  const std::vector<DeclaredParameter> declared = DeclaredBy(content.parameters);
  for (const auto& member : given) {
    const std::string_view name = member.key();
    if (std::none_of(declared.begin(), declared.end(), [&](const auto& one) { return one.name == name; }))
      return Fail(ErrorCode::kInvalid, "the template has no parameter '{}'", name);
  }
  TRY(ParameterValues values, ValuesFor(declared, content.parameters, given));
  TemplateStart out;
  out.hunt.display_name = content.display_name;
  out.hunt.description = content.description;
  out.hunt.status = "New";
  out.hunt.hypothesis_status = "Unknown";
  out.hunt.attack_tactics = content.attack_tactics;
  out.hunt.attack_techniques = content.attack_techniques;
  out.hunt.labels = content.labels;
  out.hunt.hypothesis = content.hypothesis;
  out.hunt.checklist = content.checklist;
  out.hunt.hunt_template = from.id;
  for (const TemplateQuery& query : content.queries) {
    HuntingQuery made = QueryOf(query);
    if (!query.id.empty()) {
      const auto there = std::find_if(known.begin(), known.end(),
                                      [&](const HuntingQuery& one) { return SameName(one.id, query.id); });
      if (there == known.end()) {
        out.missing.push_back(query.id);
        continue;
      }
      made = *there;
    }
    Give(made, values.values);
    out.queries.push_back(std::move(made));
  }
  if (!values.values.empty()) out.hunt.parameters = std::move(values.values);
  return out;
}

HuntTemplate TemplateOf(const HuntDossier& dossier, std::string display_name) {
  const Hunt& hunt = dossier.hunt;
  HuntTemplate out;
  out.display_name = std::move(display_name);
  out.description = hunt.description;
  out.hypothesis = hunt.hypothesis.value_or("");
  out.attack_tactics = hunt.attack_tactics;
  out.attack_techniques = hunt.attack_techniques;
  out.labels = hunt.labels;
  if (hunt.checklist) out.checklist = *hunt.checklist;
  for (ChecklistStep& step : out.checklist) step.done = false;
  const json::object* const given = hunt.parameters.if_object();
  for (const HuntQuery& from : dossier.queries) {
    TemplateQuery& query = out.queries.emplace_back();
    query.name = from.search.display_name;
    query.query = from.search.query;
    query.description = TagOf(from.search, "description");
    query.tactics = SplitList(TagOf(from.search, "tactics"));
    query.techniques = SplitList(TagOf(from.search, "techniques"));
    query.entity_mappings = from.search.entity_mappings.value_or(std::vector<ColumnMapping>());
    query.parameters = from.search.parameters.value_or(std::vector<ParameterNote>());
    for (ParameterNote& note : query.parameters) {
      if (given == nullptr || !given->contains(note.name)) continue;
      note.default_value = nullptr;
      const bool known = std::any_of(out.parameters.begin(), out.parameters.end(),
                                     [&](const ParameterNote& one) { return one.name == note.name; });
      if (!known) out.parameters.push_back(note);
    }
  }
  return out;
}

}  // namespace harrier::hunting
