#include <unordered_map>

#include "ingest/formats/event_xml.h"
#include "ingest/json_record.h"
#include "ingest/sources/windows_event.h"

// Events of Windows as NXLog, Winlogbeat, evtx files and exporters of evtx write them.
namespace harrier::ingest {
namespace {

/// What a name at the top stands for.
enum class Head : uint8_t {
  kTime,  // in order of trust
  kTimeStamp,
  kTimeWeak,
  kProvider,
  kChannel,
  kComputer,
  kEventId,
  kLevel,
  kSeverity,
  kTask,
  kOpcode,
  kKeywords,
  kVersion,
  kRecordId,
  kProcessId,
  kThreadId,
  kUserSid,
  kUserName,
  kUserDomain,
  kActivityId,
  kMessage,
  kEventType,
  kData,
  kRest,
};

const std::unordered_map<std::string_view, Head>& Heads() {
  static const auto* const heads = new std::unordered_map<std::string_view, Head>{
      {"TimeCreated", Head::kTime},
      {"SystemTime", Head::kTime},
      {"@timestamp", Head::kTimeStamp},
      {"TimeGenerated", Head::kTimeStamp},
      {"UtcTime", Head::kTimeWeak},
      {"EventTime", Head::kTimeWeak},
      {"SourceName", Head::kProvider},
      {"Provider", Head::kProvider},
      {"ProviderName", Head::kProvider},
      {"source_name", Head::kProvider},
      {"provider_name", Head::kProvider},
      {"Channel", Head::kChannel},
      {"LogName", Head::kChannel},
      {"log_name", Head::kChannel},
      {"channel", Head::kChannel},
      {"Hostname", Head::kComputer},
      {"Computer", Head::kComputer},
      {"MachineName", Head::kComputer},
      {"computer_name", Head::kComputer},
      {"EventID", Head::kEventId},
      {"EventId", Head::kEventId},
      {"event_id", Head::kEventId},
      {"Level", Head::kLevel},
      {"level", Head::kLevel},
      {"SeverityValue", Head::kSeverity},
      {"Task", Head::kTask},
      {"task", Head::kTask},
      {"Opcode", Head::kOpcode},
      {"opcode", Head::kOpcode},
      {"Keywords", Head::kKeywords},
      {"keywords", Head::kKeywords},
      {"Version", Head::kVersion},
      {"version", Head::kVersion},
      {"RecordNumber", Head::kRecordId},
      {"EventRecordID", Head::kRecordId},
      {"EventRecordId", Head::kRecordId},
      {"RecordId", Head::kRecordId},
      {"record_id", Head::kRecordId},
      {"record_number", Head::kRecordId},
      {"ExecutionProcessID", Head::kProcessId},
      {"ThreadID", Head::kThreadId},
      {"UserID", Head::kUserSid},
      {"AccountName", Head::kUserName},
      {"Domain", Head::kUserDomain},
      {"ActivityID", Head::kActivityId},
      {"activity_id", Head::kActivityId},
      {"Message", Head::kMessage},
      {"message", Head::kMessage},
      {"EventType", Head::kEventType},
      {"EventData", Head::kData},
      {"event_data", Head::kData},
      {"UserData", Head::kData},
      {"user_data", Head::kData},
      {"Payload", Head::kData},
  };
  return *heads;
}

const std::unordered_map<std::string_view, Head>& ShipperNames() {
  static const auto* const names =
      new std::unordered_map<std::string_view, Head>{{"host", Head::kRest},
                                                     {"tags", Head::kRest},
                                                     {"port", Head::kRest},
                                                     {"@version", Head::kRest},
                                                     {"type", Head::kRest},
                                                     {"EventReceivedTime", Head::kRest},
                                                     {"SourceModuleName", Head::kRest},
                                                     {"SourceModuleType", Head::kRest},
                                                     {"Severity", Head::kRest},
                                                     {"OpcodeValue", Head::kRest},
                                                     {"Category", Head::kRest},
                                                     {"ProviderGuid", Head::kRest},
                                                     {"AccountType", Head::kRest},
                                                     {"EventTypeOrignal", Head::kRest},
                                                     {"ERROR_EVT_UNRESOLVED", Head::kRest},
                                                     {"Qualifiers", Head::kRest},
                                                     {"EventSourceName", Head::kRest},
                                                     {"winlog", Head::kRest},
                                                     {"agent", Head::kRest},
                                                     {"ecs", Head::kRest},
                                                     {"event", Head::kRest},
                                                     {"log", Head::kRest},
                                                     {"input", Head::kRest},
                                                     {"cloud", Head::kRest}};
  return *names;
}

/// NXLog's severities as Windows' levels.
std::string_view LevelOfSeverity(std::string_view value) {
  if (value == "1") return "5";
  if (value == "2") return "4";
  if (value == "3") return "3";
  if (value == "4") return "2";
  return value == "5" ? "1" : "";
}

std::string_view LevelOfName(std::string_view name) {
  if (name == "information" || name == "Information" || name == "info" || name == "Info") return "4";
  if (name == "warning" || name == "Warning") return "3";
  if (name == "error" || name == "Error") return "2";
  if (name == "critical" || name == "Critical") return "1";
  if (name == "verbose" || name == "Verbose") return "5";
  return name == "LogAlways" ? "0" : name;
}

bool IsAuditType(std::string_view type) {
  return type == "INFO" || type == "WARNING" || type == "ERROR" || type == "CRITICAL" || type == "VERBOSE" ||
         type == "DEBUG" || type == "AUDIT_SUCCESS" || type == "AUDIT_FAILURE";
}

/// Keywords as Windows shows them; shippers write the 64 bits as a signed number.
std::string_view KeywordsText(const Field& field, Scratch& scratch) {
  int64_t bits = 0;
  const auto [end, error] = std::from_chars(field.text.data(), field.text.data() + field.text.size(), bits);
  if (error != std::errc() || end != field.text.data() + field.text.size()) return field.text;
  std::string& hex = scratch.New();
  fmt::format_to(std::back_inserter(hex), "0x{:x}", static_cast<uint64_t>(bits));
  return hex;
}

class Reader {
 public:
  Reader(WindowsEvent& event, Scratch& scratch) : event_(event), scratch_(scratch) {}

