#include "hunting/parameters/parameter.h"

#include <algorithm>
#include <limits>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/json_text.h"
#include "base/time_text.h"
#include "hunting/shape/joined.h"
#include "kql/parser/parser.h"
#include "query/filled_text.h"

namespace harrier::hunting {
namespace {

const DeclaredParameter* Find(std::span<const DeclaredParameter> declared, std::string_view name) {
  const auto at = std::find_if(declared.begin(), declared.end(),
                               [&](const DeclaredParameter& one) { return one.name == name; });
  return at == declared.end() ? nullptr : &*at;
}

const ParameterNote* Find(std::span<const ParameterNote> notes, std::string_view name) {
  const auto at =
      std::find_if(notes.begin(), notes.end(), [&](const ParameterNote& one) { return one.name == name; });
  return at == notes.end() ? nullptr : &*at;
}

bool IsGuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-'
             : std::string_view("0123456789abcdefABCDEF").find(text[i]) == std::string_view::npos)
      return false;
  }
  return true;
}

Result<std::string> IntegerLiteral(Type type, const json::value& value, std::string_view place) {
  const bool fits = value.is_int64() || (value.is_uint64() && value.as_uint64() <= INT64_MAX);
  if (!fits) return Fail(ErrorCode::kInvalid, "{} must be a whole number", place);
  const int64_t number = value.is_int64() ? value.as_int64() : static_cast<int64_t>(value.as_uint64());
  using Limits = std::numeric_limits<int32_t>;
  if (type == Type::kInt && (number < Limits::min() || number > Limits::max()))
    return Fail(ErrorCode::kInvalid, "{} must be a whole number of 32 bits", place);
  return fmt::format("{}({})", TypeName(type), number);
}

Result<std::string> TextLiteral(Type type, std::string_view text, std::string_view place) {
  if (type == Type::kString) {
    std::string out;
    AppendJsonString(out, text);
    return out;
  }
  if (type == Type::kGuid) {
    if (!IsGuid(text)) return Fail(ErrorCode::kInvalid, "{} must be a guid, not '{}'", place, text);
    return fmt::format("guid({})", text);
  }
  if (type == Type::kDatetime) {
    const auto ticks = ParseDatetime(text);
    if (!ticks)
      return Fail(ErrorCode::kInvalid, "{} must be a time such as 2026-01-31T12:00:00Z, not '{}'", place,
                  text);
    return fmt::format("datetime({})", FormatDatetime(*ticks));
  }
  const auto ticks = ParseTimespan(text);
  if (!ticks)
    return Fail(ErrorCode::kInvalid, "{} must be a timespan such as 1d or 02:00:00, not '{}'", place, text);
  return fmt::format("time({})", FormatTimespan(*ticks));
}

Status CheckChoices(const ParameterNote& note, Type type, const std::string& place) {
  if (note.choices.is_null() || note.choices.is_string()) return Ok();
  if (!note.choices.is_array() || note.choices.as_array().empty())
    return Fail(ErrorCode::kInvalid, "{}.choices must be a list of values, or a query", place);
  size_t number = 0;
  for (const json::value& choice : note.choices.as_array())
    TRY_OK(LiteralOf(type, choice, fmt::format("{}.choices[{}]", place, number++)));
  return Ok();
}

/// A value that is none of the note's fixed choices is refused; those of a query are only offered.
Status CheckChosen(const ParameterNote* note, Type type, const std::string& literal, std::string_view place) {
  if (note == nullptr || !note->choices.is_array()) return Ok();
  for (const json::value& choice : note->choices.as_array()) {
    const Result<std::string> one = LiteralOf(type, choice, "");
    if (one && *one == literal) return Ok();
  }
  return Fail(ErrorCode::kInvalid, "{} must be one of {}", place, json::serialize(note->choices));
}

}  // namespace

std::vector<DeclaredParameter> DeclaredParameters(std::string_view text) {
  std::vector<DeclaredParameter> out;
  // Looked for before a text is parsed, which most need not be.
  if (text.find("query_parameters") == std::string_view::npos) return out;
  query::Request request;
  request.text = text;
  const kql::ParsedQuery parsed = kql::Parse(query::FilledText(request, 0).text());
  for (const auto& statement : parsed.query.statements) {
    const auto* declare = statement->As<kql::syntax::QueryParametersStatement>();
    if (declare == nullptr) continue;
    for (const kql::syntax::ColumnDecl& one : declare->parameters)
      out.push_back({one.name.text, one.type, one.default_value != nullptr});
  }
  return out;
}

