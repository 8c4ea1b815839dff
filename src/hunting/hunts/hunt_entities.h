#pragma once

#include <string>
#include <vector>

#include "hunting/entities/merge.h"
#include "hunting/hunts/dossier.h"

namespace harrier::hunting {

/// The entities of a hunt's bookmarks, each once.
struct HuntEntities {
  MergedEntities merged;
  std::vector<std::string> bookmarks;  // of each member of an entity: the bookmark that maps it
  std::vector<std::string> problems;   // mappings that make no entity, and why
};

HuntEntities EntitiesOf(const HuntDossier& dossier);

}  // namespace harrier::hunting
