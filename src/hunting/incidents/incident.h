#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hunting/hunts/hunt.h"
#include "hunting/shape/fields.h"

namespace harrier::hunting {

inline constexpr std::string_view kSeverities[] = {"High", "Medium", "Low", "Informational"};
inline constexpr std::string_view kIncidentStatuses[] = {"New", "Active", "Closed"};
inline constexpr std::string_view kClassifications[] = {"Undetermined", "TruePositive", "BenignPositive",
                                                        "FalsePositive"};
inline constexpr std::string_view kClassificationReasons[] = {"SuspiciousActivity", "SuspiciousButExpected",
                                                              "IncorrectAlertLogic", "InaccurateData"};
inline constexpr std::string_view kLabelTypes[] = {"User", "AutoAssigned"};
inline constexpr std::string_view kTaskStatuses[] = {"New", "Completed"};

/// What one incident may have at most (Sentinel docs, service limits). Bookmarks are not limited here.
inline constexpr size_t kMostComments = 100;
inline constexpr size_t kMostTasks = 40;
inline constexpr size_t kMostAlerts = 150;

struct IncidentLabel {
  std::string name;
  std::string type;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("labelName", self.name, {.required = true});
    a("labelType", self.type, {.one_of = kLabelTypes, .otherwise = "User"});
  }
};

/// What an incident's parts say, kept with it so that a list of incidents need not look at them.
struct IncidentCounts {
  int64_t alerts = 0;
  int64_t bookmarks = 0;
  int64_t comments = 0;
  std::vector<std::string> alert_product_names;
  std::vector<std::string> tactics;
  std::vector<std::string> techniques;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("alertsCount", self.alerts);
    a("bookmarksCount", self.bookmarks);
    a("commentsCount", self.comments);
    a("alertProductNames", self.alert_product_names);
    a("tactics", self.tactics);
    a("techniques", self.techniques);
  }
};

/// A case that somebody works on.
struct Incident {
  std::string title;
  std::string description;
  std::string severity;
  std::string status;
  std::string classification;
  std::string classification_reason;
  std::string classification_comment;
  std::optional<Owner> owner;
  std::vector<IncidentLabel> labels;
  std::optional<Moment> first_activity;
  std::optional<Moment> last_activity;

  // What the server says.
  int64_t number = 0;
  std::string provider_name;
  std::string provider_incident_id;
  std::vector<std::string> related_analytic_rule_ids;
  std::optional<Moment> first_modified;  // after it was made
  std::optional<Moment> closed;
  IncidentCounts counts;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("title", self.title, {.required = true});
    a("description", self.description, {.most = 5000});
    a("severity", self.severity, {.one_of = kSeverities, .otherwise = "Medium"});
    a("status", self.status, {.one_of = kIncidentStatuses, .otherwise = "New"});
    a("classification", self.classification, {.one_of = kClassifications});
    a("classificationReason", self.classification_reason, {.one_of = kClassificationReasons});
    a("classificationComment", self.classification_comment);
    a("owner", self.owner);
    a("labels", self.labels);
    a("firstActivityTimeUtc", self.first_activity);
    a("lastActivityTimeUtc", self.last_activity);
    a("incidentNumber", self.number);
    a("providerName", self.provider_name);
    a("providerIncidentId", self.provider_incident_id);
    a("relatedAnalyticRuleIds", self.related_analytic_rule_ids);
    a("firstModifiedTimeUtc", self.first_modified);
    a("closedTimeUtc", self.closed);
    a("additionalData", self.counts);
  }
};

/// A step that somebody should take in an incident.
struct IncidentTask {
  std::string title;
  std::string description;
  std::string status;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("title", self.title, {.required = true});
    a("description", self.description);
    a("status", self.status, {.one_of = kTaskStatuses, .otherwise = "New"});
  }
};

/// A remark on an incident, in Markdown or basic HTML.
struct IncidentComment {
  std::string message;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("message", self.message, {.required = true, .most = 30'000});
  }
};

/// The incident that a write makes: the stored one (null: none), with the properties that the request has in
/// their stead; one that is null there is taken away. What the server says stays. `now` in ticks. An incident
/// is closed with a classification and the reason that goes with it, and loses both when it is opened again
/// (Sentinel docs, navigate, triage and manage incidents). kInvalid names the field.
Result<Incident> AcceptIncident(const json::object* stored, const json::object& properties, int64_t now);

/// A comment with its active HTML made text.
Result<IncidentComment> AcceptIncidentComment(const json::object& properties);

}  // namespace harrier::hunting
