#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/type.h"
#include "hunting/shape/fields.h"

namespace harrier::hunting {

/// A parameter as a query's text declares it (Kusto docs, query parameters declaration statement).
struct DeclaredParameter {
  std::string name;
  Type type = Type::kString;
  bool has_default = false;  // in the text
};

/// In their order; of a text that cannot be read, what of it can.
std::vector<DeclaredParameter> DeclaredParameters(std::string_view text);
/// A value for each parameter without a default, so that the text can be checked.
std::map<std::string, std::string> SampleValues(std::span<const DeclaredParameter> declared);

/// What is kept of a parameter beside the text: what to ask for, and with which answers.
struct ParameterNote {
  std::string name;
  std::string type;           // as KQL spells it
  json::value default_value;  // null: that of the text, if it has one
  std::string label;
  json::value choices;  // an array of values, one of which it must be; or a KQL query for them

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("name", self.name, {.required = true});
    a("type", self.type);
    a("default", self.default_value);
    a("label", self.label);
    a("choices", self.choices);
  }
};

/// The value as a literal of its type: text for string, datetime ("2026-01-31T12:00:00Z"), timespan ("1d",
/// "1.02:00:00") and guid, a number for long, int, real and decimal, true or false for bool, anything for
/// dynamic. kInvalid, with the place, for a value of another kind.
Result<std::string> LiteralOf(Type type, const json::value& value, std::string_view place);

/// Notes as they are kept: each of a parameter that the text declares, once, of its type, with a default and
/// choices of it. kInvalid names the place: "properties.queryParameters[0]: …".
Result<std::vector<ParameterNote>> AcceptNotes(std::vector<ParameterNote> notes,
                                               std::span<const DeclaredParameter> declared,
                                               std::string_view place);

/// The values with which a query runs.
struct ParameterValues {
  json::object values;                          // by name, as they were given or noted
  std::map<std::string, std::string> literals;  // the same in KQL (query::Request::parameters)

  std::string text() const;  // JSON of `values`; empty if there are none
};
/// Of what is given, what the query declares; else what is noted as default. kInvalid names all parameters
/// for which there is no value, or tells which value is none of its type or choices.
Result<ParameterValues> ValuesFor(std::span<const DeclaredParameter> declared,
                                  std::span<const ParameterNote> notes, const json::object& given);

}  // namespace harrier::hunting
