#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/url_text.h"

namespace harrier::access {
struct Caller;
}

namespace harrier::api {

/// The same text but for the case of ASCII letters.
bool SameText(std::string_view a, std::string_view b);

using Fields = std::vector<std::pair<std::string, std::string>>;

/// The value of a header, whatever the case of its name; empty if it is not there.
std::string_view FindHeader(const Fields& fields, std::string_view name);

/// One request, read completely.
struct Request {
  std::string method;  // upper case
  std::string path;    // percent-decoded, without the query
  Fields query;        // decoded
  Fields headers;
  std::vector<std::string> captures;  // the {…} parts of the route's pattern, in order
  std::string body;                   // its content coding undone
  std::string body_file;              // for routes that spool: where the body lies until the answer is sent
  std::string request_id;             // ours, a guid
  std::string address;                // the client's, without its port
  bool secure = false;                // it came over TLS
  /// "https://localhost:8443": the server's secure address as this client may use it; empty if it has none.
  std::string origin;
  /// Who asks; null on open routes.
  std::shared_ptr<const access::Caller> caller;
  /// Requested when the client has gone or the server stops.
  std::stop_token stop;

  std::string_view Header(std::string_view name) const { return FindHeader(headers, name); }
  std::string_view Parameter(std::string_view name) const;
  /// What the client calls its request; ours if it has no name for it.
  std::string client_request_id() const;
  /// Who asks, by name: the caller's, or what the client says of itself where anybody may ask.
  std::string user() const;
  /// The caller's object id; empty where anybody may ask.
  std::string principal() const;
};

/// The later part of a long answer, made piece by piece.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// Appends the next piece to `out`; false after the last.
  virtual bool Next(std::string& out) = 0;
};

/// Tells that an answer that had nothing more to say for now has something again. Safe for use by several
/// threads.
class Wake {
 public:
  void Notify();
  /// Whether it was told since the last time.
  bool Take();
  /// `wake` is called by Notify from now on; null ends that, and none is running any more when this returns.
  void Set(std::function<void()> wake);

 private:
  std::mutex mutex_;
  bool told_ = false;
  std::function<void()> wake_;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  Fields headers{};
  std::string body{};
  /// What comes after `body`; null if that was all. It is called from one thread at a time.
  std::unique_ptr<BodySource> rest{};
  /// Set for a stream of events: where `rest` gives nothing, it is asked again only when told, and no thread
  /// is held meanwhile. Sent as it comes, never packed.
  std::shared_ptr<Wake> wake{};
};

using Handler = std::function<Response(const Request&)>;

/// `{"error":{"code":…,"message":…}}`: the error body that all of Azure's APIs share.
Response ErrorResponse(int status, std::string_view code, std::string_view message);

/// Whether the path and the parameters are text: UTF-8, and no NUL in the path.
bool IsText(const Request& request);

/// Undoes %XX; whatever is not well formed stays as it is. A plus is a space if `form`.
std::string PercentDecode(std::string_view text, bool form);

/// Splits "a=1&b=2" and decodes it.
Fields ParseQueryString(std::string_view text);

/// Random, version 4.
std::string NewGuid();

}  // namespace harrier::api
