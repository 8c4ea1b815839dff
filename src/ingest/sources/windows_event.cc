#include "ingest/sources/windows_event.h"

#include <array>

#include "base/json_text.h"
#include "base/time_text.h"
#include "ingest/formats/event_xml.h"

namespace harrier::ingest {
namespace {

struct Word {
  std::string_view key, word;
};

template <size_t N>
std::string_view WordOf(const std::array<Word, N>& words, std::string_view key) {
  for (const Word& word : words) {
    if (word.key == key) return word.word;
  }
  return {};
}

constexpr std::array<Word, 6> kLevels = {{{"0", "LogAlways"},
                                          {"1", "Critical"},
                                          {"2", "Error"},
                                          {"3", "Warning"},
                                          {"4", "Information"},
                                          {"5", "Verbose"}}};

// Windows security auditing, event 4624: logon types.
constexpr std::array<Word, 11> kLogonTypes = {{{"0", "0 - System"},
                                               {"2", "2 - Interactive"},
                                               {"3", "3 - Network"},
                                               {"4", "4 - Batch"},
                                               {"5", "5 - Service"},
                                               {"7", "7 - Unlock"},
                                               {"8", "8 - NetworkCleartext"},
                                               {"9", "9 - NewCredentials"},
                                               {"10", "10 - RemoteInteractive"},
                                               {"11", "11 - CachedInteractive"},
                                               {"12", "12 - CachedRemoteInteractive"}}};

/// Events that are about the account that logs on, rather than about the one that does something.
constexpr std::array<std::string_view, 10> kAboutTarget = {"4624", "4625", "4634", "4647", "4768",
                                                           "4769", "4770", "4771", "4776", "4777"};

const Field* FindData(const WindowsEvent& event, std::string_view name) {
  for (const Field& field : event.data) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

std::string_view DataText(const WindowsEvent& event, std::string_view name) {
  const Field* const field = FindData(event, name);
  return field == nullptr || field->text == "-" ? std::string_view() : field->text;
}

std::string_view JoinAccount(std::string_view domain, std::string_view user, Scratch& scratch) {
  if (user.empty()) return {};
  std::string& account = scratch.New();
  account += domain;
  if (!domain.empty()) account += '\\';
  return account += user;
}

std::string_view FirstLine(std::string_view text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

/// `<EventData xmlns=…>` with the event's values.
void AppendEventData(std::string& xml, const WindowsEvent& event) {
  xml += "<EventData xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">";
  for (const Field& field : event.data) {
    xml += "<Data Name=\"";
    AppendXmlText(xml, field.name);
    xml += "\">";
    AppendXmlText(xml, field.text);
    xml += "</Data>";
  }
  xml += "</EventData>";
}

/// Shippers of flat JSON lose the order of an event's values, which parsers by position need; the rendered
/// message of Sysmon and others still lists them by name.
void OrderByMessage(WindowsEvent& event) {
  if (event.message.empty() || event.data.size() < 2) return;
  size_t next = 0;
  std::string_view rest = event.message;
  while (!rest.empty() && next < event.data.size()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::string_view name = line.substr(0, line.find(':'));
    if (name.size() == line.size()) continue;
    for (size_t i = next; i < event.data.size(); ++i) {
      if (event.data[i].name != name) continue;
      std::rotate(event.data.begin() + static_cast<ptrdiff_t>(next),
                  event.data.begin() + static_cast<ptrdiff_t>(i),
                  event.data.begin() + static_cast<ptrdiff_t>(i) + 1);
      ++next;
      break;
    }
  }
}

void PutRest(const WindowsEvent& event, Row& row) {
  for (const Field& field : event.rest) Put(row, field.name, field);
}

}  // namespace

void ToSecurityEvent(WindowsEvent& event, SourceContext& context, Row& row, Scratch& scratch) {
  row.table = "SecurityEvent";
  Put(row, "TimeGenerated", event.time);
  Put(row, "Computer", event.computer);
  Put(row, "Channel", event.channel == "security" ? "Security" : event.channel);
  Put(row, "EventSourceName", event.provider);
  Put(row, "EventID", event.event_id);
  Put(row, "Task", event.task);
  Put(row, "Level", event.level);
  Put(row, "EventLevelName", WordOf(kLevels, event.level));
  Put(row, "Keywords", event.keywords);
  Put(row, "Opcode", event.opcode);
  Put(row, "Version", event.version);
  Put(row, "EventRecordId", event.record_id);
  Put(row, "SystemProcessId", event.process_id);
  Put(row, "SystemThreadId", event.thread_id);
  Put(row, "SystemUserId", event.user_sid);
  Put(row, "Correlation", event.activity_id);
  Put(row, "Message", event.message);
  const std::string_view title =
      event.message.empty() ? SecurityEventTitle(event.event_id) : FirstLine(event.message);
  std::string& activity = scratch.New();
  activity.append(event.event_id);
  if (!title.empty()) activity.append(" - ").append(title);
  Put(row, "Activity", activity);

  const std::string_view subject =
      JoinAccount(DataText(event, "SubjectDomainName"), DataText(event, "SubjectUserName"), scratch);
  const std::string_view target =
      JoinAccount(DataText(event, "TargetDomainName"), DataText(event, "TargetUserName"), scratch);
  const bool about_target =
      std::find(kAboutTarget.begin(), kAboutTarget.end(), event.event_id) != kAboutTarget.end();
  const std::string_view account = (about_target && !target.empty()) || subject.empty() ? target : subject;
  Put(row, "SubjectAccount", subject);
  Put(row, "TargetAccount", target);
  Put(row, "Account", account);
  if (!account.empty()) Put(row, "AccountType", account.ends_with('$') ? "Machine" : "User");
  const std::string_view started = DataText(event, "NewProcessName");
  const std::string_view process = started.empty() ? DataText(event, "ProcessName") : started;
  Put(row, "Process", process.substr(process.find_last_of("\\/") + 1));
  Put(row, "LogonTypeName", WordOf(kLogonTypes, DataText(event, "LogonType")));

  bool all_have_columns = true;
  for (const Field& field : event.data) {
    if (context.HasColumn(row.table, field.name)) {
      Put(row, field.name, field);
    } else {
      all_have_columns = false;
    }
  }
  if (!all_have_columns) {
    OrderByMessage(event);
    std::string& xml = scratch.New();
    AppendEventData(xml, event);
    Put(row, "EventData", xml);
  }
  PutRest(event, row);
}

void ToEvent(WindowsEvent& event, Row& row, Scratch& scratch) {
  row.table = "Event";
  Put(row, "TimeGenerated", event.time);
  Put(row, "Source", event.provider);
  Put(row, "EventLog", event.channel);
  Put(row, "Computer", event.computer);
  Put(row, "EventLevel", event.level);
  Put(row, "EventLevelName", WordOf(kLevels, event.level));
  Put(row, "EventID", event.event_id);
  Put(row, "EventCategory", event.task);
  Put(row, "UserName",
      event.user_name.empty() ? event.user_sid : JoinAccount(event.user_domain, event.user_name, scratch));
  Put(row, "RenderedDescription", event.message);
  if (!event.data.empty()) {
    OrderByMessage(event);
    std::string& xml = scratch.New();
    xml += "<DataItem type=\"System.XmlData\" time=\"";
    if (const std::optional<int64_t> time = TimeOf(event.time)) AppendDatetime(xml, *time);
    xml += "\" sourceHealthServiceId=\"\">";
    AppendEventData(xml, event);
    xml += "</DataItem>";
    Put(row, "EventData", xml);
    std::string& parameters = scratch.New();
    for (const Field& field : event.data) {
      parameters += "<Param>";
      AppendXmlText(parameters, field.text);
      parameters += "</Param>";
    }
    Put(row, "ParameterXml", parameters);
  }
  Put(row, "Keywords", event.keywords);
  Put(row, "Opcode", event.opcode);
  Put(row, "Version", event.version);
  Put(row, "EventRecordId", event.record_id);
  Put(row, "SystemProcessId", event.process_id);
  Put(row, "SystemThreadId", event.thread_id);
  if (!event.user_name.empty()) Put(row, "SystemUserId", event.user_sid);
  Put(row, "Correlation", event.activity_id);
  PutRest(event, row);
}

void ToWindowsEvent(WindowsEvent& event, Row& row, Scratch& scratch) {
  row.table = "WindowsEvent";
  Put(row, "TimeGenerated", event.time);
  Put(row, "Provider", event.provider);
  Put(row, "Channel", event.channel);
  Put(row, "Computer", event.computer);
  Put(row, "Task", event.task);
  Put(row, "EventLevel", event.level);
  Put(row, "EventLevelName", WordOf(kLevels, event.level));
  Put(row, "EventID", event.event_id);
  Put(row, "SystemUserId", event.user_sid);
  Put(row, "Version", event.version);
  Put(row, "Opcode", event.opcode);
  Put(row, "Keywords", event.keywords);
  Put(row, "Correlation", event.activity_id);
  Put(row, "SystemProcessId", event.process_id);
  Put(row, "SystemThreadId", event.thread_id);
  Put(row, "EventRecordId", event.record_id);
  OrderByMessage(event);
  std::string& json = scratch.New();
  for (const Field& field : event.data) {
    json += json.empty() ? '{' : ',';
    AppendJsonString(json, field.name);
    json += ':';
    AppendJsonString(json, field.text);
  }
  if (!json.empty()) row.fields.push_back({"EventData", FieldKind::kJson, json += '}'});
  Put(row, "Message", event.message);
  PutRest(event, row);
}

}  // namespace harrier::ingest
