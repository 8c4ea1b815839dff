#include "hunting/shape/fields.h"

#include <charconv>
#include <cmath>

#include <boost/json/serialize.hpp>

#include "base/time_text.h"

namespace harrier::hunting {
namespace {

template <typename T>
std::optional<T> NumberIn(std::string_view text) {
  T number{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

size_t Characters(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

}  // namespace

Status FieldReader::Read(const json::value& value, std::string& field, const FieldRule& rule,
                         const std::string& place) {
  if (value.is_string()) {
    field = View(value.as_string());
  } else if (value.is_number() || value.is_bool()) {
    field = json::serialize(value);
  } else {
    return Fail(ErrorCode::kInvalid, "{} must be a text", place);
  }
  if (rule.required && field.find_first_not_of(" \t\r\n") == std::string::npos)
    return Fail(ErrorCode::kInvalid, "{} is empty", place);
  if (rule.most != 0 && Characters(field) > rule.most)
    return Fail(ErrorCode::kInvalid, "{} has {} characters; {} are allowed", place, Characters(field),
                rule.most);
  if (rule.one_of.empty() || (field.empty() && !rule.required)) return Ok();
  std::string known;
  for (const std::string_view name : rule.one_of) {
    if (SameName(name, field)) {
      field = name;
      return Ok();
    }
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  return Fail(ErrorCode::kInvalid, "{}: '{}' is none of {}", place, field, known);
}

Status FieldReader::Read(const json::value& value, bool& field, const FieldRule&, const std::string& place) {
  if (value.is_bool()) {
    field = value.as_bool();
  } else if (value.is_string() && SameName(View(value.as_string()), "true")) {
    field = true;
  } else if (value.is_string() && SameName(View(value.as_string()), "false")) {
    field = false;
  } else {
    return Fail(ErrorCode::kInvalid, "{} must be true or false", place);
  }
  return Ok();
}

Status FieldReader::Read(const json::value& value, int64_t& field, const FieldRule&,
                         const std::string& place) {
  if (value.is_int64()) {
    field = value.as_int64();
    return Ok();
  }
  if (value.is_double() && std::trunc(value.as_double()) == value.as_double() &&
      std::abs(value.as_double()) < 9e15) {
    field = static_cast<int64_t>(value.as_double());
    return Ok();
  }
  if (value.is_string()) {
    if (const auto number = NumberIn<int64_t>(View(value.as_string()))) {
      field = *number;
      return Ok();
    }
  }
  return Fail(ErrorCode::kInvalid, "{} must be a whole number", place);
}

Status FieldReader::Read(const json::value& value, double& field, const FieldRule&,
                         const std::string& place) {
  if (value.is_number()) {
    field = value.to_number<double>();
    return Ok();
  }
  if (value.is_string()) {
    if (const auto number = NumberIn<double>(View(value.as_string())); number && std::isfinite(*number)) {
      field = *number;
      return Ok();
    }
  }
  return Fail(ErrorCode::kInvalid, "{} must be a number", place);
}

Status FieldReader::Read(const json::value& value, Moment& field, const FieldRule&,
                         const std::string& place) {
  if (value.is_string()) {
    if (const auto ticks = ParseDatetime(View(value.as_string()))) {
      field.ticks = *ticks;
      return Ok();
    }
  }
  return Fail(ErrorCode::kInvalid, "{} must be a time such as 2026-01-31T12:00:00Z", place);
}

json::value FieldWriter::Write(const Moment& field) {
  return Text(FormatDatetime(field.ticks));
}

}  // namespace harrier::hunting
