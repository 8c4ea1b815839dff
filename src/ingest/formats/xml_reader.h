#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace harrier::ingest {

/// Walks through simple XML (no DTD) tag by tag; never fails, but stops at what it does not understand.
class XmlReader {
 public:
  enum class Token : uint8_t { kOpen, kClose, kText, kEnd };

  explicit XmlReader(std::string_view xml) : xml_(xml) {}

  /// The next tag or text. An element without content gives kOpen, then kClose.
  Token Next();
  /// Name of the tag, without a namespace's prefix.
  std::string_view name() const { return name_; }
  /// The text, entities resolved.
  const std::string& text() const { return text_; }
  /// The value of an attribute of the open tag, entities resolved; "" if there is none.
  std::string Attribute(std::string_view name) const;

 private:
  Token ReadTag();

  std::string_view xml_;
  size_t at_ = 0;
  std::string_view name_;
  std::string_view attributes_;
  std::string text_;
  bool close_next_ = false;
};

}  // namespace harrier::ingest
