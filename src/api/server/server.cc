#include "api/server/server.h"

#include <csignal>
#include <cstdlib>
#include <set>

#define BOOST_ASIO_NO_DEPRECATED
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "api/server/connection.h"
#include "api/server/tls.h"

namespace harrier::api {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

/// A bound socket and, if it is for TLS, the certificate.
struct Door {
  tcp::acceptor acceptor;
  std::shared_ptr<asio::ssl::context> tls;
};

Result<Door> Bind(asio::io_context& io, const ListenerOptions& options) {
  boost::system::error_code failure;
  const auto address =
      asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, failure);
  if (failure)
    return Fail(ErrorCode::kInvalid, "'{}' is not an address: give one such as 127.0.0.1:8080",
                options.address);
  Door door{tcp::acceptor(io), nullptr};
  if (!options.certificate.empty()) {
    TRY(door.tls, MakeTlsContext(options.certificate, options.key));
  } else if (!address.is_loopback()) {
    return Fail(ErrorCode::kForbidden,
                "open HTTP is for this machine only, so it cannot listen on {}: give a loopback address such "
                "as 127.0.0.1",
                options.address);
  }
  const tcp::endpoint endpoint(address, options.port);
  door.acceptor.open(endpoint.protocol(), failure);
  if (!failure) door.acceptor.set_option(asio::socket_base::reuse_address(true), failure);
  if (!failure) door.acceptor.bind(endpoint, failure);
  if (!failure) door.acceptor.listen(asio::socket_base::max_listen_connections, failure);
  if (failure == asio::error::address_in_use) {
    return Fail(ErrorCode::kIo,
                "cannot listen on {}:{}: another program uses that port; choose another with {}",
                options.address, options.port, options.setting);
  }
  if (failure) {
    return Fail(ErrorCode::kIo, "cannot listen on {}:{}: {}", options.address, options.port,
                failure.message());
  }
  return door;
}

/// What clients call it: certificates are for names first, and this machine's is localhost.
Listener Describe(const ListenerOptions& options, const Door& door) {
  const auto endpoint = door.acceptor.local_endpoint();
  const bool secure = door.tls != nullptr;
  std::string host = options.address;
  if (secure && (endpoint.address().is_loopback() || endpoint.address().is_unspecified()))
    host = options.names.empty() || endpoint.address().is_loopback() ? "localhost" : options.names.front();
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return {secure, fmt::format("{}://{}:{}", secure ? "https" : "http", host, endpoint.port()), options.names};
}

class BeastServer final : public Server {
 public:
  BeastServer(ServerOptions options, Router router, Gate gate, Log* log)
      : options_(std::move(options)),
        router_(std::move(router)),
        gate_(std::move(gate)),
        log_(log),
        pool_(options_.workers),
        signals_(io_),
        grace_(io_),
        shared_{options_, router_, gate_, log_, io_, pool_} {}

  ~BeastServer() override { pool_.join(); }

  Status BindAll() {
    for (const ListenerOptions& listener : options_.listeners) {
      TRY(Door door, Bind(io_, listener));
      listeners_.push_back(Describe(listener, door));
      if (door.tls && shared_.secure_url.empty()) shared_.secure_url = listeners_.back().url;
      doors_.push_back(std::move(door));
    }
    return Ok();
  }

  const std::vector<Listener>& listeners() const override { return listeners_; }

  void Prepare() {
    if (options_.stop_on_signals) {
      signals_.add(SIGINT);
      signals_.add(SIGTERM);
      WaitForSignal();
    }
    for (size_t i = 0; i < doors_.size(); ++i)
      asio::co_spawn(io_, Accept(doors_[i], listeners_[i]), asio::detached);
  }

  void Run() override { io_.run(); }

  void Stop() override {
    asio::post(io_, [this] { BeginStop(); });
  }

 private:
  void WaitForSignal() {
    signals_.async_wait([this](boost::system::error_code failure, int) {
      if (failure) return;
      if (shared_.stopping) std::_Exit(1);  // asked twice
      BeginStop();
      if (!connections_.empty()) WaitForSignal();
    });
  }

  void BeginStop() {
    if (shared_.stopping) return;
    shared_.stopping = true;
    for (Door& door : doors_) door.acceptor.close();
    for (const auto& connection : connections_) {
      if (connection->idle()) connection->Close();
      if (connection->telling()) connection->RequestStop();
    }
    grace_.expires_after(options_.grace);
    grace_.async_wait([this](boost::system::error_code failure) {
      if (failure) return;
      for (const auto& connection : connections_) connection->RequestStop();
      grace_.expires_after(options_.grace);
      grace_.async_wait([this](boost::system::error_code ended) {
        if (ended) return;
        // What was acknowledged is on disk, so nothing is lost by not waiting any longer.
        log_->Error("requests did not end when asked to; leaving them");
        std::_Exit(1);
      });
    });
    EndIfDone();
  }

  void EndIfDone() {
    if (!shared_.stopping || !connections_.empty()) return;
    grace_.cancel();
    signals_.cancel();
  }

  asio::awaitable<void> Accept(Door& door, const Listener& listener) {
    while (door.acceptor.is_open()) {
      auto [failure, socket] = co_await door.acceptor.async_accept(kQuiet);
      if (failure) {
        if (!door.acceptor.is_open()) co_return;
        // Out of descriptors, most likely: wait until some connections have gone.
        asio::steady_timer pause(io_, std::chrono::milliseconds(100));
        co_await pause.async_wait(kQuiet);
        continue;
      }
      socket.set_option(tcp::no_delay(true), failure);
      auto connection = std::make_shared<Connection>(std::move(socket), door.tls, listener, shared_);
      connections_.insert(connection);
      asio::co_spawn(io_, connection->Serve(), [this, connection](const std::exception_ptr& thrown) {
        if (thrown) log_->Error("a connection ended with an internal error");
        connection->Close();
        connections_.erase(connection);
        EndIfDone();
      });
    }
  }

  ServerOptions options_;
  Router router_;
  Gate gate_;
  Log* log_;
  asio::io_context io_{1};
  asio::thread_pool pool_;
  asio::signal_set signals_;
  asio::steady_timer grace_;
  Shared shared_;
  std::vector<Door> doors_;
  std::vector<Listener> listeners_;
  std::set<std::shared_ptr<Connection>> connections_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::Listen(ServerOptions options, Router router, Gate gate, Log* log) {
  TRY_OK(router.Check());
  auto server = std::make_unique<BeastServer>(std::move(options), std::move(router), std::move(gate), log);
  TRY_OK(server->BindAll());
  server->Prepare();
  return server;
}

}  // namespace harrier::api
