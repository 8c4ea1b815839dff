#pragma once

#include "hunting/entities/entity.h"
#include "hunting/shape/json.h"

namespace harrier::hunting {

/// An entity as Sentinel's API has it: {"name","type","kind","properties"}. Its name is a guid made of its
/// strong key, or of all its identifiers if it has none, so that the same thing always has the same name.
json::object EntityToJson(const Entity& entity);

}  // namespace harrier::hunting
