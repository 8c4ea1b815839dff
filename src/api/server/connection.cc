#include "api/server/connection.h"

#include <filesystem>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <poll.h>

#include "api/server/guard.h"
#include "api/server/gzip.h"
#include "api/server/pool.h"

namespace harrier::api {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

/// Shorter answers are not worth packing.
constexpr size_t kLeastPacked = 1024;
constexpr uint32_t kMaxHeader = 64U << 10;
/// So much of the body of a refused request is read, so that its client gets to read why.
constexpr size_t kMaxRefused = 1U << 20;
/// How often it is looked whether a client that sent something early has gone.
constexpr auto kLook = std::chrono::milliseconds(200);
constexpr auto kHandshake = std::chrono::seconds(20);
constexpr auto kGoodbye = std::chrono::seconds(2);
/// After so long without an event a comment is sent, so that nothing in between takes the stream for dead.
constexpr auto kHeartbeat = std::chrono::seconds(15);

std::string_view View(beast::string_view text) {
  return {text.data(), text.size()};
}

bool WantsGzip(const http::fields& header) {
  return View(header[http::field::accept_encoding]).find("gzip") != std::string_view::npos;
}

void Remove(const Request& request) {
  if (request.body_file.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(request.body_file, ignored);
}

/// Of the other side; an IPv4 one as such, also on a socket for both.
std::string AddressOf(const tcp::socket& socket) {
  boost::system::error_code failure;
  asio::ip::address address = socket.remote_endpoint(failure).address();
  if (failure) return "";
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  return address.to_string();
}

template <typename Message>
void Fill(Message& message, const Request& request, const Response& response, bool keep) {
  message.set(http::field::server, "harrier");
  message.set(http::field::content_type, response.content_type);
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  if (!request.request_id.empty()) {
    message.set("x-ms-client-request-id", request.client_request_id());
    message.set("x-ms-activity-id", request.request_id);
    message.set("x-ms-request-id", request.request_id);
  }
  if (request.secure) message.set("Strict-Transport-Security", "max-age=31536000");
  for (const auto& [name, value] : response.headers) {
    // The one header that may come more than once.
    if (name == "Set-Cookie") {
      message.insert(http::field::set_cookie, value);
    } else {
      message.set(name, value);
    }
  }
  message.keep_alive(keep);
}

Response TooLarge() {
  return ErrorResponse(413, "RequestEntityTooLarge", "The body of the request is too large.");
}

}  // namespace

Connection::Connection(tcp::socket socket, std::shared_ptr<asio::ssl::context> tls, const Listener& listener,
                       Shared& shared)
    : transport_(std::move(socket), std::move(tls)),
      listener_(listener),
      shared_(shared),
      address_(AddressOf(transport_.tcp().socket())) {}

/// Asks the request to stop when its client closes the connection.
asio::awaitable<void> Connection::Watch(std::shared_ptr<Connection> connection) {
  auto& socket = connection->transport_.tcp().socket();
  const auto [failure] = co_await socket.async_wait(tcp::socket::wait_read, kQuiet);
  if (failure) co_return;
  asio::steady_timer timer(connection->shared_.io);
  while (true) {
    pollfd look{socket.native_handle(), POLLRDHUP, 0};
    if (::poll(&look, 1, 0) > 0) break;
    // What is there to read is the next request, sent early, or TLS's goodbye before the end itself.
    timer.expires_after(kLook);
    const auto [cancelled] = co_await timer.async_wait(kQuiet);
    if (cancelled) co_return;
  }
  connection->stop_.request_stop();
}

asio::awaitable<void> Connection::Serve() {
  bool keep = true;
  transport_.tcp().expires_after(kHandshake);
  if (!co_await transport_.Handshake()) co_return;
  while (keep && !shared_.stopping) {
    HeadParser head;
    head.header_limit(kMaxHeader);
    head.body_limit(boost::none);
    idle_ = true;
    transport_.tcp().expires_after(shared_.options.read_timeout);
    const auto [failure, size] = co_await transport_.With(
        [&](auto& stream) { return http::async_read_header(stream, buffer_, head, kQuiet); });
    if (failure == http::error::header_limit) {
      co_await Send(head.get(), Request{},
                    ErrorResponse(431, "RequestHeadersTooLarge", "The headers are too large."), false);
    }
    if (failure) co_return;
    idle_ = false;
    keep = co_await Answer(head);
  }
  transport_.tcp().expires_after(kGoodbye);
  co_await transport_.Shutdown();
}

/// What the client sent, without Beast's types.
Request Connection::Convert(const Header& header) const {
  Request request;
  request.method = std::string(View(header.method_string()));
  const std::string_view target = View(header.target());
  const size_t question = std::min(target.find('?'), target.size());
  request.path = PercentDecode(target.substr(0, question), false);
  request.query = ParseQueryString(target.substr(std::min(target.size(), question + 1)));
  for (const auto& field : header) request.headers.emplace_back(field.name_string(), field.value());
  request.request_id = NewGuid();
  request.address = address_;
  request.secure = listener_.secure;
  request.origin = listener_.secure ? "https://" + std::string(request.Header("Host")) : shared_.secure_url;
  return request;
}

/// Reads the rest of a request and answers it; false if the connection cannot be used again.
asio::awaitable<bool> Connection::Answer(HeadParser& head) {
  const Header header = head.get();
  Request request = Convert(header);
  const bool keep = header.keep_alive() && !shared_.stopping;

  if (auto refusal = RefuseForeign(listener_, request.Header("Host"), request.Header("Origin")))
    co_return co_await Refuse(head, header, request, ErrorResponse(403, "Forbidden", *refusal), false);
  if (!IsText(request))
    co_return co_await Refuse(head, header, request,
                              ErrorResponse(400, "BadRequest", "The address is not UTF-8 text."), keep);
  Router::Match match = shared_.router.Find(request.method, request.path);
  request.captures = std::move(match.captures);
  if (match.route == nullptr) {
    Response response = match.allowed.empty()
                            ? ErrorResponse(404, "NotFound", "There is nothing at this address.")
                            : ErrorResponse(405, "MethodNotAllowed", "The address takes: " + match.allowed);
    if (!match.allowed.empty()) response.headers.emplace_back("Allow", match.allowed);
    co_return co_await Refuse(head, header, request, std::move(response), keep);
  }
  if (shared_.waiting >= shared_.options.workers + shared_.options.queue) {
    Response busy = ErrorResponse(503, "ServerBusy", "Too many requests at once; try again in a while.");
    busy.headers.emplace_back("Retry-After", "2");
    co_return co_await Refuse(head, header, request, std::move(busy), keep);
  }
  if (!match.route->open) {
    auto refusal = co_await RunOn(shared_.pool, [this, &request, route = match.route] {
      try {
        return shared_.gate.Admit(*route, listener_, request);
      } catch (const std::exception& thrown) {
        shared_.log->Error("a caller could not be told", {{"what", thrown.what()}});
        return std::optional(ErrorResponse(500, "InternalServerError", "The server made a mistake."));
      }
    });
    if (refusal) co_return co_await Refuse(head, header, request, *std::move(refusal), keep);
  }

  if (header[http::field::expect] == "100-continue") {
    http::response<http::empty_body> go(http::status::continue_, header.version());
    const auto [failure, size] =
        co_await transport_.With([&](auto& stream) { return http::async_write(stream, go, kQuiet); });
    if (failure) co_return false;
  }
  int status = 0;
  if (match.route->spool) {
    status = co_await Spool(head, request);
  } else {
    status = co_await ReadBody(head, request, shared_.options.max_body);
  }
  if (status == 413) co_await Send(header, request, TooLarge(), false);
  if (status == 507) {
    co_await Send(header, request,
                  ErrorResponse(507, "InsufficientStorage", "There is no room to keep the body."), false);
  }
  if (status != 0) {
    Remove(request);
    co_return false;
  }
  ++shared_.waiting;
  const bool sent = co_await Run(header, *match.route, request, keep);
  --shared_.waiting;
  Remove(request);
  co_return sent;
}

/// Runs the handler of a request that has been read, and sends its answer.
asio::awaitable<bool> Connection::Run(const Header& header, const Route& route, Request& request, bool keep) {
  stop_ = std::stop_source();
  request.stop = stop_.get_token();
  // Its own signal for each request: the last one's watch may not have ended yet.
  const auto watching = std::make_shared<asio::cancellation_signal>();
  transport_.tcp().expires_never();
  asio::co_spawn(shared_.io, Watch(shared_from_this()),
                 asio::bind_cancellation_slot(watching->slot(), [watching](const std::exception_ptr&) {}));
  Response response =
      co_await RunOn(shared_.pool, [this, &request, &route] { return Handle(route, request); });
  bool sent = false;
  if (response.wake != nullptr && shared_.telling >= shared_.options.most_event_streams) {
    response = ErrorResponse(503, "ServerBusy", "Too many pages listen for events; try again in a while.");
    response.headers.emplace_back("Retry-After", "10");
  }
  if (response.rest != nullptr) {
    if (!request.stop.stop_requested()) sent = co_await Stream(header, request, response, keep);
    // Ending a query may take a moment, and so belongs on the pool.
    stop_.request_stop();
    co_await RunOn(shared_.pool, [&response] {
      response.rest.reset();
      return true;
    });
  } else if (!request.stop.stop_requested()) {
    watching->emit(asio::cancellation_type::all);
    sent = co_await Send(header, request, std::move(response), keep);
  }
  watching->emit(asio::cancellation_type::all);
  co_return sent;
}

asio::awaitable<int> Connection::ReadBody(HeadParser& head, Request& request, size_t limit) {
  if (head.content_length().value_or(0) > limit) co_return 413;
  http::request_parser<http::string_body> parser(std::move(head));
  parser.body_limit(limit);
  while (!parser.is_done()) {
    transport_.tcp().expires_after(shared_.options.read_timeout);
    const auto [failure, size] = co_await transport_.With(
        [&](auto& stream) { return http::async_read_some(stream, buffer_, parser, kQuiet); });
    if (failure == http::error::body_limit) co_return 413;
    if (failure) co_return 400;
  }
  request.body = std::move(parser.get().body());
  co_return 0;
}

asio::awaitable<int> Connection::Spool(HeadParser& head, Request& request) {
  if (head.content_length().value_or(0) > shared_.options.max_spooled) co_return 413;
  http::request_parser<http::file_body> parser(std::move(head));
  parser.body_limit(shared_.options.max_spooled);
  boost::system::error_code failure;
  request.body_file = shared_.options.spool_directory + "/upload-" + request.request_id;
  parser.get().body().open(request.body_file.c_str(), beast::file_mode::write_new, failure);
  if (failure || shared_.options.spool_directory.empty()) co_return 507;
  while (!parser.is_done()) {
    transport_.tcp().expires_after(shared_.options.read_timeout);
    const auto [broken, size] = co_await transport_.With(
        [&](auto& stream) { return http::async_read_some(stream, buffer_, parser, kQuiet); });
    if (broken == http::error::body_limit) co_return 413;
    if (broken == boost::system::errc::no_space_on_device) co_return 507;
    if (broken) co_return 400;
  }
  parser.get().body().close();
  co_return 0;
}

/// Answers without a handler. A body that came along is read before, if it is small; else the connection
/// ends, and so it does for a client that still waits to send it.
asio::awaitable<bool> Connection::Refuse(HeadParser& head, const Header& header, Request& request,
                                         Response refusal, bool keep) {
  const bool waits = header[http::field::expect] == "100-continue";
  if (waits || co_await ReadBody(head, request, kMaxRefused) != 0) keep = false;
  co_return co_await Send(header, request, std::move(refusal), keep);
}

/// On the pool: the route's handler, and what it throws (a failed check of ours, or memory) as an answer.
Response Connection::Handle(const Route& route, Request& request) {
  try {
    // Kusto's clients say gzip of Parquet and Avro that are none.
    if (request.body.starts_with("\x1f\x8b") && request.Header("Content-Encoding") == "gzip") {
      auto plain = Gunzip(request.body, shared_.options.max_body * 4);
      if (!plain) return ErrorResponse(400, "BadRequest", plain.error().message);
      request.body = *std::move(plain);
    }
    return route.handler(request);
  } catch (const std::exception& thrown) {
    shared_.log->Error("a request failed",
                       {{"path", request.path}, {"what", thrown.what()}, {"id", request.request_id}});
    return ErrorResponse(500, "InternalServerError",
                         "The server made a mistake; its log has more under " + request.request_id + ".");
  }
}

asio::awaitable<bool> Connection::Send(const Header& header, const Request& request, Response response,
                                       bool keep) {
  http::response<http::string_body> message(static_cast<http::status>(response.status), header.version());
  Fill(message, request, response, keep);
  if (response.body.size() >= kLeastPacked && WantsGzip(header)) {
    message.body() = co_await RunOn(shared_.pool, [&response] {
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
  transport_.tcp().expires_after(shared_.options.write_timeout);
  const bool head_only = header.method() == http::verb::head;
  const auto [failure, size] = co_await transport_.With([&](auto& stream) {
    return head_only ? http::async_write_header(stream, serializer, kQuiet)
                     : http::async_write(stream, serializer, kQuiet);
  });
  co_return !failure && keep;
}

/// Sends an answer in chunks, each made on the pool when the one before has gone.
asio::awaitable<bool> Connection::Stream(const Header& header, const Request& request, Response& response,
                                         bool keep) {
  const bool chunked = header.version() >= 11;
  const bool pack = response.wake == nullptr && WantsGzip(header);
  http::response<http::empty_body> message(static_cast<http::status>(response.status), header.version());
  Fill(message, request, response, keep && chunked);
  if (chunked) message.chunked(true);
  if (pack) message.set(http::field::content_encoding, "gzip");
  http::response_serializer<http::empty_body> serializer(message);
  transport_.tcp().expires_after(shared_.options.write_timeout);
  const auto [failure, size] = co_await transport_.With(
      [&](auto& stream) { return http::async_write_header(stream, serializer, kQuiet); });
  if (failure) co_return false;

  GzipPacker packer;
  std::string piece;
  bool first = true;
  for (bool more = true; more;) {
    transport_.tcp().expires_never();
    const int state = co_await RunOn(
        shared_.pool, [&] { return NextPiece(response, request, pack ? &packer : nullptr, first, piece); });
    if (state < 0) co_return false;
    first = false;
    more = state > 0;
    if (more && piece.empty() && response.wake != nullptr && !co_await Tell(response, request))
      piece = ": nothing new\n\n";
    if (piece.empty()) continue;
    transport_.tcp().expires_after(shared_.options.write_timeout);
    const auto [broken, n] = co_await transport_.With(
        [&](auto& stream) -> asio::awaitable<std::tuple<boost::system::error_code, size_t>> {
          if (chunked)
            co_return co_await asio::async_write(stream, http::make_chunk(asio::buffer(piece)), kQuiet);
          co_return co_await asio::async_write(stream, asio::buffer(piece), kQuiet);
        });
    if (broken) co_return false;
  }
  if (!chunked) co_return false;
  transport_.tcp().expires_after(shared_.options.write_timeout);
  const auto [broken, n] = co_await transport_.With(
      [&](auto& stream) { return asio::async_write(stream, http::make_chunk_last(), kQuiet); });
  co_return !broken && keep;
}

/// Waits until a stream of events has something to say: true. False if it is time for a sign of life.
asio::awaitable<bool> Connection::Tell(Response& response, const Request& request) {
  // Its place on the pool is free meanwhile.
  --shared_.waiting;
  ++shared_.telling;
  telling_ = true;
  const auto timer = std::make_shared<asio::steady_timer>(shared_.io);
  timer->expires_after(kHeartbeat);
  response.wake->Set([&io = shared_.io, timer] { asio::post(io, [timer] { timer->cancel(); }); });
  bool told = response.wake->Take() || request.stop.stop_requested();
  if (!told) {
    const std::stop_callback gone(request.stop, [wake = response.wake] { wake->Notify(); });
    const auto [cancelled] = co_await timer->async_wait(kQuiet);
    told = static_cast<bool>(cancelled);
  }
  response.wake->Set(nullptr);
  telling_ = false;
  --shared_.telling;
  ++shared_.waiting;
  co_return told;
}

/// On the pool: 1 if more pieces come, 0 after the last, -1 if it failed or nobody wants it.
int Connection::NextPiece(Response& response, const Request& request, GzipPacker* packer, bool first,
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
    shared_.log->Error("an answer broke off",
                       {{"path", request.path}, {"what", thrown.what()}, {"id", request.request_id}});
    return -1;
  }
}

}  // namespace harrier::api
