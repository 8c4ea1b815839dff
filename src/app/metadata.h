#pragma once

#include <memory>
#include <optional>
#include <string>

#include "access/directory.h"
#include "access/keyring.h"
#include "access/logins.h"
#include "access/tenant.h"
#include "app/config.h"
#include "base/clock.h"
#include "base/ids.h"
#include "store/store.h"

namespace harrier::app {

/// What a data directory holds beside logs: the hunting objects, who may see them, and its keys.
struct Metadata {
  SystemClock clock;
  SystemIds ids;
  access::Tenant tenant;
  std::unique_ptr<store::Store> store;
  bool has_admin = false;
  /// Made by `harrier init`; without them nobody can log in.
  std::optional<access::Keyring> keys;
  std::optional<access::Directory> directory;
  std::optional<access::Logins> logins;

  /// `make_keys`: also if nobody can log in yet.
  static Result<std::unique_ptr<Metadata>> Open(const std::string& directory, const Config& config,
                                                bool make_keys);
};

}  // namespace harrier::app
