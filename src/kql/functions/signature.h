#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/value.h"

namespace harrier::kql {

/// What types a parameter takes, as the text of a FunctionDef's signature says.
struct ParameterKind {
  /// The types it takes, best first; empty: any scalar.
  std::vector<Type> types;
  bool common = false;

  bool Takes(Type type) const;
};

struct Parameter {
  std::string_view name;
  ParameterKind kind;
  bool constant = false;
  bool optional = false;
  bool repeated = false;
  std::optional<Value> default_value;
};

/// A parsed signature (the language is told in function.h).
struct Signature {
  std::vector<Parameter> parameters;
  Type result = Type::kUnknown;
  int result_of = -1;  // type of this argument
  bool result_common = false;

  size_t least_arguments() const;
  /// The parameter that argument i goes to; null if there are too many.
  const Parameter* ParameterOf(size_t i) const;
};

/// Reads a signature; a malformed one is our own bug.
Signature ParseSignature(std::string_view text);

/// How well a type fits: 0 exactly, 1 by widening, 2 from dynamic or unknown, nullopt not at all.
std::optional<int> Fit(const ParameterKind& kind, Type type);

/// The type that an argument of `type` is converted to for this kind.
Type Target(const ParameterKind& kind, Type type);

/// The wider of two numbers; the one type if they are equal; nullopt if they have none in common.
std::optional<Type> CommonOf(Type a, Type b);

}  // namespace harrier::kql
