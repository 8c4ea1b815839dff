#pragma once

#include "hunting/hunts/dossier.h"

namespace harrier::hunting {

/// A hunt as a bundle of STIX 2.1: a report over its techniques (attack-pattern), each bookmark as
/// observed-data over the objects that it names and a note with its query and hash. Objects keep their ids
/// from one export to the next. Hosts are objects of a type of our own, x-harrier-host; other entities that
/// STIX has no object for are left out.
json::object StixBundleOf(const HuntDossier& dossier);

/// The hunt's queries with the members that content repositories have: "name", "query", "tactics",
/// "relevantTechniques", "entityMappings"…
json::array QueryBundleOf(const HuntDossier& dossier);

}  // namespace harrier::hunting
