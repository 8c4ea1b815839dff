#include <array>

#include "base/time_text.h"
#include "ingest/formats/format.h"
#include "ingest/sources/source.h"

// RFC 3164 and RFC 5424. Without a year, the event is of the year of now, or of the one before if it would
// lie in the future by more than a day.
namespace harrier::ingest {
namespace {

constexpr std::array<std::string_view, 24> kFacilities = {
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
    "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7"};
constexpr std::array<std::string_view, 8> kSeverities = {"emerg",   "alert",  "crit", "err",
                                                         "warning", "notice", "info", "debug"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string_view Word(std::string_view& rest) {
  const size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

struct Line {
  int priority = -1;
  std::string_view time, host, process, process_id, message, message_id, structured;
};

bool TakePriority(std::string_view& rest, int& priority) {
  if (!rest.starts_with('<')) return false;
  const size_t close = rest.find('>');
  if (close == std::string_view::npos || close < 2 || close > 4) return false;
  const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + close, priority);
  if (error != std::errc() || end != rest.data() + close || priority > 191) return false;
  rest.remove_prefix(close + 1);
  return true;
}

std::string_view NilAsEmpty(std::string_view word) {
  return word == "-" ? std::string_view() : word;
}

/// [id a="b"][…], as a whole.
std::string_view TakeStructured(std::string_view& rest) {
  if (!rest.starts_with('[')) return NilAsEmpty(Word(rest));
  size_t at = 0;
  bool quoted = false;
  for (; at < rest.size(); ++at) {
    if (rest[at] == '\\') {
      ++at;
    } else if (rest[at] == '"') {
      quoted = !quoted;
    } else if (rest[at] == ']' && !quoted && (at + 1 >= rest.size() || rest[at + 1] != '[')) {
      break;
    }
  }
  const std::string_view data = rest.substr(0, std::min(at + 1, rest.size()));
  rest.remove_prefix(std::min(at + 2, rest.size()));
  return data;
}

bool ReadNew(std::string_view rest, Line& line) {
  if (line.priority < 0 || !rest.starts_with("1 ")) return false;
  rest.remove_prefix(2);
  line.time = NilAsEmpty(Word(rest));
  line.host = NilAsEmpty(Word(rest));
  line.process = NilAsEmpty(Word(rest));
  line.process_id = NilAsEmpty(Word(rest));
  line.message_id = NilAsEmpty(Word(rest));
  line.structured = TakeStructured(rest);
  line.message = rest.starts_with("\xEF\xBB\xBF") ? rest.substr(3) : rest;
  return true;
}

int MonthOf(std::string_view text) {
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (text.starts_with(kMonths[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

/// Splits "sshd[123]: text"; without a tag all is the message.
void ReadTag(std::string_view rest, Line& line) {
  const size_t colon = rest.find(": ");
  const size_t last = rest.ends_with(':') && colon == std::string_view::npos ? rest.size() - 1 : colon;
  const std::string_view tag = rest.substr(0, last);
  if (last == std::string_view::npos || tag.size() > 64 || tag.find(' ') != std::string_view::npos) {
    line.message = rest;
    return;
  }
  const size_t open = tag.find('[');
  line.process = tag.substr(0, open);
  if (open != std::string_view::npos && tag.ends_with(']')) {
    line.process_id = tag.substr(open + 1, tag.size() - open - 2);
  }
  line.message = rest.substr(std::min(last + 2, rest.size()));
}

bool ReadOld(std::string_view rest, Line& line) {
  constexpr size_t kStamp = 15;
  if (rest.size() > kStamp && MonthOf(rest) > 0 && rest[3] == ' ' && rest[9] == ':' && rest[12] == ':' &&
      rest[kStamp] == ' ') {
    line.time = rest.substr(0, kStamp);
    rest.remove_prefix(kStamp + 1);
  } else if (rest.size() > 20 && rest[4] == '-' && rest[7] == '-' && rest[10] == 'T') {
    line.time = Word(rest);
    if (!ParseDatetime(line.time)) return false;
  } else {
    return false;
  }
  line.host = Word(rest);
  ReadTag(rest, line);
  return true;
}

bool Read(std::string_view text, Line& line) {
  TakePriority(text, line.priority);
  return ReadNew(text, line) || ReadOld(text, line);
}

/// "Feb  5 17:32:18" with its year.
std::string_view TimeText(std::string_view text, int64_t now, Scratch& scratch) {
  const int month = MonthOf(text);
  if (month == 0) return text;
  constexpr int64_t kDay = 864'000'000'000;
  const auto with_year = [&](int year) {
    const char ten = text[4] == ' ' ? '0' : text[4];
    return fmt::format("{:04}-{:02}-{}{}T{}Z", year, month, ten, text[5], text.substr(7, 8));
  };
  const int year = DateOf(now / kDay).year;
  std::string& out = scratch.New();
  out = with_year(year);
  const std::optional<int64_t> time = ParseDatetime(out);
  if (!time || *time > now + kDay) out = with_year(year - 1);
  return out;
}

bool Matches(const Record& record, SourceContext&) {
  if (record.fields.size() != 1 || record.fields[0].name != kLineField) return false;
  Line line;
  return Read(record.fields[0].text, line);
}

std::string_view Map(const Record& record, SourceContext& context, Row& row, Scratch& scratch) {
  Line line;
  if (!Read(record.fields[0].text, line)) return "not a syslog line";
  row.table = "Syslog";
  const std::string_view time = TimeText(line.time, context.now, scratch);
  Put(row, "TimeGenerated", time);
  Put(row, "EventTime", time);
  if (line.priority >= 0) {
    Put(row, "Facility", kFacilities[static_cast<size_t>(line.priority) / 8]);
    Put(row, "SeverityLevel", kSeverities[static_cast<size_t>(line.priority) % 8]);
  }
  Put(row, "Computer", line.host);
  Put(row, "HostName", line.host);
  Put(row, "ProcessName", line.process);
  Put(row, "ProcessID", line.process_id);
  Put(row, "SyslogMessage", line.message);
  Put(row, "MessageId", line.message_id);
  Put(row, "StructuredData", line.structured);
  return {};
}

}  // namespace

const Source kSyslog{"syslog", "Syslog", false, Matches, Map};

}  // namespace harrier::ingest
