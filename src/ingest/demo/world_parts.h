#pragma once

#include "ingest/demo/world.h"

namespace harrier::ingest::demo {

/// Fills people and service accounts. The first kCastSize people are the story's.
void HirePeople(World& world, Random& random, size_t headcount);
/// Gives everyone a laptop and sets up the servers; machine accounts come with them.
void PlaceHosts(World& world, Random& random);
/// Sites that people visit and services that programs call.
void ListWebSites(World& world, Random& random);

}  // namespace harrier::ingest::demo
