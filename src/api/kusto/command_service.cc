#include "api/kusto/command_service.h"

#include "api/kusto/commands/command.h"

namespace harrier::api::kusto {
namespace {

class CommandService final : public query::Service {
 public:
  CommandService(query::Service* service, engine::Storage* storage, RunningQueries* running,
                 const Clock* clock)
      : service_(service), storage_(storage), running_(running), clock_(clock) {}

  Result<std::unique_ptr<query::Answer>> Run(query::Request request) override {
    if (!IsCommand(request.text)) return service_->Run(std::move(request));
    CommandContext context;
    context.service = service_;
    context.storage = storage_;
    context.running = running_;
    context.clock = clock_;
    context.database = "harrier";
    context.stop = request.stop;
    return RunCommand(context, request.text);
  }
  Result<std::string> Explain(const query::Request& request) override { return service_->Explain(request); }
  query::Checked Check(const query::Request& request) override { return service_->Check(request); }
  catalog::CatalogPtr catalog() const override { return service_->catalog(); }

 private:
  query::Service* service_;
  engine::Storage* storage_;
  RunningQueries* running_;
  const Clock* clock_;
};

}  // namespace

std::unique_ptr<query::Service> MakeCommandService(query::Service* service, engine::Storage* storage,
                                                   RunningQueries* running, const Clock* clock) {
  return std::make_unique<CommandService>(service, storage, running, clock);
}

}  // namespace harrier::api::kusto
