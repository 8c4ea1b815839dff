#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "hunting/mitre/attack.h"
#include "hunting/shape/fields.h"

namespace harrier::hunting {

/// An identifier of an entity, with its value in the bookmarked row.
struct BookmarkIdentifier {
  std::string identifier;
  std::string value;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("identifier", self.identifier, {.required = true});
    a("value", self.value);
  }
};

struct BookmarkEntity {
  std::string entity_type;
  std::vector<BookmarkIdentifier> field_mappings;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("entityType", self.entity_type, {.required = true});
    a("fieldMappings", self.field_mappings);
  }
};

/// The incident that a bookmark belongs to; told by their relation, and not kept.
struct BookmarkIncident {
  std::string incident_id;
  std::string severity;
  std::string title;
  std::string relation_name;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("incidentId", self.incident_id);
    a("severity", self.severity);
    a("title", self.title);
    a("relationName", self.relation_name);
  }
};

/// A row of a result, kept as evidence with the query that found it.
struct Bookmark {
  std::string display_name;
  std::string query;
  std::string query_result;  // the row, as JSON in a text
  std::string notes;
  std::vector<std::string> labels;
  std::optional<Moment> event_time;
  std::optional<Moment> query_start_time;
  std::optional<Moment> query_end_time;
  std::vector<BookmarkEntity> entity_mappings;
  std::vector<std::string> tactics;
  std::vector<std::string> techniques;
  std::optional<BookmarkIncident> incident_info;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("displayName", self.display_name, {.required = true});
    a("query", self.query, {.required = true});
    a("queryResult", self.query_result);
    a("notes", self.notes);
    a("labels", self.labels);
    a("eventTime", self.event_time);
    a("queryStartTime", self.query_start_time);
    a("queryEndTime", self.query_end_time);
    a("entityMappings", self.entity_mappings);
    a("tactics", self.tactics, {.one_of = TacticNames()});
    a("techniques", self.techniques);
    a("incidentInfo", self.incident_info);
  }
};

/// What of a bookmark is evidence: its hash tells whether that was changed.
inline constexpr std::array<std::string_view, 5> kBookmarkEvidence = {
    "query", "queryResult", "queryStartTime", "queryEndTime", "eventTime"};

/// Reads a bookmark from a request's properties: name and query are there, entity types, identifiers, tactics
/// and techniques are known ones. Entity types come out as they are spelled here.
Result<Bookmark> AcceptBookmark(const json::object& properties);

}  // namespace harrier::hunting
