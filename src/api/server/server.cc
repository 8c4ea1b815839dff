#include "api/server/server.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <sys/socket.h>

#define BOOST_ASIO_NO_DEPRECATED
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "api/server/guard.h"
#include "api/server/gzip.h"

namespace harrier::api {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

constexpr auto kQuiet = asio::as_tuple(asio::use_awaitable);
/// Shorter answers are not worth packing.
constexpr size_t kLeastPacked = 1024;
constexpr uint32_t kMaxHeader = 64U << 10;

/// Runs `work` on the pool; the coroutine goes on, on its own thread, with what it gave.
template <typename Work>
asio::awaitable<std::invoke_result_t<Work>> RunOn(asio::thread_pool& pool, Work work) {
  using Value = std::invoke_result_t<Work>;
  const auto start = [&pool](auto handler, Work job) {
    auto guard = asio::make_work_guard(asio::get_associated_executor(handler));
    asio::post(pool,
               [job = std::move(job), handler = std::move(handler), guard = std::move(guard)]() mutable {
                 Value value = job();
                 const auto executor = guard.get_executor();
                 asio::post(executor, [handler = std::move(handler), value = std::move(value)]() mutable {
                   std::move(handler)(std::move(value));
                 });
               });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Value)>(
      start, asio::use_awaitable, std::move(work));
}

/// A client's connection; all but `stop` belongs to the I/O thread.
struct Connection {
  explicit Connection(tcp::socket socket) : stream(std::move(socket)) {}
  beast::tcp_stream stream;
  beast::flat_buffer buffer;
  std::stop_source stop;
  bool idle = true;  // between requests
};
using ConnectionPtr = std::shared_ptr<Connection>;

/// Asks the request to stop when its client closes the connection.
asio::awaitable<void> Watch(ConnectionPtr connection) {
  auto& socket = connection->stream.socket();
  const auto [failure] = co_await socket.async_wait(tcp::socket::wait_read, kQuiet);
  if (failure) co_return;
  char byte = 0;
  const ssize_t n = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  // Something to read is the client's next request, sent early: then there is no telling whether it goes.
  if (n == 0 || (n < 0 && errno != EAGAIN)) connection->stop.request_stop();
}

using HeadParser = http::request_parser<http::empty_body>;

/// What the client sent, without Beast's types.
Request Convert(const http::fields& fields, std::string_view method, std::string_view target) {
  Request request;
  request.method = method;
  const size_t question = std::min(target.find('?'), target.size());
  request.path = PercentDecode(target.substr(0, question), false);
  request.query = ParseQueryString(target.substr(std::min(target.size(), question + 1)));
  for (const auto& field : fields) request.headers.emplace_back(field.name_string(), field.value());
  request.request_id = NewGuid();
  return request;
}

std::string_view View(beast::string_view text) {
  return {text.data(), text.size()};
}

class BeastServer final : public Server {
 public:
  BeastServer(ServerOptions options, Router router, Log* log)
      : options_(std::move(options)),
        router_(std::move(router)),
        log_(log),
        pool_(options_.workers),
        acceptor_(io_),
        signals_(io_),
        grace_(io_) {}

  ~BeastServer() override { pool_.join(); }

