#pragma once

#include <memory>
#include <utility>

#define BOOST_ASIO_NO_DEPRECATED
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace harrier::api {

/// Failures as values: an awaited operation gives (failure, …).
constexpr auto kQuiet = boost::asio::as_tuple(boost::asio::use_awaitable);

/// A client's socket, with or without TLS around it.
class Transport {
 public:
  using Plain = boost::beast::tcp_stream;
  using Secure = boost::beast::ssl_stream<boost::beast::tcp_stream>;

  /// `tls` may be null: plain.
  Transport(boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls)
      : tls_(std::move(tls)) {
    if (tls_) {
      secure_ = std::make_unique<Secure>(std::move(socket), *tls_);
    } else {
      plain_ = std::make_unique<Plain>(std::move(socket));
    }
  }

  /// `use` is called with the stream, of either kind.
  template <typename Use>
  auto With(Use&& use) {
    return secure_ ? use(*secure_) : use(*plain_);
  }
  /// The part below TLS: its time limits, and the socket.
  Plain& tcp() { return secure_ ? secure_->next_layer() : *plain_; }
  bool secure() const { return secure_ != nullptr; }

  boost::asio::awaitable<bool> Handshake() {
    if (!secure_) co_return true;
    const auto [failure] = co_await secure_->async_handshake(boost::asio::ssl::stream_base::server, kQuiet);
    co_return !failure;
  }
  /// Says goodbye, as TLS wants it.
  boost::asio::awaitable<void> Shutdown() {
    if (secure_) (void)co_await secure_->async_shutdown(kQuiet);
  }

 private:
  std::shared_ptr<boost::asio::ssl::context> tls_;
  std::unique_ptr<Plain> plain_;
  std::unique_ptr<Secure> secure_;
};

}  // namespace harrier::api
