#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "api/server/http.h"
#include "base/error.h"

namespace harrier::api {

struct ClientRequest {
  std::string method = "POST";
  std::string target;  // "/v2/rest/query"
  Fields headers{};
  std::string body{};
  std::string body_file{};  // sent instead of `body`, if set
  std::stop_token stop{};
};

struct ClientResponse {
  int status = 0;
  Fields headers;
  std::string body;
};

/// Speaks HTTP to one server, over TLS or, on this machine, without.
class Client {
 public:
  /// `url` is "http://host[:port][/]" or "https://…". kInvalid for anything else. `authority` is a file of
  /// PEM certificates that the server's is checked by; empty: the system's.
  static Result<Client> For(std::string_view url, std::string authority = "");

  /// From now on each request goes with a token of this service principal.
  void LogIn(std::string client_id, std::string client_secret);

  /// Sends one request on a connection of its own. kIo if the server cannot be reached, kCancelled on stop.
  Result<ClientResponse> Send(const ClientRequest& request) const;
  const std::string& url() const { return url_; }

 private:
  Result<std::string> Token(const std::stop_token& stop) const;
  Result<ClientResponse> SendAs(const ClientRequest& request, const std::string& token) const;

  std::string url_;
  std::string host_;
  std::string port_;
  bool secure_ = false;
  std::string authority_;
  struct Login;
  std::shared_ptr<Login> login_;  // shared by copies
};

}  // namespace harrier::api
