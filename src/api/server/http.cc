#include "api/server/http.h"

#include <algorithm>
#include <array>

#include <sys/random.h>

#include "access/caller.h"
#include "base/json_text.h"
#include "query/writers/cell_text.h"
#include "runtime/utf8.h"

namespace harrier::api {
namespace {

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = Lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

bool SameText(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
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
  std::array<uint64_t, 2> random{};
  HARRIER_CHECK(::getrandom(random.data(), sizeof(random), 0) == static_cast<ssize_t>(sizeof(random)));
  Guid guid{random[0], random[1]};
  guid.high = (guid.high & ~uint64_t{0xf000}) | 0x4000;
  guid.low = (guid.low & ~(uint64_t{3} << 62)) | (uint64_t{2} << 62);
  std::string text;
  query::AppendGuid(text, guid);
  return text;
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
