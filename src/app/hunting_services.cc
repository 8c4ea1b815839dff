#include "app/hunting_services.h"

#include <condition_variable>

#include "access/table_view.h"

namespace harrier::app {
namespace {

constexpr auto kLookForSweeps = std::chrono::seconds(10);

/// What somebody sees of the tables now, by the roles that they have now.
std::function<query::ViewPtr(const store::Actor&)> ViewsOf(Metadata& metadata) {
  return [&metadata](const store::Actor& actor) -> query::ViewPtr {
    access::Caller caller;
    caller.workspace = metadata.tenant.workspace;
    // Nobody who cannot be looked up sees anything.
    if (auto grants = metadata.directory->GrantsOf(actor.id)) caller.grants = *std::move(grants);
    return access::ViewOf(caller);
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
      checks_(*workspace.service),
      results_(*workspace.service, checks_, *metadata.store, workspace.clock, metadata.ids, &query_log_),
      runs_({workspace.service.get(), &query_log_, &checks_, &workspace.database->storage(),
             metadata.store.get(), &workspace.clock, &metadata.ids}),
      sweeper_({&workspace.database->storage(), metadata.store.get(), &checks_, &results_, &workspace.clock,
                &metadata.ids, metadata.tenant.workspace, ViewsOf(metadata)}),
      log_(log) {}

void HuntingServices::Start() {
  outbox_.Start();
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