std::map<std::string, std::string> SampleValues(std::span<const DeclaredParameter> declared) {
  std::map<std::string, std::string> out;
  for (const DeclaredParameter& one : declared) {
    if (one.has_default) continue;
    out.emplace(one.name, one.type == Type::kString ? "\"\"" : fmt::format("{}(null)", TypeName(one.type)));
  }
  return out;
}

Result<std::string> LiteralOf(Type type, const json::value& value, std::string_view place) {
  switch (type) {
    case Type::kBool:
      if (!value.is_bool()) return Fail(ErrorCode::kInvalid, "{} must be true or false", place);
      return value.as_bool() ? "true" : "false";
    case Type::kInt:
    case Type::kLong:
      return IntegerLiteral(type, value, place);
    case Type::kReal:
    case Type::kDecimal:
      if (!value.is_number()) return Fail(ErrorCode::kInvalid, "{} must be a number", place);
      return value.is_double() ? fmt::format("{}({})", TypeName(type), value.as_double())
                               : fmt::format("{}({})", TypeName(type), json::serialize(value));
    case Type::kDynamic:
      return fmt::format("dynamic({})", json::serialize(value));
    default:
      if (!value.is_string())
        return Fail(ErrorCode::kInvalid, "{} must be a text, for a {}", place, TypeName(type));
      return TextLiteral(type, View(value.as_string()), place);
  }
}

Result<std::vector<ParameterNote>> AcceptNotes(std::vector<ParameterNote> notes,
                                               std::span<const DeclaredParameter> declared,
                                               std::string_view place) {
  std::set<std::string> seen;
  for (size_t i = 0; i < notes.size(); ++i) {
    ParameterNote& note = notes[i];
    const std::string at = fmt::format("{}[{}]", place, i);
    const DeclaredParameter* const parameter = Find(declared, note.name);
    if (parameter == nullptr)
      return Fail(ErrorCode::kInvalid,
                  "{}.name: the query does not declare '{}'; it would by: declare query_parameters({}:{});",
                  at, note.name, note.name, note.type.empty() ? "string" : note.type);
    if (!seen.insert(note.name).second)
      return Fail(ErrorCode::kInvalid, "{}.name: '{}' is described twice", at, note.name);
    if (!note.type.empty() && TypeFromName(note.type) != parameter->type)
      return Fail(ErrorCode::kInvalid, "{}.type: the query declares '{}' as {}, not {}", at, note.name,
                  TypeName(parameter->type), note.type);
    note.type = TypeName(parameter->type);
    TRY_OK(CheckChoices(note, parameter->type, at));
    if (note.default_value.is_null()) continue;
    TRY(const std::string literal, LiteralOf(parameter->type, note.default_value, at + ".default"));
    TRY_OK(CheckChosen(&note, parameter->type, literal, at + ".default"));
  }
  return notes;
}

std::string ParameterValues::text() const {
  return values.empty() ? "" : json::serialize(values);
}

Result<ParameterValues> ValuesFor(std::span<const DeclaredParameter> declared,
                                  std::span<const ParameterNote> notes, const json::object& given) {
  ParameterValues out;
  std::vector<std::string> missing;
  for (const DeclaredParameter& one : declared) {
    const ParameterNote* const note = Find(notes, one.name);
    const json::value* value = given.if_contains(one.name);
    if (value == nullptr && note != nullptr && !note->default_value.is_null()) value = &note->default_value;
    if (value == nullptr) {
      if (!one.has_default) missing.push_back(fmt::format("'{}' ({})", one.name, TypeName(one.type)));
      continue;
    }
    const std::string place = fmt::format("the parameter '{}'", one.name);
    TRY(std::string literal, LiteralOf(one.type, *value, place));
    TRY_OK(CheckChosen(note, one.type, literal, place));
    out.values[one.name] = *value;
    out.literals.insert_or_assign(one.name, std::move(literal));
  }
  if (!missing.empty())
    return Fail(ErrorCode::kInvalid, "no value was given for the parameters {}, which have no default",
                Joined(missing, ", "));
  return out;
}

}  // namespace harrier::hunting
