#include "ingest/demo/story.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "ingest/demo/calendar.h"
#include "ingest/demo/text.h"

namespace harrier::ingest::demo {

std::string Story::Json(uint64_t seed, int64_t start, int64_t end) const {
  std::vector<const StoryStep*> sorted;
  for (const StoryStep& step : steps_) sorted.push_back(&step);
  std::sort(sorted.begin(), sorted.end(), [](const StoryStep* a, const StoryStep* b) {
    return std::tie(a->thread, a->time, a) < std::tie(b->thread, b->time, b);
  });
  std::string json = fmt::format(
      "{{\n\"seed\": {},\n\"from\": \"{}\",\n\"to\": \"{}\",\n\"threads\": {{\n"
      "  \"A\": \"Grey Heron: an attachment, a foothold in Finance, the file server's data out through "
      "DNS\",\n"
      "  \"B\": \"Paper Lantern: a stolen session, an app with consent, a hidden mail rule, an emptied "
      "bucket\",\n"
      "  \"red herring\": \"looks bad, is innocent\"\n}},\n\"steps\": [\n",
      seed, IsoTime(start), IsoTime(end));
  for (size_t i = 0; i < sorted.size(); ++i) {
    const StoryStep& s = *sorted[i];
    std::string keys;
    for (const auto& [column, text] : s.keys) {
      keys += fmt::format("{}\"{}\": \"{}\"", keys.empty() ? "" : ", ", column, JsonEscape(text));
    }
    json += fmt::format(
        "  {{\"thread\": \"{}\", \"stage\": \"{}\", \"tactic\": \"{}\", \"technique\": \"{}\", \"table\": "
        "\"{}\", "
        "\"time\": {}, \"live\": {},\n   \"keys\": {{{}}},\n   \"hint\": \"{}\"}}{}\n",
        s.thread, JsonEscape(s.stage), s.tactic, s.technique, s.table,
        s.live ? std::string("\"within minutes of the feed's start\"")
               : fmt::format("\"{}\"", IsoTime(s.time)),
        s.live, keys, JsonEscape(s.hint), i + 1 < sorted.size() ? "," : "");
  }
  return json + "]\n}\n";
}

}  // namespace harrier::ingest::demo
