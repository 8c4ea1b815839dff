#pragma once

#include <memory>

#include "api/server/http.h"
#include "query/query_log.h"
#include "query/session.h"

namespace harrier::api {

/// The query service for one request: it sees the tables as the request's caller may, and notes each query in
/// the log of queries. Answers may live longer than it.
class AskedService {
 public:
  /// `surface` names the API, as LAQueryLogs has it. `service`, `log` (which may be null) and `clock` must
  /// outlive the answers.
  AskedService(query::Service& service, query::QueryLog* log, const Clock& clock, const Request& request,
               std::string_view workspace, std::string_view surface);

  query::Service& operator*() const { return *last_; }
  query::Service* operator->() const { return last_; }

 private:
  std::unique_ptr<query::Service> logged_;
  std::unique_ptr<query::Service> seen_;
  query::Service* last_;
};

/// What the caller of a request sees of the tables; null: all of them.
query::ViewPtr ViewFor(const Request& request);

/// Who asks, as the log of queries tells it.
query::Asker AskerOf(const Request& request, std::string_view workspace, std::string_view surface);

}  // namespace harrier::api
