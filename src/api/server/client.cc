#include "api/server/client.h"

#include <chrono>
#include <limits>
#include <mutex>

#include <sys/socket.h>

#define BOOST_ASIO_NO_DEPRECATED
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "runtime/json_text.h"

namespace harrier::api {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

/// Tokens live for an hour.
constexpr auto kTokenLife = std::chrono::minutes(50);

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

Result<Client> Client::For(std::string_view url, std::string authority) {
  Client client;
  client.url_ = std::string(url);
  client.authority_ = std::move(authority);
  client.secure_ = url.starts_with("https://");
  if (!client.secure_ && !url.starts_with("http://")) {
    return Fail(ErrorCode::kInvalid, "'{}' is not an address such as http://127.0.0.1:8080", url);
  }
  url.remove_prefix(client.secure_ ? 8 : 7);
  const std::string_view rest = url.substr(std::min(url.find('/'), url.size()));
  url.remove_suffix(rest.size());
  const size_t bracket = url.find(']');
  const size_t colon = url.find(':', bracket == std::string_view::npos ? 0 : bracket);
  client.host_ = std::string(url.substr(0, colon));
  client.port_ =
      colon == std::string_view::npos ? (client.secure_ ? "443" : "80") : std::string(url.substr(colon + 1));
  if (client.host_.empty() || client.port_.empty() || (!rest.empty() && rest != "/")) {
    return Fail(ErrorCode::kInvalid, "'{}' is not an address such as http://127.0.0.1:8080", client.url_);
  }
  while (client.url_.ends_with('/')) client.url_.pop_back();
  return client;
}

namespace {

/// Writes the request and reads the answer; a failure to write is reported only if there is no answer.
template <typename Stream>
Result<ClientResponse> Exchange(Stream& stream, const ClientRequest& request, const std::string& host,
                                const std::string& token, boost::system::error_code& failure) {
  const auto write = [&](auto& message) {
    Fill(message, request, host);
    if (!token.empty()) message.set(http::field::authorization, "Bearer " + token);
    message.prepare_payload();
    http::write(stream, message, failure);
  };
  if (request.body_file.empty()) {
    http::request<http::string_body> message;
    message.body() = request.body;
    write(message);
  } else {
    http::request<http::file_body> message;
    message.body().open(request.body_file.c_str(), beast::file_mode::scan, failure);
    if (failure)
      return Fail(ErrorCode::kInvalid, "cannot read '{}': {}", request.body_file, failure.message());
    write(message);
  }
  // A server that refuses early closes before all is written; its answer is there to be read all the same.
  const bool written = !failure;
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::numeric_limits<uint64_t>::max());
  boost::system::error_code read_failure;
  http::read(stream, buffer, parser, read_failure);
  if (read_failure) {
    if (written) failure = read_failure;
    return Fail(ErrorCode::kIo, "{}", failure.message());
  }
  ClientResponse response;
  auto message = parser.release();
  response.status = message.result_int();
  for (const auto& field : message.base()) response.headers.emplace_back(field.name_string(), field.value());
  response.body = std::move(message.body());
  return response;
}

}  // namespace

/// A token is asked for once, and anew when it nears its end.
struct Client::Login {
  std::string id;
  std::string secret;
  std::mutex mutex{};
  std::string token{};
  std::chrono::steady_clock::time_point until{};
};

void Client::LogIn(std::string client_id, std::string client_secret) {
  login_ = std::make_shared<Login>();
  login_->id = std::move(client_id);
  login_->secret = std::move(client_secret);
}

Result<std::string> Client::Token(const std::stop_token& stop) const {
  const std::lock_guard lock(login_->mutex);
  const auto now = std::chrono::steady_clock::now();
  if (!login_->token.empty() && now < login_->until) return login_->token;
  TRY(const auto answer,
      SendAs({.target = "/common/oauth2/v2.0/token",
              .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
              .body = fmt::format(
                  "grant_type=client_credentials&client_id={}&client_secret={}&scope={}%2F.default",
                  PercentEncode(login_->id), PercentEncode(login_->secret), PercentEncode(url_)),
              .stop = stop},
             ""));
  std::vector<std::pair<std::string_view, std::string_view>> members;
  login_->token.clear();
  if (answer.status == 200 && runtime::JsonObjectItems(answer.body, members)) {
    for (const auto& [name, value] : members) {
      if (name == "\"access_token\"") runtime::AppendJsonAsText(login_->token, value);
    }
  }
  if (login_->token.empty())
    return Fail(ErrorCode::kForbidden, "{} does not let '{}' in: {}", url_, login_->id,
                answer.body.substr(0, 300));
  login_->until = now + kTokenLife;
  return login_->token;
}

Result<ClientResponse> Client::Send(const ClientRequest& request) const {
  if (login_ == nullptr) return SendAs(request, "");
  TRY(const std::string token, Token(request.stop));
  return SendAs(request, token);
}

Result<ClientResponse> Client::SendAs(const ClientRequest& request, const std::string& token) const {
  boost::system::error_code failure;
  const auto unreachable = [&] {
    if (request.stop.stop_requested()) return Fail(ErrorCode::kCancelled, "cancelled");
    return Fail(ErrorCode::kIo, "cannot reach {}: {}", url_, failure.message());
  };
  asio::io_context io;
  std::string name = host_;
  if (name.starts_with('[')) name = name.substr(1, name.size() - 2);
  asio::ssl::context tls(asio::ssl::context::tls_client);
  if (secure_) {
    if (authority_.empty()) {
      tls.set_default_verify_paths(failure);
    } else {
      tls.load_verify_file(authority_, failure);
    }
    if (failure) return Fail(ErrorCode::kIo, "cannot read the certificates in '{}'", authority_);
    tls.set_verify_mode(asio::ssl::verify_peer);
    tls.set_verify_callback(asio::ssl::host_name_verification(name));
  }
  beast::ssl_stream<tcp::socket> stream(io, tls);
  tcp::socket& socket = stream.next_layer();
  const auto endpoints = tcp::resolver(io).resolve(name, port_, failure);
  if (!failure) asio::connect(socket, endpoints, failure);
  if (failure) return unreachable();
  // Ends whatever waits on the socket below.
  const int descriptor = socket.native_handle();
  const std::stop_callback cancel(request.stop, [descriptor] { ::shutdown(descriptor, SHUT_RDWR); });

  const std::string host = host_ + ":" + port_;
  if (secure_) {
    if (SSL_set_tlsext_host_name(stream.native_handle(), name.c_str()) == 1)
      stream.handshake(asio::ssl::stream_base::client, failure);
    if (failure) return unreachable();
  }
  auto answer = secure_ ? Exchange(stream, request, host, token, failure)
                        : Exchange(socket, request, host, token, failure);
  if (!answer && answer.error().code == ErrorCode::kIo) return unreachable();
  return answer;
}

}  // namespace harrier::api
