#include "ingest/json_record.h"

#include <optional>

#include <simdjson.h>

#include "ingest/byte_source.h"
#include "runtime/json_scan.h"
#include "runtime/json_text.h"
#include "runtime/utf8.h"

namespace harrier::ingest {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(kPadding >= simdjson::SIMDJSON_PADDING);

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && runtime::IsJsonBlank(text.back())) text.remove_suffix(1);
  return text;
}

/// Says where a parser stopped, in words that do not depend on the library.
std::string_view Explain(simdjson::error_code error) {
  switch (error) {
    case simdjson::UTF8_ERROR:
      return "not UTF-8";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
    case simdjson::UNCLOSED_STRING:
      return "it does not end where a JSON object ends";
    case simdjson::EMPTY:
      return "empty";
    case simdjson::DEPTH_ERROR:
      return "the JSON is nested too deeply";
    case simdjson::INCORRECT_TYPE:
      return "not a JSON object";
    default:
      return "not valid JSON";
  }
}

simdjson::error_code RawObject(ondemand::value& value, std::string_view& out) {
  ondemand::object object;
  const auto error = value.get_object().get(object);
  return error != simdjson::SUCCESS ? error : object.raw_json().get(out);
}

simdjson::error_code RawArray(ondemand::value& value, std::string_view& out) {
  ondemand::array array;
  const auto error = value.get_array().get(array);
  return error != simdjson::SUCCESS ? error : array.raw_json().get(out);
}

/// What stands between quotes, the first of which is at `open`, if it is free of escapes. The document has
/// passed the parser's first stage, so that every quote has its mate.
std::optional<std::string_view> Plain(const char* open, const char* end) {
  const auto* const close =
      static_cast<const char*>(std::memchr(open + 1, '"', static_cast<size_t>(end - open - 1)));
  if (close == nullptr) return std::nullopt;
  const std::string_view text(open + 1, static_cast<size_t>(close - open - 1));
  if (std::memchr(text.data(), '\\', text.size()) != nullptr) return std::nullopt;
  return text;
}

}  // namespace

struct JsonRecordReader::Parsers {
  ondemand::parser fields;
  simdjson::dom::parser nested;
};

JsonRecordReader::JsonRecordReader() : parsers_(std::make_unique<Parsers>()) {}
JsonRecordReader::~JsonRecordReader() = default;

std::string_view JsonRecordReader::Read(std::string_view text, Record& record) {
  std::string_view problem = ReadValid(text, record);
  if (problem == Explain(simdjson::UTF8_ERROR)) {
    repaired_.clear();
    AppendAsUtf8(repaired_, text);
    repaired_.reserve(repaired_.size() + kPadding);
    problem = ReadValid(repaired_, record);
  }
  return problem;
}

std::string_view JsonRecordReader::ReadValid(std::string_view text, Record& record) {
  record.fields.clear();
  scratch_.Clear();
  ondemand::document document;
  auto error = parsers_->fields.iterate(text.data(), text.size(), text.size() + kPadding).get(document);
  if (error != simdjson::SUCCESS) return Explain(error);
  ondemand::object object;
  error = document.get_object().get(object);
  if (error != simdjson::SUCCESS) return Explain(error);
  for (auto entry : object) {
    ondemand::field pair;
    error = std::move(entry).get(pair);
    if (error != simdjson::SUCCESS) return Explain(error);
    Field field;
    if (const auto name = Plain(pair.key().raw() - 1, text.data() + text.size())) {
      field.name = *name;
    } else {
      error = pair.unescaped_key().get(field.name);
      if (error != simdjson::SUCCESS) return Explain(error);
    }
    ondemand::value value = pair.value();
    ondemand::json_type type;
    error = value.type().get(type);
    if (error != simdjson::SUCCESS) return Explain(error);
    switch (type) {
      case ondemand::json_type::string: {
        field.kind = FieldKind::kString;
        const std::string_view token = value.raw_json_token();
        if (const auto plain = Plain(token.data(), text.data() + text.size())) {
          field.text = *plain;
          break;
        }
        error = value.get_string().get(field.text);
        if (error == simdjson::STRING_ERROR) {
          // Half of a surrogate pair, which loggers do write.
          std::string& text_of = scratch_.New();
          if (!runtime::UnquoteJson(text_of, Trimmed(token))) return Explain(error);
          field.text = text_of;
        } else if (error != simdjson::SUCCESS) {
          return Explain(error);
        }
        break;
      }
      case ondemand::json_type::number:
        field.kind = FieldKind::kNumber;
        field.text = Trimmed(value.raw_json_token());
        if (!IsJsonNumber(field.text)) return "not valid JSON: a bad number";
        break;
      case ondemand::json_type::boolean: {
        bool flag = false;
        error = value.get_bool().get(flag);
        if (error != simdjson::SUCCESS) return Explain(error);
        field.kind = FieldKind::kBool;
        field.text = flag ? "true" : "false";
        break;
      }
      case ondemand::json_type::null: {
        // What begins as null does may go on otherwise, which is an error and not false.
        bool is_null = false;
        if (value.is_null().get(is_null) != simdjson::SUCCESS || !is_null) return "not valid JSON";
        break;
      }
      default: {
        error =
            type == ondemand::json_type::object ? RawObject(value, field.text) : RawArray(value, field.text);
        if (error != simdjson::SUCCESS) return Explain(error);
        field.text = Trimmed(field.text);
        field.kind = FieldKind::kJson;
        // The outer parser only looks for the end of what is nested.
        error = parsers_->nested.parse(field.text.data(), field.text.size(), false).error();
        if (error != simdjson::SUCCESS) return Explain(error);
      }
    }
    record.fields.push_back(field);
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    return "there is text behind the JSON object";
  return {};
}

bool ReadObject(std::string_view json, std::vector<Field>& fields, Scratch& scratch) {
  thread_local JsonRecordReader reader;
  thread_local std::string padded;
  padded.assign(json);
  padded.reserve(padded.size() + kPadding);
  Record record;
  if (!reader.Read(padded, record).empty()) return false;
  for (Field& field : record.fields) {
    field.name = scratch.Keep(field.name);
    field.text = scratch.Keep(field.text);
    fields.push_back(field);
  }
  return true;
}

bool IsJsonContainer(std::string_view text) {
  if (text.size() < 2) return false;
  const bool object = text.front() == '{' && text.back() == '}';
  if (!object && !(text.front() == '[' && text.back() == ']')) return false;
  thread_local simdjson::dom::parser parser;
  return parser.parse(text.data(), text.size(), true).error() == simdjson::SUCCESS;
}

bool IsJsonNumber(std::string_view text) {
  size_t i = 0;
  const auto digits = [&] {
    const size_t begin = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i > begin;
  };
  if (i < text.size() && text[i] == '-') ++i;
  const size_t whole = i;
  if (!digits() || (text[whole] == '0' && i > whole + 1)) return false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    if (!digits()) return false;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (!digits()) return false;
  }
  return i == text.size();
}

void AppendAsUtf8(std::string& out, std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const uint32_t code = runtime::DecodeNext(text, at);
    runtime::AppendUtf8(out, code >= runtime::kBadByte && code <= runtime::kBadByte + 0xFF ? 0xFFFD : code);
  }
}

}  // namespace harrier::ingest
