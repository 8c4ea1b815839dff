#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"

namespace harrier::api {

/// A query while it runs.
struct RunningQuery {
  std::string client_request_id;
  std::string activity_id;
  std::string application;
  std::string user;
  std::string text;
  int64_t started = 0;      // ticks
  std::string principal{};  // object id of who asked; empty if nobody in particular did
};

/// The queries that run now: what `.show queries` lists and `.cancel query` ends. Safe for use by several
/// threads at once; must outlive its entries.
class RunningQueries {
 public:
  /// A query's entry; it is struck off when it goes. Its token is requested by Cancel, and when `also` is.
  class Entry {
   public:
    ~Entry();
    std::stop_token token() const { return stop_.get_token(); }

   private:
    friend class RunningQueries;
    struct Forward {
      std::stop_source* stop;
      void operator()() const { stop->request_stop(); }
    };
    Entry(RunningQueries* owner, RunningQuery query, const std::stop_token& also)
        : owner_(owner), query_(std::move(query)), forward_(also, Forward{&stop_}) {}
    RunningQueries* owner_;
    RunningQuery query_;
    std::stop_source stop_;
    std::stop_callback<Forward> forward_;
  };

  std::unique_ptr<Entry> Begin(RunningQuery query, const std::stop_token& also);
  /// Oldest first.
  std::vector<RunningQuery> List() const;
  /// Cancels all queries with this client request id, of one principal only if it is not empty; how many
  /// there were.
  size_t Cancel(std::string_view client_request_id, std::string_view principal = "");

 private:
  mutable std::mutex mutex_;
  std::list<Entry*> entries_;
};

}  // namespace harrier::api
