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
std::function<query::ViewPtr(const store::Actor&)> ViewsOf(Metadata& metadata, std::string workspace) {
  return [&metadata, workspace = std::move(workspace)](const store::Actor& actor) -> query::ViewPtr {
    const auto nothing = std::make_shared<const NothingToSee>();
    const auto who = metadata.directory->Find(actor.id);
    if (!who) return nothing;
    if (!*who) return metadata.has_admin ? nothing : nullptr;
    const auto grants = metadata.directory->GrantsOf(actor.id);
    auto rules = metadata.directory->TableRules();
    if (!grants || !rules) return nothing;
    const bool may = std::any_of(grants->begin(), grants->end(), [&](const access::Grant& grant) {
      return (grant.workspace.empty() || grant.workspace == workspace) &&
             access::Grants(*grant.role, access::kQuery);
    });
    if (!may) return nothing;
    return access::ViewOf(*grants, workspace,
                          std::make_shared<const std::vector<access::TableRule>>(*std::move(rules)));
  };
}

}  // namespace

HuntingServices::HuntingServices(const Place& place, DataDirectory& directory, Metadata& metadata, Log& log)
    : checks_(*place.service),
      results_(*place.service, checks_, *metadata.store, directory.clock, metadata.ids, place.query_log),
      runs_({place.service, place.query_log, &checks_, place.storage, metadata.store.get(), &directory.clock,
             &metadata.ids}),
      sweeper_({place.storage, metadata.store.get(), &checks_, &results_, &directory.clock, &metadata.ids,
                place.workspace, ViewsOf(metadata, place.workspace)}),
      threats_({&directory.database->engine(), place.storage, metadata.store.get(), &directory.clock,
                &metadata.ids, &log, place.workspace}),
      log_(log) {}

void HuntingServices::Start() {
  threats_.Start();
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

void HuntingServices::Stop() {
  threats_.Stop();
  sweeps_ = {};
}

}  // namespace harrier::app
