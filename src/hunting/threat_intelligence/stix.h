#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hunting/threat_intelligence/indicator.h"

namespace harrier::hunting {

/// An object of STIX 2.0 or 2.1 that is no indicator (an actor, an attack pattern, a relationship…), kept as
/// it came.
struct StixObject {
  std::string source;
  json::value stix;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("source", self.source);
    a("stix", self.stix);
  }
};

/// The objects of a bundle, of an upload ({"stixobjects":[…]}, {"value":[…]}), or of a plain list. kInvalid
/// for anything else.
Result<json::array> ObjectsOfStix(const json::value& document);

/// Checks what every object must have: a type, and an id of the form type--guid.
Status CheckStix(const json::value& object);

/// The guid of an object's id: what it is stored under, so that a later version of it replaces it.
std::string NameOfStix(const json::object& object);

/// An indicator in the words of Sentinel's API.
Result<Indicator> IndicatorOfStix(const json::object& object, std::string_view source);

/// An indicator out of a row with observableType and observableValue, as Sentinel's CSV template has them
/// (Sentinel docs, bulk add threat intelligence by file). Names are given without case.
Result<Indicator> IndicatorOfRow(const json::object& row, std::string_view source);

}  // namespace harrier::hunting
