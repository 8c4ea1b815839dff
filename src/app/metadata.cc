#include "app/metadata.h"

#include "base/ticks.h"

namespace harrier::app {

Result<std::unique_ptr<Metadata>> Metadata::Open(const std::string& directory, const Config& config,
                                                 bool make_keys) {
  auto metadata = std::make_unique<Metadata>();
  TRY(metadata->tenant, access::OpenTenant(directory, metadata->ids));
  const auto location = config.postgresql.empty() ? store::Location::Sqlite(directory + "/metadata.db")
                                                  : store::Location::Postgres(config.postgresql);
  TRY(metadata->store, store::Store::Open(location, &metadata->clock, &metadata->ids));
  metadata->directory.emplace(metadata->store.get(), &metadata->clock, &metadata->ids, "");
  TRY(metadata->has_admin, metadata->directory->HasAdmin());
  metadata->logins.emplace(metadata->store.get(), &metadata->clock);
  if (!metadata->has_admin && !make_keys) return metadata;
  const int64_t now = (metadata->clock.Now() - kUnixEpochTicks) / kTicksPerSecond;
  TRY(metadata->keys, access::Keyring::Open(directory, config.names, now));
  metadata->directory.emplace(metadata->store.get(), &metadata->clock, &metadata->ids,
                              metadata->keys->seal());
  return metadata;
}

}  // namespace harrier::app
