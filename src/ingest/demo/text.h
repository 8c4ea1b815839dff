#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"

namespace harrier::ingest::demo {

/// A version-4 guid as lower-case text.
std::string GuidText(Random& random);
/// `digits` lower-case hexadecimal digits.
std::string HexText(Random& random, size_t digits);
/// `length` characters out of `alphabet`.
std::string TextOf(Random& random, std::string_view alphabet, size_t length);
/// A hexadecimal digest look-alike that depends on `text` only.
std::string DigestText(std::string_view text, size_t digits);

std::string Base64(std::string_view bytes);
/// Base64 of the text in UTF-16LE: what PowerShell's -EncodedCommand takes. ASCII only.
std::string EncodedCommand(std::string_view ascii);
std::string Lower(std::string_view text);
/// The text with the characters that JSON strings cannot hold escaped; no quotes around it.
std::string JsonEscape(std::string_view text);
/// <EventData>… of a Windows event.
std::string EventDataXml(const std::vector<std::pair<std::string_view, std::string>>& fields);

/// Replaces {name} by the value of `name`; {N4}, {H8}… by that many random digits or hexadecimal digits.
std::string Fill(std::string_view pattern, Random& random,
                 const std::vector<std::pair<std::string_view, std::string_view>>& values);

inline constexpr std::string_view kLowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view kUpperAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace harrier::ingest::demo
