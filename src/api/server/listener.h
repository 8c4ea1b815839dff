#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace harrier::api {

/// A place where a server is to listen.
struct ListenerOptions {
  std::string setting = "--http";  // how a user chooses it, for messages
  std::string address = "127.0.0.1";
  uint16_t port = 0;  // 0: any free one
  /// PEM of the certificate, followed by those above it, and of its key. Without them it is plain HTTP, for
  /// this machine only: a loopback address, or it is refused.
  std::string certificate{};
  std::string key{};
  /// Names of this machine that its clients may use, beside those of loopback.
  std::vector<std::string> names{};
};

/// A place where a server listens.
struct Listener {
  bool secure = false;
  std::string url;  // "http://127.0.0.1:8080", "https://localhost:8443"
  std::vector<std::string> names{};
};

}  // namespace harrier::api
