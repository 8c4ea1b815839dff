#include "hunting/hunts/bundle.h"

#include <charconv>
#include <map>

#include <boost/json.hpp>

#include "base/sha256.h"
#include "base/time_text.h"
#include "hunting/bookmarks/bookmark_entities.h"
#include "hunting/entities/address.h"
#include "hunting/entities/entity.h"
#include "hunting/mitre/attack.h"
#include "hunting/queries/hunting_query.h"

namespace harrier::hunting {
namespace {

/// A guid that is told by a text: the marks are those of a random one (RFC 9562).
std::string IdOf(std::string_view type, std::string_view text) {
  const std::string hash = Sha256Of(fmt::format("{}\n{}", type, text));
  const std::string_view h = hash;
  return fmt::format("{}--{}-{}-4{}-a{}-{}", type, h.substr(0, 8), h.substr(8, 4), h.substr(12, 3),
                     h.substr(15, 3), h.substr(18, 12));
}

/// To the millisecond, as STIX has it.
std::string TimeOf(int64_t ticks) {
  constexpr size_t kToMilliseconds = 23;
  return FormatDatetime(ticks).substr(0, kToMilliseconds) + "Z";
}

std::string HashName(std::string_view algorithm) {
  if (SameName(algorithm, "SHA256")) return "SHA-256";
  if (SameName(algorithm, "SHA1")) return "SHA-1";
  if (SameName(algorithm, "SHA512")) return "SHA-512";
  return SameName(algorithm, "MD5") ? "MD5" : "";
}

/// The members of an entity's object beside its id; empty if STIX has none for it.
json::object ObservableOf(const Entity& entity) {
  const std::string_view type = entity.type->name;
  const auto value = [&](std::string_view identifier) { return Text(entity.Find(identifier)); };
  const auto simple = [](std::string_view name, json::string text) {
    return text.empty() ? json::object() : json::object{{"type", Text(name)}, {"value", std::move(text)}};
  };
  if (type == "IP") {
    const std::string_view address = entity.Find("Address");
    if (!IsIpAddress(address)) return {};
    return simple(address.find(':') == std::string_view::npos ? "ipv4-addr" : "ipv6-addr", value("Address"));
  }
  if (type == "DNS") return simple("domain-name", value("DomainName"));
  if (type == "URL") return simple("url", value("Url"));
  if (type == "Mailbox") return simple("email-addr", value("MailboxPrimaryAddress"));
  if (type == "Host") return json::object{{"type", "x-harrier-host"}, {"value", Text(entity.label())}};
  if (type == "Account") {
    json::object out{{"type", "user-account"}, {"account_login", Text(entity.label())}};
    if (!entity.Find("Sid").empty()) out["user_id"] = value("Sid");
    return out;
  }
  if (type == "File" && !entity.Find("Name").empty())
    return json::object{{"type", "file"}, {"name", value("Name")}};
  if (type == "FileHash" && !HashName(entity.Find("Algorithm")).empty())
    return json::object{{"type", "file"},
                        {"hashes", json::object{{HashName(entity.Find("Algorithm")), value("Value")}}}};
  if (type == "Process" && !entity.Find("CommandLine").empty())
    return json::object{{"type", "process"}, {"command_line", value("CommandLine")}};
  return {};
}

class Bundle {
 public:
  explicit Bundle(const HuntDossier& dossier) : dossier_(dossier) {
    Add(Shell("identity", "harrier", dossier.object.created, dossier.object.created),
        {{"name", "Harrier"}, {"identity_class", "system"}});
  }

  json::object Make() {
    for (const std::string& id : dossier_.hunt.attack_techniques) AddTechnique(id);
    for (const Evidence& evidence : dossier_.evidence) AddEvidence(evidence);
    json::array refs;
    for (const auto& [id, object] : objects_) refs.push_back(Text(id));
    const Hunt& hunt = dossier_.hunt;
    json::object report =
        Shell("report", dossier_.object.key.name, dossier_.object.created, dossier_.object.modified);
    json::object members{{"name", Text(hunt.display_name)},
                         {"description", Text(hunt.description)},
                         {"report_types", json::array{"observed-data"}},
                         {"published", TimeOf(dossier_.object.modified)},
                         {"object_refs", std::move(refs)}};
    if (!hunt.labels.empty()) members["labels"] = json::value_from(hunt.labels);
    Add(std::move(report), std::move(members));
    json::array objects;
    for (auto& [id, object] : objects_) objects.push_back(std::move(object));
    return json::object{{"type", "bundle"},
                        {"id", IdOf("bundle", dossier_.object.key.name)},
                        {"objects", std::move(objects)}};
  }

