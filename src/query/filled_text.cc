#include "query/filled_text.h"

#include "base/time_text.h"

namespace harrier::query {

FilledText::FilledText(const Request& request, int64_t now) {
  constexpr std::string_view kStart = "{{StartTimeISO}}";
  constexpr std::string_view kEnd = "{{EndTimeISO}}";
  const auto& ends = request.tokens ? request.tokens : request.timespan;
  std::string_view rest = request.text;
  while (true) {
    const size_t start = rest.find(kStart);
    const size_t end = rest.find(kEnd);
    const size_t at = std::min(start, end);
    text_ += rest.substr(0, at);
    if (at == std::string_view::npos) return;
    const std::string_view token = start < end ? kStart : kEnd;
    const std::string value =
        FormatDatetime(start < end ? (ends ? ends->first : 0) : (ends ? ends->second : now));
    changes_.push_back({static_cast<uint32_t>(text_.size()), static_cast<uint32_t>(value.size()),
                        static_cast<uint32_t>(token.size())});
    text_ += value;
    rest.remove_prefix(at + token.size());
  }
}

uint32_t FilledText::Original(uint32_t offset, bool end) const {
  int64_t moved = offset;
  for (const Change& change : changes_) {
    if (offset < change.begin || (end && offset == change.begin)) break;
    if (offset < change.begin + change.size) {  // within a token: the whole of it
      moved -= offset - change.begin;
      return static_cast<uint32_t>(moved + (end ? change.token : 0));
    }
    moved -= static_cast<int64_t>(change.size) - change.token;
  }
  return static_cast<uint32_t>(moved);
}

Error FilledText::InOriginal(Error error) const {
  const auto move = [&](Span& span) {
    if (span != Span{}) span = {Original(span.begin, false), Original(span.end, true)};
  };
  move(error.span);
  for (Diagnostic& finding : error.diagnostics) move(finding.span);
  return error;
}

}  // namespace harrier::query
