#include "query/view.h"

#include "query/session.h"

namespace harrier::query {
namespace {

class SeenService final : public Service {
 public:
  SeenService(Service& service, ViewPtr view) : service_(service), view_(std::move(view)) {}

  Result<std::unique_ptr<Answer>> Run(Request request) override {
    request.view = view_;
    return service_.Run(std::move(request));
  }
  Result<std::string> Explain(const Request& request) override { return service_.Explain(Seen(request)); }
  Checked Check(const Request& request) override { return service_.Check(Seen(request)); }
  void Count(const std::vector<Request>& requests, const CountSink& done) override {
    std::vector<Request> seen = requests;
    for (Request& request : seen) request.view = view_;
    service_.Count(seen, done);
  }
  catalog::CatalogPtr catalog() const override { return CatalogSeenBy(service_.catalog(), *view_); }

 private:
  Request Seen(Request request) const {
    request.view = view_;
    return request;
  }

  Service& service_;
  ViewPtr view_;
};

}  // namespace

Result<ViewPtr> View::In(std::string_view workspace) const {
  return Fail(ErrorCode::kForbidden, "the workspace '{}' may not be queried", workspace);
}

catalog::CatalogPtr CatalogSeenBy(const catalog::CatalogPtr& all, const View& view) {
  if (view.sees_all()) return all;
  auto seen = std::make_shared<catalog::Catalog>(*all);
  for (const catalog::TablePtr& table : all->tables()) {
    const std::optional<std::string> rows = view.RowsOf(table->name);
    if (!rows) {
      seen->DropTable(table->name);
    } else if (!rows->empty()) {
      catalog::Table ruled = *table;
      ruled.row_filter =
          ruled.row_filter.empty() ? *rows : fmt::format("({}\n) and ({}\n)", ruled.row_filter, *rows);
      seen->Put(std::move(ruled));
    }
  }
  return seen;
}

std::unique_ptr<Service> SeenBy(Service& service, ViewPtr view) {
  return std::make_unique<SeenService>(service, std::move(view));
}

}  // namespace harrier::query