 private:
  static json::object Shell(std::string_view type, std::string_view key, int64_t created, int64_t modified) {
    return json::object{{"type", Text(type)},
                        {"spec_version", "2.1"},
                        {"id", IdOf(type, key)},
                        {"created", TimeOf(created)},
                        {"modified", TimeOf(modified)}};
  }

  std::string Add(json::object object, json::object members) {
    std::string id(View(object.at("id").as_string()));
    for (auto& [name, value] : members) object.insert_or_assign(name, std::move(value));
    objects_.insert_or_assign(id, std::move(object));
    return id;
  }

  void AddTechnique(const std::string& id) {
    const Technique* const known = FindTechnique(id);
    Add(Shell("attack-pattern", id, dossier_.object.created, dossier_.object.created),
        {{"name", Text(known == nullptr ? std::string_view(id) : known->name)},
         {"external_references",
          json::array{json::object{{"source_name", "mitre-attack"}, {"external_id", Text(id)}}}}});
  }

  json::array ObservablesOf(const Bookmark& bookmark) {
    json::array refs;
    for (const Entity& entity : EntitiesOf(bookmark)) {
      json::object members = ObservableOf(entity);
      if (members.empty()) continue;
      const std::string id = IdOf(View(members.at("type").as_string()), json::serialize(members));
      refs.push_back(Text(id));
      members["id"] = id;
      members["spec_version"] = "2.1";
      objects_.insert_or_assign(id, std::move(members));
    }
    return refs;
  }

  void AddEvidence(const Evidence& evidence) {
    const std::string& name = evidence.object.key.name;
    const Bookmark& bookmark = evidence.bookmark;
    const int64_t time = bookmark.event_time ? bookmark.event_time->ticks : evidence.object.created;
    json::array about = ObservablesOf(bookmark);
    if (!about.empty()) {
      const std::string seen =
          Add(Shell("observed-data", name, evidence.object.created, evidence.object.modified),
              {{"first_observed", TimeOf(time)},
               {"last_observed", TimeOf(time)},
               {"number_observed", 1},
               {"object_refs", std::move(about)}});
      about = json::array{Text(seen)};
    } else {
      about = json::array{Text(IdOf("identity", "harrier"))};
    }
    Add(Shell("note", name, evidence.object.created, evidence.object.modified),
        {{"abstract", Text(bookmark.display_name)},
         {"content", Text(fmt::format("{}{}Query:\n{}\n\nRow:\n{}\n\nSHA-256 of the evidence: {}",
                                      bookmark.notes, bookmark.notes.empty() ? "" : "\n\n", bookmark.query,
                                      bookmark.query_result, evidence.hash))},
         {"object_refs", std::move(about)}});
  }

  const HuntDossier& dossier_;
  std::map<std::string, json::object> objects_;  // by id
};

}  // namespace

json::object StixBundleOf(const HuntDossier& dossier) {
  return Bundle(dossier).Make();
}

json::array QueryBundleOf(const HuntDossier& dossier) {
  json::array out;
  for (const HuntQuery& query : dossier.queries) {
    json::object one{{"id", Text(query.object.key.name)},
                     {"name", Text(query.search.display_name)},
                     {"query", Text(query.search.query)}};
    for (const SearchTag& tag : query.search.tags) {
      if (SameName(tag.name, "description")) one["description"] = Text(tag.value);
      if (SameName(tag.name, "tactics")) one["tactics"] = json::value_from(SplitList(tag.value));
      if (SameName(tag.name, "techniques"))
        one["relevantTechniques"] = json::value_from(SplitList(tag.value));
    }
    const json::object properties = ToJson(query.search);
    for (const std::string_view name : {"entityMappings", "queryParameters"}) {
      if (const json::value* const value = properties.if_contains(name)) one[name] = *value;
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace harrier::hunting
