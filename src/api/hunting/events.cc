#include <charconv>

#include <boost/json.hpp>

#include "access/actions.h"
#include "access/caller.h"
#include "api/hunting/endpoint.h"
#include "base/time_text.h"
#include "hunting/queries/hidden_queries.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;

/// Whether the caller may read what was changed; a workspace's objects only.
bool MaySee(const Endpoint& endpoint, const access::Caller* caller, const store::Change& change) {
  if (change.key.workspace != endpoint.workspace) return false;
  if (caller == nullptr) return true;
  // What belongs to one person is told to nobody else.
  if (change.key.kind == "favourites") return change.actor.id == caller->actor().id;
  // Whose a private query is, only its history tells.
  if (change.key.kind == "savedSearches" && harrier::hunting::IsHiddenQuery({change}, caller->actor().id)) {
    const auto all = endpoint.store->History(change.key);
    if (!all || harrier::hunting::IsHiddenQuery(*all, caller->actor().id)) return false;
  }
  const std::string_view provider = change.key.kind == "savedSearches"
                                        ? "Microsoft.OperationalInsights/workspaces/"
                                        : "Microsoft.SecurityInsights/";
  return caller->May(std::string(provider) + change.key.kind + "/read");
}

json::object ChangeJson(const store::Change& change) {
  return {{"sequence", change.sequence},       {"time", FormatDatetime(change.time)},
          {"kind", change.key.kind},           {"parent", change.key.parent},
          {"name", change.key.name},           {"version", change.version},
          {"change", ChangeName(change.kind)}, {"by", change.actor.name}};
}

/// The journal from one place on, as events; without an end.
class JournalEvents final : public BodySource {
 public:
  JournalEvents(const Endpoint& endpoint, const Request& request, int64_t after, std::shared_ptr<Wake> wake)
      : endpoint_(endpoint), caller_(request.caller), after_(after) {
    listening_ = endpoint.journal->Listen([wake = std::move(wake)] { wake->Notify(); });
  }

  bool Next(std::string& out) override {
    constexpr size_t kAtOnce = 500;
    const auto changes = endpoint_.store->Changes(after_, kAtOnce);
    if (!changes) return false;
    for (const store::Change& change : *changes) {
      after_ = change.sequence;
      if (!MaySee(endpoint_, caller_.get(), change)) continue;
      out += "event: change\nid: " + std::to_string(change.sequence) + "\ndata: ";
      out += json::serialize(ChangeJson(change)) + "\n\n";
    }
    // More than were read at once are there already.
    if (changes->size() == kAtOnce && out.empty()) out = ": more\n\n";
    return true;
  }

 private:
  Endpoint endpoint_;
  std::shared_ptr<const access::Caller> caller_;
  int64_t after_;
  std::shared_ptr<void> listening_;
};

/// From where on: the header that a page sends when it connects again, the parameter "after", or now.
Result<int64_t> Beginning(const Endpoint& endpoint, const Request& request) {
  std::string_view given = request.Header("Last-Event-ID");
  if (given.empty()) given = request.Parameter("after");
  if (given.empty()) return endpoint.store->LastSequence();
  int64_t after = 0;
  const auto [end, failure] = std::from_chars(given.data(), given.data() + given.size(), after);
  if (failure != std::errc() || end != given.data() + given.size() || after < 0)
    return Fail(ErrorCode::kInvalid, "'{}' is not the number of an event", given);
  return after;
}

}  // namespace

std::vector<Route> EventRoutes(const Endpoint& endpoint) {
  return {{.method = "GET",
           .pattern = "/api/v1/events",
           .handler =
               [endpoint](const Request& request) {
                 const Result<int64_t> after = Beginning(endpoint, request);
                 if (!after) return FailureAnswer(after.error());
                 Response response;
                 response.content_type = "text/event-stream";
                 response.wake = std::make_shared<Wake>();
                 response.rest = std::make_unique<JournalEvents>(endpoint, request, *after, response.wake);
                 return response;
               },
           .action = std::string(access::kReadWorkspace)}};
}

}  // namespace harrier::api::hunting
