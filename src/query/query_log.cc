#include "query/query_log.h"

#include <chrono>

#include "base/http_status.h"

namespace harrier::query {
namespace {

/// The client went away, as proxies count it.
constexpr int kClosed = 499;

int ResponseCodeOf(ErrorCode code) {
  return code == ErrorCode::kCancelled ? kClosed : HttpStatusOf(code);
}

/// One query under way; noted when the last who holds it lets it go.
class Running {
 public:
  Running(QueryLog& log, const Clock& clock, const Asker& asker, const Request& request) : log_(log) {
    record_.asker = asker;
    record_.text = request.text;
    record_.correlation = request.client_request_id;
    record_.timespan = request.timespan;
    record_.started = clock.Now();
  }
  ~Running() {
    record_.duration_ns = std::chrono::nanoseconds(std::chrono::steady_clock::now() - begin_).count();
    if (!ended_) record_.response_code = kClosed;
    log_.Note(std::move(record_));
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void AddRows(uint64_t rows) {
    record_.rows += rows;
    ended_ = false;
  }
  void End() { ended_ = true; }
  void Fail(const Error& error) {
    record_.response_code = ResponseCodeOf(error.code);
    record_.error = error.message;
    ended_ = true;
  }
  /// It has run already, for so long.
  void HasTaken(int64_t duration_ns) {
    begin_ -= std::chrono::nanoseconds(duration_ns);
    record_.started -= duration_ns / 100;
  }

 private:
  QueryLog& log_;
  QueryRecord record_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  bool ended_ = false;
};

class NotedStream final : public engine::ResultStream {
 public:
  NotedStream(std::unique_ptr<engine::ResultStream> inner, std::shared_ptr<Running> running)
      : running_(std::move(running)), inner_(std::move(inner)) {}

  const std::vector<plan::Column>& columns() const override { return inner_->columns(); }
  double progress() const override { return inner_->progress(); }
  Result<std::optional<engine::Chunk>> Next() override {
    Result<std::optional<engine::Chunk>> chunk = inner_->Next();
    if (!chunk) {
      running_->Fail(chunk.error());
    } else if (!*chunk) {
      running_->End();
    } else {
      running_->AddRows((*chunk)->rows);
    }
    return chunk;
  }

 private:
  std::shared_ptr<Running> running_;
  std::unique_ptr<engine::ResultStream> inner_;  // goes first
};

class NotedAnswer final : public Answer {
 public:
  NotedAnswer(std::unique_ptr<Answer> inner, std::shared_ptr<Running> running)
      : running_(std::move(running)), inner_(std::move(inner)) {}

  Result<std::optional<ResultTable>> NextTable() override {
    Result<std::optional<ResultTable>> table = inner_->NextTable();
    if (!table) {
      running_->Fail(table.error());
    } else if (!*table) {
      running_->End();
    } else {
      (*table)->rows = std::make_unique<NotedStream>(std::move((*table)->rows), running_);
    }
    return table;
  }
  const CacheOrigin* cached() const override { return inner_->cached(); }
  bool allow_partial() const override { return inner_->allow_partial(); }

 private:
  std::shared_ptr<Running> running_;
  std::unique_ptr<Answer> inner_;  // goes first
};

class LoggedService final : public Service {
 public:
  LoggedService(Service& service, QueryLog& log, const Clock& clock, Asker asker)
      : service_(service), log_(log), clock_(clock), asker_(std::move(asker)) {}

  Result<std::unique_ptr<Answer>> Run(Request request) override {
    auto running = std::make_shared<Running>(log_, clock_, asker_, request);
    Result<std::unique_ptr<Answer>> answer = service_.Run(std::move(request));
    if (!answer) {
      running->Fail(answer.error());
      return answer;
    }
    return std::make_unique<NotedAnswer>(*std::move(answer), std::move(running));
  }
  Result<std::string> Explain(const Request& request) override { return service_.Explain(request); }
  Checked Check(const Request& request) override { return service_.Check(request); }
  void Count(const std::vector<Request>& requests, const CountSink& done) override {
    service_.Count(requests, [&](size_t number, Result<Counted> counted) {
      Running running(log_, clock_, asker_, requests[number]);
      if (counted) {
        running.HasTaken(counted->duration_ns);
        running.AddRows(counted->rows);
        running.End();
      } else {
        running.Fail(counted.error());
      }
      done(number, std::move(counted));
    });
  }
  catalog::CatalogPtr catalog() const override { return service_.catalog(); }

 private:
  Service& service_;
  QueryLog& log_;
  const Clock& clock_;
  Asker asker_;
};

}  // namespace

std::unique_ptr<Service> LoggedBy(Service& service, QueryLog& log, const Clock& clock, Asker asker) {
  return std::make_unique<LoggedService>(service, log, clock, std::move(asker));
}

}  // namespace harrier::query
