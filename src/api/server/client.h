#pragma once

#include <cstdint>
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

/// Speaks HTTP to one server; plain http only, for servers on this machine.
class Client {
 public:
  /// `url` is "http://host[:port][/]". kInvalid for anything else.
  static Result<Client> For(std::string_view url);

  /// Sends one request on a connection of its own. kIo if the server cannot be reached, kCancelled on stop.
  Result<ClientResponse> Send(const ClientRequest& request) const;
  const std::string& url() const { return url_; }

 private:
  std::string url_;
  std::string host_;
  std::string port_;
};

}  // namespace harrier::api
