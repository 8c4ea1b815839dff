#include "ingest/column_mapping.h"

#include <algorithm>
#include <charconv>

#include <simdjson.h>

#include "base/ticks.h"
#include "base/time_text.h"
#include "ingest/json_record.h"

namespace harrier::ingest {
namespace {

namespace dom = simdjson::dom;

bool SameWord(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
           return lower(x) == lower(y);
         });
}

/// A member, whatever the case of its name; also one of the member Properties.
std::optional<dom::element> Part(const dom::object& object, std::string_view name) {
  std::optional<dom::element> inside;
  for (const auto& [key, value] : object) {
    if (SameWord(key, name) && !value.is_null()) return value;
    dom::object properties;
    if (SameWord(key, "Properties") && value.get(properties) == simdjson::SUCCESS)
      inside = Part(properties, name);
  }
  return inside;
}

std::string TextOf(const std::optional<dom::element>& element) {
  if (!element) return {};
  std::string_view text;
  return element->get(text) == simdjson::SUCCESS ? std::string(text)
                                                 : std::string(simdjson::minify(*element));
}

}  // namespace

Status ColumnMapping::ReadPath(std::string_view text, Column& column) {
  const auto wrong = [&] {
    return Fail(ErrorCode::kInvalid, "the mapping's path '{}' of column '{}' is not of the form $.a['b'][0]",
                text, column.name);
  };
  if (!text.starts_with('$')) return wrong();
  size_t at = 1;
  while (at < text.size()) {
    if (text[at] == '.') {
      const size_t end = std::min(text.find_first_of(".[", at + 1), text.size());
      if (end == at + 1) return wrong();
      column.path.push_back({std::string(text.substr(at + 1, end - at - 1))});
      at = end;
      continue;
    }
    if (text[at] != '[' || at + 1 >= text.size()) return wrong();
    const char quote = text[at + 1];
    if (quote == '\'' || quote == '"') {
      const size_t end = text.find(quote, at + 2);
      if (end == std::string_view::npos || end + 1 >= text.size() || text[end + 1] != ']') return wrong();
      column.path.push_back({std::string(text.substr(at + 2, end - at - 2))});
      at = end + 2;
      continue;
    }
    size_t index = 0;
    const auto [stop, error] = std::from_chars(text.data() + at + 1, text.data() + text.size(), index);
    if (error != std::errc() || stop == text.data() + text.size() || *stop != ']') return wrong();
    column.path.push_back({"", index});
    at = static_cast<size_t>(stop - text.data()) + 1;
  }
  column.whole = column.path.empty();
  return Ok();
}

Result<ColumnMapping> ColumnMapping::Parse(std::string_view json) {
  dom::parser parser;
  dom::array list;
  if (parser.parse(json.data(), json.size(), true).get(list) != simdjson::SUCCESS)
    return Fail(ErrorCode::kInvalid, "the ingestion mapping is not a JSON array of objects");
  constexpr std::pair<std::string_view, Transform> kTransforms[] = {
      {"", Transform::kNone},
      {"None", Transform::kNone},
      {"DateTimeFromUnixSeconds", Transform::kSeconds},
      {"DateTimeFromUnixMilliseconds", Transform::kMilliseconds},
      {"DateTimeFromUnixMicroseconds", Transform::kMicroseconds},
      {"DateTimeFromUnixNanoseconds", Transform::kNanoseconds},
      {"SourceLineNumber", Transform::kLineNumber},
  };
  ColumnMapping mapping;
  for (const dom::element element : list) {
    dom::object object;
    if (element.get(object) != simdjson::SUCCESS)
      return Fail(ErrorCode::kInvalid, "the ingestion mapping is not a JSON array of objects");
    Column column;
    column.name = TextOf(Part(object, "column"));
    if (column.name.empty()) column.name = TextOf(Part(object, "name"));
    if (column.name.empty())
      return Fail(ErrorCode::kInvalid, "an element of the ingestion mapping names no column");
    if (const std::string type = TextOf(Part(object, "datatype")); !type.empty()) {
      const auto known = TypeFromName(type);
      if (!known) return Fail(ErrorCode::kInvalid, "the mapping's data type '{}' is none", type);
      column.type = *known;
    }
    const std::string transform = TextOf(Part(object, "transform"));
    const auto* const found =
        std::find_if(std::begin(kTransforms), std::end(kTransforms),
                     [&](const auto& known) { return SameWord(known.first, transform); });
    if (found == std::end(kTransforms))
      return Fail(ErrorCode::kNotSupported, "not supported: the mapping transformation '{}'", transform);
    column.transform = found->second;
    const std::string path = TextOf(Part(object, "path")), ordinal = TextOf(Part(object, "ordinal"));
    if (const auto constant = Part(object, "constvalue")) {
      column.constant = TextOf(constant);
    } else if (!path.empty()) {
      TRY_OK(ReadPath(path, column));
    } else if (!ordinal.empty()) {
      size_t place = 0;
      const auto [stop, error] = std::from_chars(ordinal.data(), ordinal.data() + ordinal.size(), place);
      if (error != std::errc() || stop != ordinal.data() + ordinal.size())
        return Fail(ErrorCode::kInvalid, "the mapping's ordinal '{}' is no number", ordinal);
      column.ordinal = place;
    } else if (column.transform != Transform::kLineNumber) {
      return Fail(ErrorCode::kInvalid,
                  "the mapping's column '{}' has neither a path nor an ordinal nor a constant", column.name);
    }
    mapping.columns_.push_back(std::move(column));
  }
  if (mapping.columns_.empty()) return Fail(ErrorCode::kInvalid, "the ingestion mapping has no columns");
  return mapping;
}

