#pragma once

#include <cstddef>
#include <memory>
#include <stop_token>

#include "api/server/gate.h"
#include "api/server/server.h"
#include "api/server/transport.h"

#define BOOST_ASIO_NO_DEPRECATED
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace harrier::api {

/// What the connections of one server share. All but the pool belongs to the I/O thread.
struct Shared {
  const ServerOptions& options;
  const Router& router;
  const Gate& gate;
  Log* log;
  boost::asio::io_context& io;
  boost::asio::thread_pool& pool;
  size_t waiting = 0;  // requests on the pool
  size_t telling = 0;  // streams of events
  bool stopping = false;
  /// The address that clients of plain listeners are told for what must be secure; may be empty.
  std::string secure_url{};
};

/// A client's connection and its requests, one after the other. Belongs to the I/O thread; handlers run on
/// the pool.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls,
             const Listener& listener, Shared& shared);

  boost::asio::awaitable<void> Serve();
  void Close() { transport_.tcp().close(); }
  /// Asks the request that runs now to end.
  void RequestStop() { stop_.request_stop(); }
  /// Between requests.
  bool idle() const { return idle_; }
  /// It tells events, and would go on for ever.
  bool telling() const { return telling_; }

 private:
  using Header = boost::beast::http::request<boost::beast::http::empty_body>;
  using HeadParser = boost::beast::http::request_parser<boost::beast::http::empty_body>;
  template <typename T>
  using awaitable = boost::asio::awaitable<T>;

  awaitable<bool> Answer(HeadParser& head);
  awaitable<bool> Run(const Header& header, const Route& route, Request& request, bool keep);
  awaitable<int> ReadBody(HeadParser& head, Request& request, size_t limit);
  awaitable<int> Spool(HeadParser& head, Request& request);
  awaitable<bool> Refuse(HeadParser& head, const Header& header, Request& request, Response refusal,
                         bool keep);
  awaitable<bool> Send(const Header& header, const Request& request, Response response, bool keep);
  awaitable<bool> Stream(const Header& header, const Request& request, Response& response, bool keep);
  awaitable<bool> Tell(Response& response, const Request& request);
  static awaitable<void> Watch(std::shared_ptr<Connection> connection);
  Request Convert(const Header& header) const;
  Response Handle(const Route& route, Request& request);
  int NextPiece(Response& response, const Request& request, class GzipPacker* packer, bool first,
                std::string& piece);

  Transport transport_;
  const Listener& listener_;
  Shared& shared_;
  boost::beast::flat_buffer buffer_;
  std::stop_source stop_;
  std::string address_;
  bool idle_ = true;
  bool telling_ = false;
};

}  // namespace harrier::api
