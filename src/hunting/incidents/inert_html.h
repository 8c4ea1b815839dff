#pragma once

#include <string>
#include <string_view>

namespace harrier::hunting {

/// Markdown that may hold HTML, with all but the HTML of plain text made text: the '<' of any other element,
/// of a known one with an attribute that is not known to be harmless, of comments, declarations and automatic
/// links with other schemes becomes "&lt;", and a link whose target has another scheme than http, https or
/// mailto is no link any more. What is inert stays byte for byte, and a second pass changes nothing.
std::string WithInertHtml(std::string_view markdown);

}  // namespace harrier::hunting
