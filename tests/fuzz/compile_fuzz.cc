#include <cstdint>
#include <memory>
#include <string_view>

#include "catalog/catalog.h"
#include "kql/binder/binder.h"

namespace {

using harrier::catalog::Catalog;

/// Few tables: search and union over a thousand of them take seconds in this build.
Catalog SomeTables() {
  const Catalog all = Catalog::BuiltIn();
  Catalog some;
  for (const char* name : {"SecurityEvent", "Syslog", "SigninLogs", "AuditLogs", "DeviceProcessEvents",
                           "CommonSecurityLog", "AzureDiagnostics", "Heartbeat"}) {
    some.Put(*all.FindTable(name));
  }
  return some;
}

}  // namespace

// Any bytes are a query that compiles or is refused with places inside the text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto catalog = std::make_shared<const Catalog>(SomeTables());
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  harrier::kql::BindOptions options;
  options.catalog = catalog;
  const harrier::kql::ParsedQuery parsed = harrier::kql::Parse(text);
  for (const harrier::Diagnostic& found : parsed.diagnostics) {
    HARRIER_CHECK(found.span.begin <= found.span.end && found.span.end <= size);
  }
  const auto plan = harrier::kql::Bind(parsed, options);
  if (!parsed.ok()) HARRIER_CHECK(!plan.has_value());
  return 0;
}
