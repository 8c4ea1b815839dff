#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "hunting/shape/json.h"

/// Value types of objects and their JSON: a record names its fields once, in
/// `template <typename Archive, typename Self> static void Fields(Archive&, Self&)`, and is read and written
/// by that.
namespace harrier::hunting {

/// A moment: ticks since 0001-01-01 UTC.
struct Moment {
  int64_t ticks = 0;
  friend bool operator==(const Moment&, const Moment&) = default;
};

/// What a field must be like.
struct FieldRule {
  bool required = false;
  size_t most = 0;                                // characters or elements; 0: any number
  std::span<const std::string_view> one_of = {};  // compared without case, kept as spelled here
  std::string_view otherwise = {};                // of one_of, when the field is absent
};

class FieldReader;
template <typename T>
concept Record = requires(FieldReader& reader, T& record) { T::Fields(reader, record); };

/// Reads the fields of a JSON object. Members that no field names are left out. Booleans and numbers may come
/// as texts, as MSTICPy sends them.
class FieldReader {
 public:
  /// `place` names the object in messages: "properties".
  FieldReader(const json::object& object, std::string place) : object_(object), place_(std::move(place)) {}

  template <typename T>
  void operator()(std::string_view name, T& field, const FieldRule& rule = {}) {
    if (!status_) return;
    const std::string place = place_ + "." + std::string(name);
    const json::value* const value = Member(object_, name);
    if (value == nullptr || value->is_null()) {
      status_ = Absent(field, rule, place);
    } else {
      status_ = Read(*value, field, rule, place);
    }
  }

  /// The first thing that was wrong.
  Status status() const { return status_; }

 private:
  template <typename T>
  static Status Absent(T& field, const FieldRule& rule, const std::string& place) {
    if (rule.required) return Fail(ErrorCode::kInvalid, "{} is missing", place);
    field = T{};
    if constexpr (std::is_same_v<T, std::string>) field = rule.otherwise;
    return Ok();
  }

  static Status Read(const json::value& value, std::string& field, const FieldRule& rule,
                     const std::string& place);
  static Status Read(const json::value& value, bool& field, const FieldRule& rule, const std::string& place);
  static Status Read(const json::value& value, int64_t& field, const FieldRule& rule,
                     const std::string& place);
  static Status Read(const json::value& value, double& field, const FieldRule& rule,
                     const std::string& place);
  static Status Read(const json::value& value, Moment& field, const FieldRule& rule,
                     const std::string& place);
  static Status Read(const json::value& value, json::value& field, const FieldRule&, const std::string&) {
    field = value;
    return Ok();
  }
  template <typename T>
  static Status Read(const json::value& value, std::optional<T>& field, const FieldRule& rule,
                     const std::string& place) {
    return Read(value, field.emplace(), rule, place);
  }
  template <typename T>
  static Status Read(const json::value& value, std::vector<T>& field, const FieldRule& rule,
                     const std::string& place) {
    field.clear();
    if (!value.is_array()) return Fail(ErrorCode::kInvalid, "{} must be a list", place);
    if (rule.most != 0 && value.as_array().size() > rule.most)
      return Fail(ErrorCode::kInvalid, "{} has {} elements; {} are allowed", place, value.as_array().size(),
                  rule.most);
    FieldRule element_rule = rule;
    element_rule.most = 0;
    for (const json::value& element : value.as_array()) {
      const std::string element_place = fmt::format("{}[{}]", place, field.size());
      TRY_OK(Read(element, field.emplace_back(), element_rule, element_place));
    }
    return Ok();
  }
  template <Record T>
  static Status Read(const json::value& value, T& field, const FieldRule&, const std::string& place) {
    if (!value.is_object()) return Fail(ErrorCode::kInvalid, "{} must be an object", place);
    FieldReader reader(value.as_object(), place);
    T::Fields(reader, field);
    return reader.status();
  }

  const json::object& object_;
  std::string place_;
  Status status_ = Ok();
};

/// Writes fields into a JSON object: empty texts and absent values are left out unless they are required.
class FieldWriter {
 public:
  template <typename T>
  void operator()(std::string_view name, const T& field, const FieldRule& rule = {}) {
    json::value value = Write(field);
    if (value.is_null() || (!rule.required && value.is_string() && value.as_string().empty())) return;
    object_.insert_or_assign(json::string_view(name.data(), name.size()), std::move(value));
  }

  json::object Take() { return std::move(object_); }

 private:
  static json::value Write(const std::string& field) { return Text(field); }
  static json::value Write(bool field) { return field; }
  static json::value Write(int64_t field) { return field; }
  static json::value Write(double field) { return field; }
  static json::value Write(const json::value& field) { return field; }
  static json::value Write(const Moment& field);
  template <typename T>
  static json::value Write(const std::optional<T>& field) {
    return field ? Write(*field) : json::value();
  }
  template <typename T>
  static json::value Write(const std::vector<T>& field) {
    json::array list;
    for (const T& element : field) list.push_back(Write(element));
    return list;
  }
  template <Record T>
  static json::value Write(const T& field) {
    FieldWriter writer;
    T::Fields(writer, field);
    return writer.Take();
  }

  json::object object_;
};

/// kInvalid tells the field: "properties.displayName is missing".
template <Record T>
Result<T> FromJson(const json::object& object, std::string place = "properties") {
  T record;
  FieldReader reader(object, std::move(place));
  T::Fields(reader, record);
  TRY_OK(reader.status());
  return record;
}

template <Record T>
json::object ToJson(const T& record) {
  FieldWriter writer;
  T::Fields(writer, record);
  return writer.Take();
}

}  // namespace harrier::hunting
