#include "api/web/routes.h"

#include "api/web/assets.h"

namespace harrier::api::web {
namespace {

/// Nothing from elsewhere, nothing inline, no eval, in no frame.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A lens.
constexpr std::string_view kIcon =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="7" cy="7" r="4.5" fill="none" )"
    R"(stroke="#0f6cbd" stroke-width="2"/><path d="m10.5 10.5 4 4" stroke="#0f6cbd" stroke-width="2"/></svg>)";

Handler Serve(std::string_view text, std::string_view type) {
  return [text, type](const Request&) {
    Response response;
    response.content_type = std::string(type);
    response.body = std::string(text);
    response.headers = {{"Content-Security-Policy", std::string(kPolicy)},
                        {"Referrer-Policy", "no-referrer"},
                        {"Cache-Control", "no-cache"}};
    return response;
  };
}

/// The page holds no data, and so is for everybody.
Route Open(std::string pattern, std::string_view text, std::string_view type) {
  return {.method = "GET", .pattern = std::move(pattern), .handler = Serve(text, type), .open = true};
}

}  // namespace

std::vector<Route> Routes() {
  return {
      Open("/", PageHtml(), "text/html; charset=utf-8"),
      Open("/page.css", PageCss(), "text/css; charset=utf-8"),
      Open("/page.js", PageJs(), "text/javascript; charset=utf-8"),
      Open("/favicon.ico", kIcon, "image/svg+xml"),
  };
}

}  // namespace harrier::api::web
