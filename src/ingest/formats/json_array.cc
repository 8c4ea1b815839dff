#include "ingest/formats/format.h"
#include "ingest/formats/json_events.h"

namespace harrier::ingest {
namespace {

size_t SkipBlanks(std::string_view text, size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
    ++at;
  return at;
}

tl::unexpected<Error> Wrong(size_t row, std::string_view reason) {
  return Fail(ErrorCode::kInvalid, "row {} of the body: {}", row, reason);
}

/// The objects of the array, each of them read only when it is wanted.
Result<std::vector<std::string_view>> Elements(std::string_view text) {
  std::vector<std::string_view> elements;
  size_t at = SkipBlanks(text, 0);
  if (at == text.size() || text[at] != '[')
    return Fail(ErrorCode::kInvalid, "the body is not a JSON array of objects");
  at = SkipBlanks(text, at + 1);
  while (at < text.size() && (text[at] != ']' || !elements.empty())) {
    if (text[at] != '{') return Wrong(elements.size() + 1, "not a JSON object");
    const size_t end = EndOfValue(text, at);
    if (end == std::string_view::npos) return Wrong(elements.size() + 1, "it does not end");
    elements.push_back(text.substr(at, end - at));
    at = SkipBlanks(text, end);
    if (at < text.size() && text[at] == ']') break;
    if (at == text.size() || text[at] != ',') return Wrong(elements.size(), "no comma or ']' behind it");
    at = SkipBlanks(text, at + 1);
  }
  if (at == text.size()) return Fail(ErrorCode::kInvalid, "the JSON array of the body does not end");
  if (SkipBlanks(text, at + 1) != text.size())
    return Fail(ErrorCode::kInvalid, "there is text behind the JSON array of the body");
  return elements;
}

}  // namespace

// All of it is looked at before any of it is handed on, so that a bad body changes nothing.
Status ReadJsonArray(std::string& text, RecordSink& sink, LoneObject lone) {
  text.reserve(text.size() + kPadding);
  std::vector<std::string_view> elements;
  const size_t first = SkipBlanks(text, 0);
  if (lone == LoneObject::kTaken && first < text.size() && text[first] == '{') {
    elements.push_back(std::string_view(text).substr(first));
  } else {
    TRY(elements, Elements(text));
  }
  JsonRecordReader reader;
  Record record;
  for (size_t i = 0; i < elements.size(); ++i) {
    const std::string_view problem = reader.Read(elements[i], record);
    if (!problem.empty()) return Wrong(i + 1, problem);
  }
  for (size_t i = 0; i < elements.size(); ++i) {
    (void)reader.Read(elements[i], record);
    record.raw = elements[i];
    record.line = i + 1;
    TRY_OK(sink.Accept(record));
  }
  return Ok();
}

}  // namespace harrier::ingest
