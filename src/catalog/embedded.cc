#include "catalog/embedded.h"

#include "base/embed.h"

HARRIER_EMBED(harrier_content, HARRIER_CONTENT_TEXT);

namespace harrier::catalog {

std::string_view EmbeddedContent() {
  return HARRIER_EMBEDDED(harrier_content);
}

}  // namespace harrier::catalog