std::optional<Field> ColumnMapping::Find(const Column& column, const Record& record, Scratch& scratch) {
  if (column.constant) return Field{column.name, FieldKind::kText, *column.constant};
  if (column.transform == Transform::kLineNumber)
    return Field{column.name, FieldKind::kNumber, scratch.Keep(std::to_string(record.line))};
  if (column.ordinal) {
    if (*column.ordinal >= record.fields.size()) return std::nullopt;
    return record.fields[*column.ordinal];
  }
  if (column.whole) {
    std::string& whole = scratch.New();
    AppendAsUtf8(whole, record.raw);
    return Field{column.name, IsJsonContainer(whole) ? FieldKind::kJson : FieldKind::kString, whole};
  }
  if (column.path.front().index) return std::nullopt;
  const Field* const field = record.Find(column.path.front().name);
  if (field == nullptr || field->is_null() || column.path.size() == 1)
    return field == nullptr ? std::nullopt : std::optional(*field);
  if (field->kind != FieldKind::kJson) return std::nullopt;
  thread_local dom::parser parser;
  dom::element element;
  if (parser.parse(field->text.data(), field->text.size(), true).get(element) != simdjson::SUCCESS)
    return std::nullopt;
  for (size_t i = 1; i < column.path.size(); ++i) {
    const Step& step = column.path[i];
    const auto next = step.index ? element.at(*step.index) : element.at_key(step.name);
    if (next.get(element) != simdjson::SUCCESS) return std::nullopt;
  }
  std::string_view text;
  if (element.is_null()) return std::nullopt;
  if (element.get(text) == simdjson::SUCCESS)
    return Field{column.name, FieldKind::kString, scratch.Keep(text)};
  const std::string_view json = scratch.Keep(std::string(simdjson::minify(element)));
  const FieldKind kind = element.is_bool()                           ? FieldKind::kBool
                         : element.is_array() || element.is_object() ? FieldKind::kJson
                                                                     : FieldKind::kNumber;
  return Field{column.name, kind, json};
}

Field ColumnMapping::Transformed(const Column& column, Field field, Scratch& scratch) {
  int64_t ticks = 0;
  switch (column.transform) {
    case Transform::kSeconds:
      ticks = kTicksPerSecond;
      break;
    case Transform::kMilliseconds:
      ticks = kTicksPerMillisecond;
      break;
    case Transform::kMicroseconds:
      ticks = kTicksPerMicrosecond;
      break;
    case Transform::kNanoseconds:
      break;
    default:
      return field;
  }
  int64_t whole = 0;
  const char* const end = field.text.data() + field.text.size();
  const auto [stop, error] = std::from_chars(field.text.data(), end, whole);
  if (error != std::errc() || stop != end) return field;
  const int64_t most = ticks == 0 ? INT64_MAX : (kMaxDatetimeTicks - kUnixEpochTicks) / ticks;
  if (whole > most || whole < -most) return field;
  const int64_t moment = kUnixEpochTicks + (ticks == 0 ? whole / 100 : whole * ticks);
  if (moment < 0 || moment > kMaxDatetimeTicks) return field;
  field.kind = FieldKind::kString;
  field.text = scratch.Keep(FormatDatetime(moment));
  return field;
}

void ColumnMapping::Apply(const Record& record, Row& row, Scratch& scratch) const {
  for (const Column& column : columns_) {
    auto field = Find(column, record, scratch);
    if (!field || field->is_null()) continue;
    field->name = column.name;
    field->column_type = column.type;
    row.fields.push_back(Transformed(column, *field, scratch));
  }
}

}  // namespace harrier::ingest
