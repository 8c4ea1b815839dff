#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "api/server/router.h"
#include "base/error.h"
#include "base/log.h"

namespace harrier::api {

struct ServerOptions {
  /// A loopback address; anything else is refused, because this listener knows no users.
  std::string address = "127.0.0.1";
  uint16_t port = 8080;  // 0: any free one
  /// Threads that run handlers. Handlers may wait for their turn, so there are more than the queries that may
  /// wait.
  uint32_t workers = 96;
  /// Requests that may wait for a thread; one more is refused with 503.
  uint32_t queue = 256;
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

/// An HTTP/1.1 server: one thread for all I/O, a bounded pool for the handlers.
class Server {
 public:
  /// Binds the address; kIo with one sentence if the port is taken.
  static Result<std::unique_ptr<Server>> Listen(ServerOptions options, Router router, Log* log);
  virtual ~Server() = default;

  virtual uint16_t port() const = 0;
  /// "http://127.0.0.1:8080"
  virtual std::string url() const = 0;
  /// Serves on the calling thread until Stop, then lets the requests end.
  virtual void Run() = 0;
  /// From any thread.
  virtual void Stop() = 0;
};

}  // namespace harrier::api
