#include "api/server/client.h"

#include <limits>

#include <sys/socket.h>

#define BOOST_ASIO_NO_DEPRECATED
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace harrier::api {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

template <typename Body>
void Fill(http::request<Body>& message, const ClientRequest& request, const std::string& host) {
  message.method_string(request.method);
  message.target(request.target);
  message.version(11);
  message.set(http::field::host, host);
  message.set(http::field::user_agent, "harrier");
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.keep_alive(false);
}

}  // namespace

Result<Client> Client::For(std::string_view url) {
  Client client;
  client.url_ = std::string(url);
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) {
    return Fail(ErrorCode::kInvalid, "'{}' is not an address such as http://127.0.0.1:8080", url);
  }
  url.remove_prefix(kScheme.size());
  const std::string_view rest = url.substr(std::min(url.find('/'), url.size()));
  url.remove_suffix(rest.size());
  const size_t bracket = url.find(']');
  const size_t colon = url.find(':', bracket == std::string_view::npos ? 0 : bracket);
  client.host_ = std::string(url.substr(0, colon));
  client.port_ = colon == std::string_view::npos ? "80" : std::string(url.substr(colon + 1));
  if (client.host_.empty() || client.port_.empty() || (!rest.empty() && rest != "/")) {
    return Fail(ErrorCode::kInvalid, "'{}' is not an address such as http://127.0.0.1:8080", client.url_);
  }
  while (client.url_.ends_with('/')) client.url_.pop_back();
  return client;
}

Result<ClientResponse> Client::Send(const ClientRequest& request) const {
  boost::system::error_code failure;
  const auto unreachable = [&] {
    if (request.stop.stop_requested()) return Fail(ErrorCode::kCancelled, "cancelled");
    return Fail(ErrorCode::kIo, "cannot reach {}: {}", url_, failure.message());
  };
  asio::io_context io;
  tcp::socket socket(io);
  std::string name = host_;
  if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
  const auto endpoints = tcp::resolver(io).resolve(name, port_, failure);
  if (!failure) asio::connect(socket, endpoints, failure);
  if (failure) return unreachable();
  // Ends whatever waits on the socket below.
  const int descriptor = socket.native_handle();
  const std::stop_callback cancel(request.stop, [descriptor] { ::shutdown(descriptor, SHUT_RDWR); });

  const std::string host = host_ + ":" + port_;
  if (request.body_file.empty()) {
    http::request<http::string_body> message;
    Fill(message, request, host);
    message.body() = request.body;
    message.prepare_payload();
    http::write(socket, message, failure);
  } else {
    http::request<http::file_body> message;
    Fill(message, request, host);
    message.body().open(request.body_file.c_str(), beast::file_mode::scan, failure);
    if (failure) return Fail(ErrorCode::kIo, "cannot read '{}': {}", request.body_file, failure.message());
    message.prepare_payload();
    http::write(socket, message, failure);
  }
  // A server that refuses early closes before all is written; its answer is there to be read all the same.
  const bool written = !failure;
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::numeric_limits<uint64_t>::max());
  boost::system::error_code read_failure;
  http::read(socket, buffer, parser, read_failure);
  if (read_failure) {
    if (written) failure = read_failure;
    return unreachable();
  }
  ClientResponse response;
  auto message = parser.release();
  response.status = message.result_int();
  for (const auto& field : message.base()) response.headers.emplace_back(field.name_string(), field.value());
  response.body = std::move(message.body());
  return response;
}

}  // namespace harrier::api
