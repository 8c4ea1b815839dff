#pragma once

#include "api/arm/resource.h"

namespace harrier::api::arm {

/// {"objectId","email","name"}: somebody as Sentinel's objects name them.
json::object UserInfo(const store::Actor& actor);

/// created, createdBy, updated and updatedBy, as bookmarks and watchlists have them.
void AddAuthorship(json::object& properties, const store::Object& object);

}  // namespace harrier::api::arm
