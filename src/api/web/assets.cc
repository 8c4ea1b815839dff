#include "api/web/assets.h"

// The assembler takes the files in; each symbol's end follows its text.
#define HARRIER_ASSET(name, file)               \
  __asm__(                                      \
      ".pushsection .rodata\n"                  \
      ".global harrier_asset_" #name            \
      "\n"                                      \
      "harrier_asset_" #name                    \
      ":\n"                                     \
      ".incbin \"" HARRIER_WEB_FOLDER "/" file  \
      "\"\n"                                    \
      ".global harrier_asset_" #name            \
      "_end\n"                                  \
      "harrier_asset_" #name                    \
      "_end:\n"                                 \
      ".byte 0\n"                               \
      ".popsection\n");                         \
  extern "C" const char harrier_asset_##name[]; \
  extern "C" const char harrier_asset_##name##_end[];

HARRIER_ASSET(page_html, "page.html")
HARRIER_ASSET(page_css, "page.css")
HARRIER_ASSET(page_js, "page.js")

namespace harrier::api::web {

std::string_view PageHtml() {
  return {harrier_asset_page_html, harrier_asset_page_html_end};
}
std::string_view PageCss() {
  return {harrier_asset_page_css, harrier_asset_page_css_end};
}
std::string_view PageJs() {
  return {harrier_asset_page_js, harrier_asset_page_js_end};
}

}  // namespace harrier::api::web
