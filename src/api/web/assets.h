#pragma once

#include <string_view>

namespace harrier::api::web {

/// The files of this folder, as they are.
std::string_view PageHtml();
std::string_view PageCss();
std::string_view PageJs();

}  // namespace harrier::api::web
