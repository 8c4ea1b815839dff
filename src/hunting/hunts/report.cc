#include "hunting/hunts/report.h"

#include <algorithm>

#include <boost/json.hpp>

#include "base/time_text.h"
#include "hunting/shape/joined.h"

namespace harrier::hunting {
namespace {

std::string TimeText(const std::optional<Moment>& moment) {
  return moment ? FormatDatetime(moment->ticks) : "";
}

void AddFact(FactList& list, std::string name, std::string value) {
  if (!value.empty()) list.facts.emplace_back(std::move(name), std::move(value));
}

/// "Verdict" first: the reader's question.
FactList FactsOf(const HuntDossier& dossier, int64_t now) {
  const Hunt& hunt = dossier.hunt;
  FactList facts;
  AddFact(facts, "Hypothesis", hunt.hypothesis_status);
  AddFact(facts, "It says", hunt.hypothesis.value_or(""));
  const auto speaking = [&](std::string_view stance) {
    return std::count_if(dossier.evidence.begin(), dossier.evidence.end(),
                         [&](const Evidence& one) { return one.stance == stance; });
  };
  if (speaking("for") + speaking("against") > 0)
    AddFact(facts, "Evidence", fmt::format("{} for it, {} against it", speaking("for"), speaking("against")));
  AddFact(facts, "Status", hunt.status);
  if (hunt.owner)
    AddFact(facts, "Owner", hunt.owner->assigned_to.empty() ? hunt.owner->email : hunt.owner->assigned_to);
  AddFact(facts, "Tactics", Joined(hunt.attack_tactics, ", "));
  std::vector<std::string> techniques;
  for (const std::string& id : hunt.attack_techniques) {
    const Technique* const known = FindTechnique(id);
    techniques.push_back(known == nullptr ? id : fmt::format("{} {}", id, known->name));
  }
  AddFact(facts, "Techniques", Joined(techniques, ", "));
  AddFact(facts, "Tags", Joined(hunt.labels, ", "));
  AddFact(facts, "Opened", FormatDatetime(dossier.object.created) + " by " + dossier.object.created_by.name);
  AddFact(facts, "Last changed", FormatDatetime(dossier.object.modified));
  AddFact(facts, "This report", FormatDatetime(now));
  return facts;
}

/// The row as names and values; as it stands if it is no object.
Document::Block RowOf(const Bookmark& bookmark) {
  const json::object row = ParseObject(bookmark.query_result);
  if (row.empty()) return CodeBlock{"json", bookmark.query_result};
  TextTable table{{"Column", "Value"}, {}};
  for (const auto& [name, value] : row) {
    const std::string text =
        value.is_string() ? std::string(View(value.as_string())) : json::serialize(value);
    table.rows.push_back({std::string(name.data(), name.size()), text});
  }
  return table;
}

void AddEvidence(const Evidence& evidence, size_t number, Document& out) {
  const Bookmark& bookmark = evidence.bookmark;
  out.blocks.push_back(Heading{3, fmt::format("{}. {}", number, bookmark.display_name)});
  FactList facts;
  AddFact(facts, "Event time", TimeText(bookmark.event_time));
  AddFact(facts, "Bookmarked",
          FormatDatetime(evidence.object.created) + " by " + evidence.object.created_by.name);
  AddFact(facts, "Window",
          bookmark.query_start_time
              ? TimeText(bookmark.query_start_time) + " to " + TimeText(bookmark.query_end_time)
              : "");
  AddFact(facts, "Tactics", Joined(bookmark.tactics, ", "));
  AddFact(facts, "Techniques", Joined(bookmark.techniques, ", "));
  AddFact(facts, "Tags", Joined(bookmark.labels, ", "));
  for (const BookmarkEntity& entity : bookmark.entity_mappings) {
    std::vector<std::string> values;
    for (const BookmarkIdentifier& identifier : entity.field_mappings)
      values.push_back(identifier.identifier + " " + identifier.value);
    AddFact(facts, entity.entity_type, Joined(values, ", "));
  }
  AddFact(facts, "Incident", bookmark.incident_info ? bookmark.incident_info->title : "");
  AddFact(facts, "Speaks", evidence.stance.empty() ? "" : fmt::format("{} the hypothesis", evidence.stance));
  AddFact(facts, "SHA-256 of the evidence", evidence.hash);
  out.blocks.push_back(std::move(facts));
  if (!bookmark.notes.empty()) out.blocks.push_back(Paragraph{bookmark.notes});
  out.blocks.push_back(CodeBlock{"kusto", bookmark.query});
  if (!bookmark.query_result.empty()) out.blocks.push_back(RowOf(bookmark));
}

}  // namespace

Document ReportOf(const HuntDossier& dossier, const std::vector<TimelineEvent>& timeline, int64_t now) {
  Document out{dossier.hunt.display_name, {}};
  if (!dossier.hunt.description.empty()) out.blocks.push_back(Paragraph{dossier.hunt.description});
  out.blocks.push_back(FactsOf(dossier, now));
  out.blocks.push_back(Heading{2, fmt::format("Evidence ({})", dossier.evidence.size())});
  for (size_t i = 0; i < dossier.evidence.size(); ++i) AddEvidence(dossier.evidence[i], i + 1, out);
  if (dossier.evidence.empty()) out.blocks.push_back(Paragraph{"Nothing was bookmarked."});
  if (!timeline.empty()) {
    out.blocks.push_back(Heading{2, "Timeline"});
    TextTable table{{"Time", "Kind", "What", "By"}, {}};
    for (const TimelineEvent& event : timeline)
      table.rows.push_back(
          {FormatDatetime(event.time), std::string(KindName(event.kind)), event.title, event.by});
    out.blocks.push_back(std::move(table));
  }
  if (dossier.hunt.checklist && !dossier.hunt.checklist->empty()) {
    out.blocks.push_back(Heading{2, "Checklist"});
    TextTable steps{{"Step", "Done", "Note"}, {}};
    for (const ChecklistStep& step : *dossier.hunt.checklist)
      steps.rows.push_back({step.title, step.done ? "yes" : "no", step.note});
    out.blocks.push_back(std::move(steps));
  }
  if (!dossier.queries.empty()) out.blocks.push_back(Heading{2, "Queries"});
  for (const HuntQuery& query : dossier.queries) {
    out.blocks.push_back(Heading{3, query.search.display_name});
    out.blocks.push_back(CodeBlock{"kusto", query.search.query});
  }
  if (!dossier.related.empty()) {
    out.blocks.push_back(Heading{2, "Related"});
    TextTable table{{"Type", "Name", ""}, {}};
    for (const RelatedResource& related : dossier.related)
      table.rows.push_back({related.id.type(), related.id.name(), related.exists ? "" : "deleted"});
    out.blocks.push_back(std::move(table));
  }
  if (!dossier.notes.empty()) out.blocks.push_back(Heading{2, "Notes"});
  for (const HuntNote& note : dossier.notes) {
    out.blocks.push_back(
        Heading{4, FormatDatetime(note.object.created) + ", " + note.object.created_by.name});
    out.blocks.push_back(Paragraph{note.message});
  }
  return out;
}

}  // namespace harrier::hunting
