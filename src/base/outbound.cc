#include "base/outbound.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>

#include <curl/curl.h>

#include "base/ascii.h"

namespace harrier {
namespace {

constexpr int kMostRedirects = 5;

using Easy = std::unique_ptr<CURL, decltype([](CURL* easy) { curl_easy_cleanup(easy); })>;
using Url = std::unique_ptr<CURLU, decltype([](CURLU* url) { curl_url_cleanup(url); })>;
using List = std::unique_ptr<curl_slist, decltype([](curl_slist* list) { curl_slist_free_all(list); })>;
using File = std::unique_ptr<FILE, decltype([](FILE* file) { std::fclose(file); })>;

std::optional<std::string> Part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return std::nullopt;
  std::string out = text;
  curl_free(text);
  return out;
}

/// An address as curl itself understands it, so that the host that is checked is the host that is asked.
struct Address {
  Url url;
  std::string host;
  std::string port;
  bool is_default_port = false;
  std::string path;

  static std::optional<Address> Of(const std::string& text, CURLU* base = nullptr) {
    Address address;
    address.url.reset(base == nullptr ? curl_url() : curl_url_dup(base));
    if (curl_url_set(address.url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return std::nullopt;
    CURLU* const url = address.url.get();
    const std::string scheme = Part(url, CURLUPART_SCHEME).value_or("");
    if ((scheme != "http" && scheme != "https") || Part(url, CURLUPART_USER)) return std::nullopt;
    address.host = AsciiLower(Part(url, CURLUPART_HOST).value_or(""));
    address.port = Part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT).value_or("");
    address.is_default_port = address.port == (scheme == "http" ? "80" : "443");
    address.path = Part(url, CURLUPART_PATH).value_or("/");
    return address;
  }

  /// Without what may be secret: the query of the address.
  std::string Shown() const { return host + (is_default_port ? "" : ":" + port) + path; }
};

bool Names(std::string_view rule, const Address& address) {
  const std::string wanted = AsciiLower(rule);
  std::string_view host = wanted;
  const size_t colon = host.rfind(':');
  // In "[::1]" the last colon belongs to the address.
  const bool has_port = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
  if (has_port ? host.substr(colon + 1) != address.port : !address.is_default_port) return false;
  host = host.substr(0, has_port ? colon : host.size());
  if (host.starts_with("*."))
    return address.host.size() > host.size() - 1 && address.host.ends_with(host.substr(1));
  return address.host == host;
}

bool IsNamed(const std::vector<std::string>& hosts, const Address& address) {
  return std::any_of(hosts.begin(), hosts.end(),
                     [&](const std::string& rule) { return Names(rule, address); });
}

/// One transfer's state, as curl's callbacks see it. What comes goes into one of `file` and `text`.
struct Transfer {
  const OutboundLimits& limits;
  FILE* file = nullptr;
  std::string* text = nullptr;
  uint64_t bytes = 0;
  bool too_much = false;
  bool disk_full = false;

  static size_t Write(char* data, size_t, size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.bytes += count;
    transfer.too_much = transfer.bytes > transfer.limits.bytes;
    if (transfer.too_much) return 0;
    if (transfer.text != nullptr) {
      transfer.text->append(data, count);
      return count;
    }
    transfer.disk_full = std::fwrite(data, 1, count, transfer.file) != count;
    return transfer.disk_full ? 0 : count;
  }
  static int Progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(self)->limits.stop.stop_requested() ? 1 : 0;
  }
};

Error Failure(CURLcode code, const Transfer& transfer, const Address& address, const char* detail) {
  if (transfer.limits.stop.stop_requested()) return {ErrorCode::kCancelled, "the query was cancelled"};
  const std::string shown = address.Shown();
  if (transfer.too_much)
    return {ErrorCode::kLimit, fmt::format("'{}' has more than {} bytes", shown, transfer.limits.bytes)};
  if (transfer.disk_full) return {ErrorCode::kIo, fmt::format("there is no room for a copy of '{}'", shown)};
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return {ErrorCode::kTimeout, transfer.text != nullptr
                                     ? fmt::format("'{}' did not answer in time", shown)
                                     : fmt::format("'{}' took longer than the query may", shown)};
  }
  return {ErrorCode::kIo,
          fmt::format("'{}' cannot be read: {}", shown, *detail != '\0' ? detail : curl_easy_strerror(code))};
}

