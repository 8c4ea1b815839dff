#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "hunting/entities/entity.h"

namespace harrier::hunting {

/// One entity out of several that share strong keys, with what is known by all of them.
struct MergedEntity {
  Entity entity;
  std::vector<size_t> members;       // of the entities given, in order
  std::vector<std::string> reasons;  // each shared key: "Name alice, UPNSuffix corp.example"
};

/// An entity that says nothing, and why.
struct DroppedEntity {
  size_t member = 0;
  std::string reason;
};

struct MergedEntities {
  std::vector<MergedEntity> entities;  // in the order of their first members
  std::vector<DroppedEntity> dropped;
};

/// Joins entities by equal strong keys, also in chains (Sentinel docs, entities). Weak ones stay apart. If
/// two members disagree about an identifier, the first one's value stays.
MergedEntities Merge(std::span<const Entity> entities);

}  // namespace harrier::hunting
