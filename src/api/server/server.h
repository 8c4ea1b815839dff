#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/server/gate.h"
#include "api/server/listener.h"
#include "api/server/router.h"
#include "base/error.h"
#include "base/log.h"

namespace harrier::api {

struct ServerOptions {
  std::vector<ListenerOptions> listeners;
  /// Threads that run handlers. Handlers may wait for their turn, so there are more than the queries that may
  /// wait.
  uint32_t workers = 96;
  /// Requests that may wait for a thread; one more is refused with 503.
  uint32_t queue = 256;
  /// Streams of events at once, which take no thread; one more is refused with 503.
  size_t most_event_streams = 2000;
  size_t max_body = size_t{64} << 20;
  /// Where bodies of spooling routes go; empty: such routes are refused.
  std::string spool_directory{};
  uint64_t max_spooled = uint64_t{64} << 30;
  std::chrono::seconds read_timeout{60};
  std::chrono::seconds write_timeout{120};
  /// How long requests may go on after Stop before they are cancelled.
  std::chrono::seconds grace{5};
  bool stop_on_signals = false;  // SIGINT and SIGTERM
};

/// An HTTP/1.1 server with one or more listeners: one thread for all I/O, a bounded pool for the handlers.
class Server {
 public:
  /// Binds the addresses; kIo with one sentence if a port is taken, kInternal if a route says nothing about
  /// who may use it.
  static Result<std::unique_ptr<Server>> Listen(ServerOptions options, Router router, Gate gate, Log* log);
  virtual ~Server() = default;

  /// In the order of the options.
  virtual const std::vector<Listener>& listeners() const = 0;
  /// Serves on the calling thread until Stop, then lets the requests end.
  virtual void Run() = 0;
  /// From any thread.
  virtual void Stop() = 0;
};

}  // namespace harrier::api
