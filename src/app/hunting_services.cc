#include "app/hunting_services.h"

#include <condition_variable>

#include "access/actions.h"
#include "access/table_rules.h"

namespace harrier::app {
namespace {

constexpr auto kLookForSweeps = std::chrono::seconds(10);

/// For those who may see nothing, or not any more.
class NothingToSee final : public query::View {
 public:
  const std::string& id() const override { return id_; }
  std::optional<std::string> RowsOf(std::string_view) const override { return std::nullopt; }

 private:
  std::string id_ = "nothing";
};

/// What somebody sees of the tables now, by the roles that they have now. Before there is an admin everybody
/// at the open address may query.
std::function<query::ViewPtr(const store::Actor&)> ViewsOf(Metadata& metadata) {
  return [&metadata](const store::Actor& actor) -> query::ViewPtr {
    const auto nothing = std::make_shared<const NothingToSee>();
    const auto who = metadata.directory->Find(actor.id);
    if (!who) return nothing;
    if (!*who) return metadata.has_admin ? nothing : nullptr;
    const auto grants = metadata.directory->GrantsOf(actor.id);
    const auto rules = metadata.directory->TableRules();
    if (!grants || !rules) return nothing;
    const bool may = std::any_of(grants->begin(), grants->end(), [&](const access::Grant& grant) {
      return (grant.workspace.empty() || grant.workspace == metadata.tenant.workspace) &&
             access::Grants(*grant.role, access::kQuery);
    });
    return may ? access::ViewOf(*grants, metadata.tenant.workspace, *rules) : nothing;
  };
}

}  // namespace

HuntingServices::HuntingServices(Workspace& workspace, Metadata& metadata, Log& log,
                                 const std::string& provider)
    : query_log_({.clock = &workspace.clock,
                  .ids = &metadata.ids,
                  .log = &log,
                  .storage_of = [&workspace](std::string_view) { return &workspace.database->storage(); }}),
      outbox_({.store = metadata.store.get(),
               .clock = &workspace.clock,
               .log = &log,
               .storage_of = [&workspace](std::string_view) { return &workspace.database->storage(); },
               .provider_of = [provider](std::string_view) { return provider; }}),
      journal_(*metadata.store, log),
      checks_(*workspace.service),
      results_(*workspace.service, checks_, *metadata.store, workspace.clock, metadata.ids, &query_log_),
      runs_({workspace.service.get(), &query_log_, &checks_, &workspace.database->storage(),
             metadata.store.get(), &workspace.clock, &metadata.ids}),
      sweeper_({&workspace.database->storage(), metadata.store.get(), &checks_, &results_, &workspace.clock,
                &metadata.ids, metadata.tenant.workspace, ViewsOf(metadata)}),
      log_(log) {}

void HuntingServices::Start() {
  outbox_.Start();
  journal_.Start();
  sweeps_ = std::jthread([this](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    while (!stop.stop_requested()) {
      if (const auto ran = sweeper_.RunDue(stop); !ran)
        log_.Error("a sweep failed", {{"why", ran.error().message}});
      std::unique_lock lock(mutex);
      wake.wait_for(lock, stop, kLookForSweeps, [] { return false; });
    }
  });
}

}  // namespace harrier::app
