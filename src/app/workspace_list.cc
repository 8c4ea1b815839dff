#include "app/workspace_list.h"

#include <algorithm>

#include "api/server/http.h"
#include "base/json_text.h"
#include "hunting/shape/json.h"

namespace harrier::app {
namespace {

constexpr std::string_view kKind = "workspaces";

bool IsName(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return name.size() >= 4 && name.size() <= 63 && plain(name.front()) && plain(name.back()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return plain(c) || c == '-'; });
}

std::string BodyOf(const WorkspaceEntry& entry) {
  std::string body = R"({"id":)";
  AppendJsonString(body, entry.id);
  body += R"(,"resourceGroup":)";
  AppendJsonString(body, entry.resource_group);
  body += R"(,"location":)";
  AppendJsonString(body, entry.location);
  return body + "}";
}

}  // namespace

Result<std::vector<WorkspaceEntry>> ReadWorkspaces(Metadata& metadata, const Config& config) {
  std::vector<WorkspaceEntry> all;
  all.push_back({metadata.tenant.workspace, config.database, config.aliases, metadata.tenant.resource_group,
                 "local", true});
  TRY(const auto objects,
      metadata.store->Read([](store::Transaction& transaction) { return transaction.List("", kKind); }));
  for (const store::Object& object : objects) {
    const auto body = hunting::ParseObject(object.body);
    all.push_back({std::string(hunting::TextMember(body, "id")),
                   object.key.name,
                   {},
                   std::string(hunting::TextMember(body, "resourceGroup")),
                   std::string(hunting::TextMember(body, "location")),
                   false});
  }
  return all;
}

const WorkspaceEntry* FindWorkspace(const std::vector<WorkspaceEntry>& all, std::string_view name) {
  const std::string_view last = name.substr(name.rfind('/') + 1);
  const auto is = [&](std::string_view known) { return !last.empty() && api::SameText(known, last); };
  for (const WorkspaceEntry& entry : all) {
    if (is(entry.id) || is(entry.name) || std::any_of(entry.aliases.begin(), entry.aliases.end(), is))
      return &entry;
  }
  return nullptr;
}

tl::unexpected<Error> NoSuchWorkspace(const std::vector<WorkspaceEntry>& all, std::string_view name) {
  std::string known;
  for (const WorkspaceEntry& entry : all)
    known += fmt::format("{}'{}'", known.empty() ? "" : ", ", entry.name);
  return Fail(ErrorCode::kNotFound, "there is no workspace '{}'; there is {}", name, known);
}

Result<WorkspaceEntry> AddWorkspace(Metadata& metadata, const Config& config, const store::Actor& actor,
                                    WorkspaceEntry wanted) {
  if (!IsName(wanted.name))
    return Fail(
        ErrorCode::kInvalid,
        "a workspace's name has 4 to 63 letters, digits and hyphens, none of these at either end: '{}'",
        wanted.name);
  TRY(const auto all, ReadWorkspaces(metadata, config));
  if (FindWorkspace(all, wanted.name) != nullptr)
    return Fail(ErrorCode::kConflict, "there is a workspace '{}' already", wanted.name);
  wanted.id = metadata.ids.Random();
  TRY_OK(metadata.store->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY_OK(transaction.Put({"", std::string(kKind), "", wanted.name}, BodyOf(wanted), {.must_be_new = true}));
    return Ok();
  }));
  return wanted;
}

Status RemoveWorkspace(Metadata& metadata, const store::Actor& actor, const WorkspaceEntry& entry) {
  if (entry.is_first) return Fail(ErrorCode::kConflict, "the first workspace cannot be removed");
  return metadata.store->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(const bool removed, transaction.Delete({"", std::string(kKind), "", entry.name}));
    if (!removed) return Fail(ErrorCode::kNotFound, "there is no workspace '{}'", entry.name);
    return Ok();
  });
}

}  // namespace harrier::app