  Status Bind() {
    boost::system::error_code failure;
    const auto address =
        asio::ip::make_address(options_.address == "localhost" ? "127.0.0.1" : options_.address, failure);
    if (failure) {
      return Fail(ErrorCode::kInvalid, "'{}' is not an address: give one such as 127.0.0.1:8080",
                  options_.address);
    }
    if (!address.is_loopback()) {
      return Fail(
          ErrorCode::kForbidden,
          "open HTTP is for this machine only, so it cannot listen on {}: give a loopback address such "
          "as 127.0.0.1",
          options_.address);
    }
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), failure);
    if (!failure) acceptor_.set_option(asio::socket_base::reuse_address(true), failure);
    if (!failure) acceptor_.bind(endpoint, failure);
    if (!failure) acceptor_.listen(asio::socket_base::max_listen_connections, failure);
    if (failure == asio::error::address_in_use) {
      return Fail(ErrorCode::kIo,
                  "cannot listen on {}:{}: another program uses that port; choose another with --http",
                  options_.address, options_.port);
    }
    if (failure) {
      return Fail(ErrorCode::kIo, "cannot listen on {}:{}: {}", options_.address, options_.port,
                  failure.message());
    }
    return Ok();
  }

  uint16_t port() const override { return acceptor_port_; }
  std::string url() const override {
    const bool six = options_.address.find(':') != std::string::npos;
    return six ? fmt::format("http://[{}]:{}", options_.address, port())
               : fmt::format("http://{}:{}", options_.address, port());
  }

  void Prepare() {
    acceptor_port_ = acceptor_.local_endpoint().port();
    if (options_.stop_on_signals) {
      signals_.add(SIGINT);
      signals_.add(SIGTERM);
      WaitForSignal();
    }
    asio::co_spawn(io_, Accept(), asio::detached);
  }

  void Run() override { io_.run(); }

  void Stop() override {
    asio::post(io_, [this] { BeginStop(); });
  }

 private:
  void WaitForSignal() {
    signals_.async_wait([this](boost::system::error_code failure, int) {
      if (failure) return;
      if (stopping_) std::_Exit(1);  // asked twice
      BeginStop();
      if (!connections_.empty()) WaitForSignal();
    });
  }

  void BeginStop() {
    if (stopping_) return;
    stopping_ = true;
    acceptor_.close();
    for (const auto& connection : connections_) {
      if (connection->idle) connection->stream.close();
    }
    grace_.expires_after(options_.grace);
    grace_.async_wait([this](boost::system::error_code failure) {
      if (failure) return;
      for (const auto& connection : connections_) connection->stop.request_stop();
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
    if (!stopping_ || !connections_.empty()) return;
    grace_.cancel();
    signals_.cancel();
  }

  asio::awaitable<void> Accept() {
    while (acceptor_.is_open()) {
      auto [failure, socket] = co_await acceptor_.async_accept(kQuiet);
      if (failure) {
        if (!acceptor_.is_open()) co_return;
        // Out of descriptors, most likely: wait until some connections have gone.
        asio::steady_timer pause(io_, std::chrono::milliseconds(100));
        co_await pause.async_wait(kQuiet);
        continue;
      }
      socket.set_option(tcp::no_delay(true), failure);
      auto connection = std::make_shared<Connection>(std::move(socket));
      connections_.insert(connection);
      asio::co_spawn(io_, Serve(connection), [this, connection](const std::exception_ptr& thrown) {
        if (thrown) log_->Error("a connection ended with an internal error");
        connection->stream.close();
        connections_.erase(connection);
        EndIfDone();
      });
    }
  }

  /// The requests of one connection, one after the other.
  asio::awaitable<void> Serve(ConnectionPtr connection) {
    bool keep = true;
    while (keep && !stopping_) {
      HeadParser head;
      head.header_limit(kMaxHeader);
      head.body_limit(boost::none);
      connection->idle = true;
      connection->stream.expires_after(options_.read_timeout);
      const auto [failure, size] =
          co_await http::async_read_header(connection->stream, connection->buffer, head, kQuiet);
      if (failure == http::error::header_limit) {
        co_await Send(connection, head.get(), Request{},
                      ErrorResponse(431, "RequestHeadersTooLarge", "The headers are too large."), false);
      }
      if (failure) co_return;
      connection->idle = false;
      keep = co_await Answer(connection, head);
    }
  }

  /// Reads the rest of a request and answers it; false if the connection cannot be used again.
  asio::awaitable<bool> Answer(ConnectionPtr connection, HeadParser& head) {
    const http::request<http::empty_body> header = head.get();
    Request request = Convert(header, View(header.method_string()), View(header.target()));
    const bool keep = header.keep_alive() && !stopping_;

    if (auto refusal = RefuseForeign(request.Header("Host"), request.Header("Origin"))) {
      co_await Send(connection, header, request, ErrorResponse(403, "Forbidden", *refusal), false);
      co_return false;
    }
    Router::Match match = router_.Find(request.method, request.path);
    request.captures = std::move(match.captures);

    if (header[http::field::expect] == "100-continue") {
      http::response<http::empty_body> go(http::status::continue_, header.version());
      const auto [failure, size] = co_await http::async_write(connection->stream, go, kQuiet);
      if (failure) co_return false;
    }
    int status = 0;
    if (match.route != nullptr && match.route->spool) {
      status = co_await Spool(connection, head, request);
    } else {
      status = co_await ReadBody(connection, head, request);
    }
    if (status == 413) {
      co_await Send(connection, header, request,
                    ErrorResponse(413, "RequestEntityTooLarge", "The body of the request is too large."),
                    false);
    }
    if (status == 507) {
      co_await Send(connection, header, request,
                    ErrorResponse(507, "InsufficientStorage", "There is no room to keep the body."), false);
    }
    if (status != 0) {
      Remove(request);
      co_return false;
    }
    if (match.route == nullptr) {
      Response response = match.allowed.empty()
                              ? ErrorResponse(404, "NotFound", "There is nothing at this address.")
                              : ErrorResponse(405, "MethodNotAllowed", "The address takes: " + match.allowed);
      if (!match.allowed.empty()) response.headers.emplace_back("Allow", match.allowed);
      co_return co_await Send(connection, header, request, std::move(response), keep);
    }
    if (waiting_ >= options_.workers + options_.queue) {
      Response busy = ErrorResponse(503, "ServerBusy", "Too many requests at once; try again in a while.");
      busy.headers.emplace_back("Retry-After", "2");
      Remove(request);
      co_return co_await Send(connection, header, request, std::move(busy), keep);
    }

    connection->stop = std::stop_source();
    request.stop = connection->stop.get_token();
    // Its own signal for each request: the last one's watch may not have ended yet.
    const auto watching = std::make_shared<asio::cancellation_signal>();
    connection->stream.expires_never();
    asio::co_spawn(io_, Watch(connection),
                   asio::bind_cancellation_slot(watching->slot(), [watching](const std::exception_ptr&) {}));
    ++waiting_;
    Response response =
        co_await RunOn(pool_, [this, &request, route = match.route] { return Handle(*route, request); });
    bool sent = false;
    if (response.rest != nullptr) {
      if (!request.stop.stop_requested()) {
        sent = co_await Stream(connection, header, request, response, keep);
      }
      // Ending a query may take a moment, and so belongs on the pool.
      connection->stop.request_stop();
      co_await RunOn(pool_, [&response] {
        response.rest.reset();
        return true;
      });
    } else if (!request.stop.stop_requested()) {
      watching->emit(asio::cancellation_type::all);
      sent = co_await Send(connection, header, request, std::move(response), keep);
    }
    watching->emit(asio::cancellation_type::all);
    --waiting_;
    Remove(request);
    co_return sent;
  }

  asio::awaitable<int> ReadBody(ConnectionPtr connection, HeadParser& head, Request& request) {
    if (head.content_length().value_or(0) > options_.max_body) co_return 413;
    http::request_parser<http::string_body> parser(std::move(head));
    parser.body_limit(options_.max_body);
    while (!parser.is_done()) {
      connection->stream.expires_after(options_.read_timeout);
      const auto [failure, size] =
          co_await http::async_read_some(connection->stream, connection->buffer, parser, kQuiet);
      if (failure == http::error::body_limit) co_return 413;
      if (failure) co_return 400;
    }
    request.body = std::move(parser.get().body());
    co_return 0;
  }

  asio::awaitable<int> Spool(ConnectionPtr connection, HeadParser& head, Request& request) {
    if (head.content_length().value_or(0) > options_.max_spooled) co_return 413;
    http::request_parser<http::file_body> parser(std::move(head));
    parser.body_limit(options_.max_spooled);
    boost::system::error_code failure;
    request.body_file = options_.spool_directory + "/upload-" + request.request_id;
    parser.get().body().open(request.body_file.c_str(), beast::file_mode::write_new, failure);
    if (failure || options_.spool_directory.empty()) co_return 507;
    while (!parser.is_done()) {
      connection->stream.expires_after(options_.read_timeout);
      const auto [broken, size] =
          co_await http::async_read_some(connection->stream, connection->buffer, parser, kQuiet);
      if (broken == http::error::body_limit) co_return 413;
      if (broken == boost::system::errc::no_space_on_device) co_return 507;
      if (broken) co_return 400;
    }
    parser.get().body().close();
    co_return 0;
  }

  static void Remove(const Request& request) {
    if (request.body_file.empty()) return;
    std::error_code ignored;
    std::filesystem::remove(request.body_file, ignored);
  }

  /// On the pool: the route's handler, and what it throws (a failed check of ours, or memory) as an answer.
  Response Handle(const Route& route, Request& request) {
    try {
      if (!request.body.empty() && request.Header("Content-Encoding") == "gzip") {
        auto plain = Gunzip(request.body, options_.max_body * 4);
        if (!plain) return ErrorResponse(400, "BadRequest", plain.error().message);
        request.body = *std::move(plain);
      }
      return route.handler(request);
    } catch (const std::exception& thrown) {
      log_->Error("a request failed",
                  {{"path", request.path}, {"what", thrown.what()}, {"id", request.request_id}});
      return ErrorResponse(500, "InternalServerError",
                           "The server made a mistake; its log has more under " + request.request_id + ".");
    }
  }

  static bool WantsGzip(const http::fields& header) {
    return View(header[http::field::accept_encoding]).find("gzip") != std::string_view::npos;
  }

  template <typename Message>
  static void Fill(Message& message, const Request& request, const Response& response, bool keep) {
    message.set(http::field::server, "harrier");
    message.set(http::field::content_type, response.content_type);
    message.set(http::field::cache_control, "no-store");
    message.set("X-Content-Type-Options", "nosniff");
    if (!request.request_id.empty()) {
      message.set("x-ms-client-request-id", request.client_request_id());
      message.set("x-ms-activity-id", request.request_id);
      message.set("x-ms-request-id", request.request_id);
    }
    for (const auto& [name, value] : response.headers) message.set(name, value);
    message.keep_alive(keep);
  }

  asio::awaitable<bool> Send(ConnectionPtr connection, const http::request<http::empty_body>& header,
                             const Request& request, Response response, bool keep) {
    http::response<http::string_body> message(static_cast<http::status>(response.status), header.version());
    Fill(message, request, response, keep);
    if (response.body.size() >= kLeastPacked && WantsGzip(header)) {
      message.body() = co_await RunOn(pool_, [&response] {
        std::string packed;
        GzipPacker().Add(response.body, true, packed);
        return packed;
      });
      message.set(http::field::content_encoding, "gzip");
    } else {
      message.body() = std::move(response.body);
    }
    message.set(http::field::vary, "Accept-Encoding");
    message.prepare_payload();
    http::response_serializer<http::string_body> serializer(message);
    connection->stream.expires_after(options_.write_timeout);
    const auto [failure, size] =
        header.method() == http::verb::head
            ? co_await http::async_write_header(connection->stream, serializer, kQuiet)
            : co_await http::async_write(connection->stream, serializer, kQuiet);
    co_return !failure && keep;
  }

  /// Sends an answer in chunks, each made on the pool when the one before has gone.
  asio::awaitable<bool> Stream(ConnectionPtr connection, const http::request<http::empty_body>& header,
                               const Request& request, Response& response, bool keep) {
    const bool chunked = header.version() >= 11;
    const bool pack = WantsGzip(header);
    http::response<http::empty_body> message(static_cast<http::status>(response.status), header.version());
    Fill(message, request, response, keep && chunked);
    if (chunked) message.chunked(true);
    if (pack) message.set(http::field::content_encoding, "gzip");
    http::response_serializer<http::empty_body> serializer(message);
    connection->stream.expires_after(options_.write_timeout);
    const auto [failure, size] = co_await http::async_write_header(connection->stream, serializer, kQuiet);
    if (failure) co_return false;

    GzipPacker packer;
    std::string piece;
    bool first = true;
    for (bool more = true; more;) {
      connection->stream.expires_never();
      const int state = co_await RunOn(
          pool_, [&] { return NextPiece(response, request, pack ? &packer : nullptr, first, piece); });
      if (state < 0) co_return false;
      first = false;
      more = state > 0;
      if (piece.empty()) continue;
      connection->stream.expires_after(options_.write_timeout);
      if (chunked) {
        const auto [broken, n] =
            co_await asio::async_write(connection->stream, http::make_chunk(asio::buffer(piece)), kQuiet);
        if (broken) co_return false;
      } else {
        const auto [broken, n] = co_await asio::async_write(connection->stream, asio::buffer(piece), kQuiet);
        if (broken) co_return false;
      }
    }
    if (!chunked) co_return false;
    connection->stream.expires_after(options_.write_timeout);
    const auto [broken, n] = co_await asio::async_write(connection->stream, http::make_chunk_last(), kQuiet);
    co_return !broken && keep;
  }

  /// On the pool: 1 if more pieces come, 0 after the last, -1 if it failed or nobody wants it.
  int NextPiece(Response& response, const Request& request, GzipPacker* packer, bool first,
                std::string& piece) {
    if (request.stop.stop_requested()) return -1;
    try {
      std::string plain = first ? std::move(response.body) : std::string();
      const bool more = response.rest->Next(plain);
      if (packer != nullptr) {
        piece.clear();
        packer->Add(plain, !more, piece);
      } else {
        piece = std::move(plain);
      }
      return more ? 1 : 0;
    } catch (const std::exception& thrown) {
      log_->Error("an answer broke off",
                  {{"path", request.path}, {"what", thrown.what()}, {"id", request.request_id}});
      return -1;
    }
  }

  ServerOptions options_;
  Router router_;
  Log* log_;
  asio::io_context io_{1};
  asio::thread_pool pool_;
  tcp::acceptor acceptor_;
  uint16_t acceptor_port_ = 0;
  asio::signal_set signals_;
  asio::steady_timer grace_;
  std::set<ConnectionPtr> connections_;
  size_t waiting_ = 0;  // requests on the pool
  bool stopping_ = false;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::Listen(ServerOptions options, Router router, Log* log) {
  auto server = std::make_unique<BeastServer>(std::move(options), std::move(router), log);
  TRY_OK(server->Bind());
  server->Prepare();
  return server;
}

}  // namespace harrier::api