/// What all requests have in common. `detail` has CURL_ERROR_SIZE bytes.
void SetUp(CURL* easy, const OutboundOptions& options, char* detail) {
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "harrier");
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::Write);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &Transfer::Progress);
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
}

/// As the transfer's callbacks and the address want it.
void Aim(CURL* easy, const Address& address, Transfer& transfer, int64_t milliseconds) {
  curl_easy_setopt(easy, CURLOPT_CURLU, address.url.get());
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<int64_t>(1, milliseconds)));
}

}  // namespace

bool Outbound::Allows(std::string_view url) const {
  const auto address = Address::Of(std::string(url));
  return address && IsNamed(options_.hosts, *address);
}

Status Outbound::Fetch(const std::string& url, const std::string& path, const OutboundLimits& limits) const {
  std::optional<Address> address = Address::Of(url);
  if (!address) return Fail(ErrorCode::kInvalid, "this is no http or https address without a password in it");
  const Easy easy(curl_easy_init());
  if (!easy) return Fail(ErrorCode::kInternal, "the network library does not start");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::nanoseconds(limits.timeout_ns);
  char detail[CURL_ERROR_SIZE] = "";
  SetUp(easy.get(), options_, detail);
  // Redirects are followed here and not by curl, so that each host is looked at.
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    if (!IsNamed(options_.hosts, *address)) {
      return Fail(ErrorCode::kForbidden, "the host '{}' may not be asked (setting outbound.hosts)",
                  address->host);
    }
    const File file(std::fopen(path.c_str(), "wb"));
    if (!file) return Fail(ErrorCode::kIo, "cannot write a copy of '{}'", address->Shown());
    Transfer transfer{.limits = limits, .file = file.get()};
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    Aim(easy.get(), *address, transfer, left.count());
    const CURLcode code = curl_easy_perform(easy.get());
    if (code != CURLE_OK) return tl::unexpected(Failure(code, transfer, *address, detail));
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    const char* next = nullptr;
    curl_easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &next);
    if (next == nullptr) {
      if (status >= 200 && status < 300) return Ok();
      return Fail(ErrorCode::kIo, "'{}' cannot be read: its server answers {}", address->Shown(), status);
    }
    std::optional<Address> after = Address::Of(next, address->url.get());
    if (!after)
      return Fail(ErrorCode::kForbidden, "'{}' leads to where nothing may be read", address->Shown());
    address = std::move(after);
  }
  return Fail(ErrorCode::kIo, "'{}' leads on and on", address->Shown());
}

Result<OutboundAnswer> Outbound::Ask(const OutboundRequest& request, const OutboundLimits& limits) const {
  const std::optional<Address> address = Address::Of(request.url);
  if (!address) return Fail(ErrorCode::kInvalid, "this is no http or https address without a password in it");
  if (!IsNamed(options_.hosts, *address))
    return Fail(ErrorCode::kForbidden, "the host '{}' may not be asked", address->host);
  const Easy easy(curl_easy_init());
  if (!easy) return Fail(ErrorCode::kInternal, "the network library does not start");
  char detail[CURL_ERROR_SIZE] = "";
  SetUp(easy.get(), options_, detail);
  List headers;
  for (const std::string& header : request.headers)
    headers.reset(curl_slist_append(headers.release(), header.c_str()));
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  if (!request.form.empty()) {
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.form.size()));
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, request.form.c_str());
  }
  OutboundAnswer answer;
  Transfer transfer{.limits = limits, .text = &answer.body};
  Aim(easy.get(), *address, transfer, limits.timeout_ns / 1'000'000);
  const CURLcode code = curl_easy_perform(easy.get());
  if (code != CURLE_OK) return tl::unexpected(Failure(code, transfer, *address, detail));
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace harrier