  /// Reads names at the top; with `flat`, unknown ones are the event's own values.
  void Read(const std::vector<Field>& fields, bool flat) {
    for (const Field& field : fields) {
      if (field.is_null()) continue;
      const auto head = Heads().find(field.name);
      if (head != Heads().end()) {
        ReadHead(head->second, field, flat);
      } else if (flat && field.kind != FieldKind::kJson && field.kind != FieldKind::kBool &&
                 !ShipperNames().contains(field.name)) {
        // NXLog's id of the writing process; as text it is a value of the event's own.
        if (field.name == "ProcessID" && field.kind == FieldKind::kNumber && event_.process_id.empty()) {
          event_.process_id = field.text;
        } else {
          event_.data.push_back(field);
        }
      } else {
        event_.rest.push_back(field);
      }
    }
    if (event_.level.empty()) event_.level = audit_ ? "0" : LevelOfSeverity(severity_);
    event_.level = LevelOfName(event_.level);
  }

  /// EventData in any of its forms; other texts are values of the event's own.
  void ReadData(const Field& field) {
    std::vector<Field> values;
    if (field.kind == FieldKind::kString && field.text.starts_with('<')) {
      if (ReadEventDataXml(field.text, event_.data, scratch_)) return;
    } else if (ReadObject(field.text, values, scratch_)) {
      ReadDataObject(values);
      return;
    }
    if (field.kind != FieldKind::kJson && !field.text.empty()) event_.data.push_back(field);
    if (field.kind == FieldKind::kJson) event_.rest.push_back(field);
  }

 private:
  void ReadDataObject(const std::vector<Field>& values) {
    for (const Field& value : values) {
      if (value.is_null() || value.name == "#attributes" || value.name == "@Name") continue;
      if (value.name == "EventData" || value.name == "UserData") {
        ReadData(value);
      } else if (value.kind == FieldKind::kJson && value.name == "Data" && value.text.starts_with('[')) {
        ReadDataList(value.text);
      } else {
        event_.data.push_back(value);
      }
    }
  }

  /// [{"@Name": "a", "#text": "b"}, …], or a list of plain values.
  void ReadDataList(std::string_view list) {
    std::string& wrapped = scratch_.New();
    size_t at = 1;
    bool named = false;
    while (true) {
      at = list.find('{', at);
      if (at == std::string_view::npos) break;
      const size_t end = EndOfObject(list, at);
      std::vector<Field> pair;
      if (end == std::string_view::npos || !ReadObject(list.substr(at, end - at), pair, scratch_)) break;
      std::string_view name;
      std::string_view text;
      for (const Field& field : pair) {
        if (field.name == "@Name" || field.name == "Name") name = field.text;
        if (field.name == "#text" || field.name == "Value") text = field.text;
      }
      if (!name.empty()) event_.data.push_back({name, FieldKind::kString, text});
      named = true;
      at = end;
    }
    if (!named) event_.data.push_back({"Data", FieldKind::kString, wrapped.assign(list)});
  }

