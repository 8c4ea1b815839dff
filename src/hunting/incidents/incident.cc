#include "hunting/incidents/incident.h"

#include <algorithm>

#include "hunting/incidents/inert_html.h"
#include "hunting/shape/joined.h"

namespace harrier::hunting {
namespace {

/// What clients may say of an incident.
constexpr std::string_view kWritable[] = {
    "title",
    "description",
    "severity",
    "status",
    "classification",
    "classificationReason",
    "classificationComment",
    "owner",
    "labels",
    "firstActivityTimeUtc",
    "lastActivityTimeUtc",
};

struct Reasons {
  std::string_view classification;
  std::vector<std::string> reasons;
};

const std::vector<Reasons>& AllReasons() {
  static const std::vector<Reasons> all = {
      {"Undetermined", {}},
      {"TruePositive", {"SuspiciousActivity"}},
      {"BenignPositive", {"SuspiciousButExpected"}},
      {"FalsePositive", {"IncorrectAlertLogic", "InaccurateData"}},
  };
  return all;
}

/// Older clients send labels as texts.
json::value WithNamedLabels(json::value labels) {
  if (!labels.is_array()) return labels;
  for (json::value& label : labels.as_array()) {
    if (!label.is_string()) continue;
    json::object named{{"labelName", label}};
    label = std::move(named);
  }
  return labels;
}

Status CheckClosing(const Incident& incident) {
  if (incident.classification.empty())
    return Fail(ErrorCode::kInvalid,
                "properties.classification is missing: an incident is closed as one of TruePositive, "
                "BenignPositive, FalsePositive, Undetermined");
  const auto rule = std::find_if(AllReasons().begin(), AllReasons().end(), [&](const Reasons& one) {
    return one.classification == incident.classification;
  });
  HARRIER_CHECK(rule != AllReasons().end());
  const std::string& reason = incident.classification_reason;
  if (rule->reasons.empty()) {
    if (reason.empty()) return Ok();
    return Fail(ErrorCode::kInvalid, "properties.classificationReason: {} has none, not '{}'",
                incident.classification, reason);
  }
  const std::string wanted = Joined(rule->reasons, " or ");
  if (reason.empty())
    return Fail(ErrorCode::kInvalid, "properties.classificationReason is missing: {} has {}",
                incident.classification, wanted);
  if (std::find(rule->reasons.begin(), rule->reasons.end(), reason) == rule->reasons.end())
    return Fail(ErrorCode::kInvalid,
                "properties.classificationReason: '{}' does not go with {}, which has {}", reason,
                incident.classification, wanted);
  return Ok();
}

}  // namespace

Result<Incident> AcceptIncident(const json::object* stored, const json::object& properties, int64_t now) {
  json::object merged = stored != nullptr ? *stored : json::object();
  for (const std::string_view name : kWritable) {
    const json::value* const given = Member(properties, name);
    if (given == nullptr) continue;
    merged[name] = name == "labels" ? WithNamedLabels(*given) : *given;
  }
  TRY(Incident incident, FromJson<Incident>(merged));
  // Set to be empty, it is as if it were absent.
  if (incident.severity.empty()) incident.severity = "Medium";
  if (incident.status.empty()) incident.status = "New";
  if (incident.first_activity && incident.last_activity &&
      incident.last_activity->ticks < incident.first_activity->ticks)
    return Fail(ErrorCode::kInvalid,
                "properties.lastActivityTimeUtc is before properties.firstActivityTimeUtc");
  if (incident.status == "Closed") {
    TRY_OK(CheckClosing(incident));
    if (!incident.closed) incident.closed = Moment{now};
  } else {
    incident.classification = incident.classification_reason = incident.classification_comment = {};
    incident.closed.reset();
  }
  if (stored != nullptr && !incident.first_modified) incident.first_modified = Moment{now};
  return incident;
}

Result<IncidentComment> AcceptIncidentComment(const json::object& properties) {
  TRY(IncidentComment comment, FromJson<IncidentComment>(properties));
  comment.message = WithInertHtml(comment.message);
  return comment;
}

}  // namespace harrier::hunting
