#include "api/server/http.h"

#include <algorithm>

#include "access/caller.h"
#include "base/ascii.h"
#include "base/ids.h"
#include "base/json_text.h"
#include "runtime/utf8.h"

namespace harrier::api {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = AsciiLower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

bool SameText(std::string_view a, std::string_view b) {
  return SameAscii(a, b);
}

std::string_view FindHeader(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (SameText(key, name)) return value;
  }
  return {};
}

std::string_view Request::Parameter(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

std::string Request::client_request_id() const {
  const std::string_view given = Header("x-ms-client-request-id");
  return given.empty() ? request_id : std::string(given.substr(0, 256));
}

std::string Request::user() const {
  return principal().empty() ? std::string(Header("x-ms-user")) : caller->principal.name;
}

std::string Request::principal() const {
  return caller == nullptr ? "" : caller->principal.id;
}

Response ErrorResponse(int status, std::string_view code, std::string_view message) {
  Response response;
  response.status = status;
  response.body = R"({"error":{"code":)";
  AppendJsonString(response.body, code);
  response.body += R"(,"message":)";
  AppendJsonString(response.body, message);
  response.body += "}}";
  return response;
}

bool IsText(const Request& request) {
  return request.path.find('\0') == std::string::npos && runtime::IsUtf8(request.path) &&
         std::all_of(request.query.begin(), request.query.end(), [](const auto& one) {
           return runtime::IsUtf8(one.first) && runtime::IsUtf8(one.second);
         });
}

std::string PercentDecode(std::string_view text, bool form) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && HexValue(text[i + 1]) >= 0 && HexValue(text[i + 2]) >= 0) {
      out += static_cast<char>(HexValue(text[i + 1]) * 16 + HexValue(text[i + 2]));
      i += 2;
    } else {
      out += form && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

Fields ParseQueryString(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const size_t equals = std::min(pair.find('='), pair.size());
    fields.emplace_back(PercentDecode(pair.substr(0, equals), true),
                        PercentDecode(pair.substr(std::min(pair.size(), equals + 1)), true));
  }
  return fields;
}

std::string NewGuid() {
  return SystemIds().Random();
}

void Wake::Notify() {
  const std::lock_guard lock(mutex_);
  told_ = true;
  if (wake_) wake_();
}

bool Wake::Take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(told_, false);
}

void Wake::Set(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

}  // namespace harrier::api