  static size_t EndOfObject(std::string_view text, size_t at) {
    int depth = 0;
    for (size_t i = at; i < text.size(); ++i) {
      if (text[i] == '"') {
        for (++i; i < text.size() && text[i] != '"'; ++i) {
          if (text[i] == '\\') ++i;
        }
      } else if (text[i] == '{') {
        ++depth;
      } else if (text[i] == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return std::string_view::npos;
  }

  void ReadHead(Head head, const Field& field, bool flat) {
    const std::string_view text = Leaf(field);
    switch (head) {
      case Head::kTime:
      case Head::kTimeStamp:
      case Head::kTimeWeak: {
        const bool better = event_.time.is_null() || head < time_from_;
        if (better) {
          event_.time = field.kind == FieldKind::kJson ? Field{"", FieldKind::kString, text} : field;
          time_from_ = head;
        }
        // UtcTime is one of Sysmon's own values too; the others say the same again.
        if (flat && field.name == "UtcTime") event_.data.push_back(field);
        if (field.name == "EventTime") event_.rest.push_back(field);
        return;
      }
      case Head::kProvider:
        return Take(event_.provider, text, field);
      case Head::kChannel:
        return Take(event_.channel, text, field);
      case Head::kComputer:
        return Take(event_.computer, text, field);
      case Head::kEventId:
        return Take(event_.event_id, text, field);
      case Head::kLevel:
        return Take(event_.level, text, field);
      case Head::kSeverity:
        severity_ = text;
        event_.rest.push_back(field);
        return;
      case Head::kTask:
        return Take(event_.task, text, field);
      case Head::kOpcode:
        return Take(event_.opcode, text, field);
      case Head::kKeywords:
        return Take(event_.keywords, field.kind == FieldKind::kJson ? text : KeywordsText(field, scratch_),
                    field);
      case Head::kVersion:
        return Take(event_.version, text, field);
      case Head::kRecordId:
        return Take(event_.record_id, text, field);
      case Head::kProcessId:
        return Take(event_.process_id, text, field);
      case Head::kThreadId:
        return Take(event_.thread_id, text, field);
      case Head::kUserSid:
        return Take(event_.user_sid, text, field);
      case Head::kUserName:
        return Take(event_.user_name, text, field);
      case Head::kUserDomain:
        return Take(event_.user_domain, text, field);
      case Head::kActivityId:
        return Take(event_.activity_id, text, field);
      case Head::kMessage:
        return Take(event_.message, text, field);
      case Head::kEventType:
        audit_ = text == "AUDIT_SUCCESS" || text == "AUDIT_FAILURE";
        (flat && !IsAuditType(text) ? event_.data : event_.rest).push_back(field);
        return;
      case Head::kData:
        return ReadData(field);
      case Head::kRest:
        event_.rest.push_back(field);
    }
  }

  void Take(std::string_view& place, std::string_view text, const Field& field) {
    if (place.empty()) {
      place = text;
    } else if (place != text) {
      event_.rest.push_back(field);
    }
  }

  /// The text of a value that exporters wrap in an object: {"#text": …}, {"Value": …}, {"Name": …},
  /// {"#attributes": {"SystemTime": …}}.
  std::string_view Leaf(const Field& field) {
    if (field.kind != FieldKind::kJson || !field.text.starts_with('{')) return field.text;
    std::vector<Field> inner;
    if (!ReadObject(field.text, inner, scratch_)) return field.text;
    for (const std::string_view name : {"#text", "Value", "Name", "SystemTime", "ActivityID", "UserID"}) {
      for (const Field& f : inner) {
        if (f.name == name && !f.is_null()) return f.text;
      }
    }
    for (const Field& f : inner) {
      if (f.name == "#attributes") return Leaf(f);
    }
    return field.text;
  }

  WindowsEvent& event_;
  Scratch& scratch_;
  std::string_view severity_;
  Head time_from_ = Head::kRest;
  bool audit_ = false;
};

/// {"Event": {"System": …, "EventData": …}} and the same without the outer object.
bool ReadNested(const Record& record, WindowsEvent& event, Scratch& scratch) {
  std::vector<Field> parts;
  if (const Field* outer = record.Find("Event"); outer != nullptr && outer->kind == FieldKind::kJson) {
    if (!ReadObject(outer->text, parts, scratch)) return false;
  } else {
    parts = record.fields;
  }
  Reader reader(event, scratch);
  bool system = false;
  for (const Field& part : parts) {
    std::vector<Field> inner;
    if (part.name == "System" && ReadObject(part.text, inner, scratch)) {
      for (const Field& field : inner) {
        if (field.name != "Execution" || field.kind != FieldKind::kJson) continue;
        std::vector<Field> execution;
        ReadObject(field.text, execution, scratch);
        for (const Field& f : execution) {
          if (f.name == "ProcessID") event.process_id = f.text;
          if (f.name == "ThreadID") event.thread_id = f.text;
        }
      }
      reader.Read(inner, false);
      system = true;
    } else if (part.name == "EventData" || part.name == "UserData") {
      if (!part.is_null()) reader.ReadData(part);
    } else if (part.name == "Message" && event.message.empty()) {
      event.message = part.text;
    } else if (part.name != "#attributes") {
      event.rest.push_back(part);
    }
  }
  return system;
}

void ReadWinlogbeat(const Record& record, const Field& winlog, WindowsEvent& event, Scratch& scratch) {
  std::vector<Field> inner;
  Reader reader(event, scratch);
  if (ReadObject(winlog.text, inner, scratch)) reader.Read(inner, false);
  for (const Field& field : inner) {
    std::vector<Field> deeper;
    if (field.name == "process" && ReadObject(field.text, deeper, scratch)) {
      for (const Field& f : deeper) {
        if (f.name == "pid") event.process_id = f.text;
      }
    }
    if (field.name == "user" && ReadObject(field.text, deeper, scratch)) {
      for (const Field& f : deeper) {
        if (f.name == "identifier") event.user_sid = f.text;
        if (f.name == "name") event.user_name = f.text;
        if (f.name == "domain") event.user_domain = f.text;
      }
    }
  }
  if (const Field* log = record.Find("log")) {
    std::vector<Field> level;
    if (event.level.empty() && ReadObject(log->text, level, scratch)) {
      for (const Field& f : level) {
        if (f.name == "level") event.level = LevelOfName(f.text);
      }
    }
  }
  for (const Field& field : record.fields) {
    if (field.is_null() || field.name == "winlog") continue;
    if (field.name == "@timestamp") {
      event.time = field;
    } else if (field.name == "message") {
      event.message = field.text;
    } else {
      event.rest.push_back(field);
    }
  }
}

bool IsObject(const Field* field) {
  return field != nullptr && field->kind == FieldKind::kJson && field->text.starts_with('{');
}

bool HasId(const Record& record) {
  return record.Has("EventID") || record.Has("EventId") || record.Has("event_id");
}

bool Matches(const Record& record, SourceContext&) {
  if (IsObject(record.Find("winlog"))) return true;
  if (const Field* event = record.Find("Event"); IsObject(event)) {
    return event->text.find("\"System\"") != std::string_view::npos;
  }
  if (IsObject(record.Find("System"))) return record.Has("EventData") || record.Has("UserData");
  if (!HasId(record)) return false;
  const bool where = record.Has("Hostname") || record.Has("Computer") || record.Has("computer_name") ||
                     record.Has("MachineName");
  const bool channel = record.Has("Channel") || record.Has("log_name") || record.Has("LogName");
  return where &&
         (channel || record.Has("EventData") || record.Has("UtcTime") || record.Has("TimeGenerated"));
}

/// Exports of a union add the type to names of columns that differ between its tables.
std::string_view WithoutTypeSuffix(std::string_view name) {
  for (const std::string_view suffix : {"_string", "_dynamic", "_long"}) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

/// What the channel must have been, where an export left it out.
void GuessChannel(const Record& record, WindowsEvent& event) {
  if (!event.channel.empty() || !event.provider.empty()) return;
  if (record.Has("UtcTime")) {
    event.provider = "Microsoft-Windows-Sysmon";
    event.channel = "Microsoft-Windows-Sysmon/Operational";
  } else if (!SecurityEventTitle(event.event_id).empty()) {
    event.provider = "Microsoft-Windows-Security-Auditing";
    event.channel = "Security";
  }
}

std::string_view Map(const Record& record, SourceContext& context, Row& row, Scratch& scratch) {
  WindowsEvent event;
  const Field* const winlog = record.Find("winlog");
  const bool nested = IsObject(record.Find("Event")) || IsObject(record.Find("System"));
  if (IsObject(winlog)) {
    ReadWinlogbeat(record, *winlog, event, scratch);
  } else if (nested) {
    if (!ReadNested(record, event, scratch)) return "a Windows event without its System part";
  } else {
    const bool has_data = record.Has("EventData") || record.Has("event_data");
    std::vector<Field> fields = record.fields;
    if (record.Has("TimeGenerated")) {
      for (Field& field : fields) field.name = WithoutTypeSuffix(field.name);
    }
    Reader(event, scratch).Read(fields, !has_data);
  }
  if (event.event_id.empty()) return "a Windows event without an EventID";
  GuessChannel(record, event);
  const std::string& wanted = context.wanted_table;
  const bool security = event.channel == "Security" || event.channel == "security";
  if (wanted == "WindowsEvent") {
    ToWindowsEvent(event, row, scratch);
  } else if (wanted == "SecurityEvent" || (wanted != "Event" && security)) {
    ToSecurityEvent(event, context, row, scratch);
  } else {
    ToEvent(event, row, scratch);
  }
  return {};
}

}  // namespace

const Source kWindowsEvents{"windows_events", "SecurityEvent, Event (WindowsEvent with --table)", false,
                            Matches, Map};

}  // namespace harrier::ingest
