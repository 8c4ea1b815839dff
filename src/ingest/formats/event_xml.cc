#include "ingest/formats/event_xml.h"

#include <array>

#include "base/json_text.h"
#include "ingest/formats/xml_reader.h"

namespace harrier::ingest {
namespace {

using Token = XmlReader::Token;

/// Values of one event by name, in order.
using Values = std::vector<std::pair<std::string, std::string>>;

/// Reads what is inside of an element that was just opened: each leaf is a value, named by its Name
/// attribute, its tag, or "Data" with a number.
void ReadLeaves(XmlReader& reader, Values& values) {
  struct Open {
    std::string name;
    std::string text;
    bool has_child = false;
  };
  std::vector<Open> open;
  int unnamed = 0;
  while (true) {
    switch (reader.Next()) {
      case Token::kEnd:
        return;
      case Token::kText:
        if (!open.empty()) open.back().text += reader.text();
        break;
      case Token::kOpen: {
        if (!open.empty()) open.back().has_child = true;
        std::string name = reader.Attribute("Name");
        const bool plain = name.empty() && reader.name() == "Data";
        if (plain) name = ++unnamed == 1 ? "Data" : fmt::format("Data{}", unnamed);
        if (name.empty()) name = reader.name();
        open.push_back({std::move(name), {}, false});
        break;
      }
      case Token::kClose:
        if (open.empty()) return;
        if (!open.back().has_child)
          values.emplace_back(std::move(open.back().name), std::move(open.back().text));
        open.pop_back();
    }
  }
}

/// Reads the text of an element that was just opened, up to its end.
std::string ReadText(XmlReader& reader) {
  std::string text;
  for (int depth = 1; depth > 0;) {
    switch (reader.Next()) {
      case Token::kEnd:
        return text;
      case Token::kText:
        text += reader.text();
        break;
      case Token::kOpen:
        ++depth;
        break;
      case Token::kClose:
        --depth;
    }
  }
  return text;
}

struct SystemAttribute {
  std::string_view element, attribute, field;
};
constexpr std::array<SystemAttribute, 9> kAttributes = {{{"Provider", "Name", "Provider"},
                                                         {"Provider", "Guid", "ProviderGuid"},
                                                         {"TimeCreated", "SystemTime", "TimeCreated"},
                                                         {"Correlation", "ActivityID", "ActivityID"},
                                                         {"Execution", "ProcessID", "ExecutionProcessID"},
                                                         {"Execution", "ThreadID", "ThreadID"},
                                                         {"Security", "UserID", "UserID"},
                                                         {"EventID", "Qualifiers", "Qualifiers"},
                                                         {"Provider", "EventSourceName", "EventSourceName"}}};
constexpr std::array<std::string_view, 9> kElements = {
    "EventID", "Version", "Level", "Task", "Opcode", "Keywords", "EventRecordID", "Channel", "Computer"};

void ReadSystem(XmlReader& reader, std::vector<Field>& fields, Scratch& scratch) {
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) fields.push_back({name, FieldKind::kString, scratch.Keep(value)});
  };
  for (int depth = 1; depth > 0;) {
    switch (reader.Next()) {
      case Token::kEnd:
        return;
      case Token::kText:
        break;
      case Token::kClose:
        --depth;
        break;
      case Token::kOpen: {
        const std::string_view name = reader.name();
        for (const SystemAttribute& known : kAttributes) {
          if (known.element == name) add(known.field, reader.Attribute(known.attribute));
        }
        const auto found = std::find(kElements.begin(), kElements.end(), name);
        if (found != kElements.end()) {
          add(*found, ReadText(reader));
        } else {
          ++depth;
        }
      }
    }
  }
}

}  // namespace

bool ReadEventXml(std::string_view xml, std::vector<Field>& fields, Scratch& scratch) {
  XmlReader reader(xml);
  Values values;
  bool system = false;
  bool event = false;
  while (true) {
    const Token token = reader.Next();
    if (token == Token::kEnd) break;
    if (token != Token::kOpen) continue;
    const std::string_view name = reader.name();
    if (name == "Event") {
      event = true;
    } else if (event && name == "System") {
      ReadSystem(reader, fields, scratch);
      system = true;
    } else if (event && (name == "EventData" || name == "UserData" || name == "ProcessingErrorData")) {
      ReadLeaves(reader, values);
    } else if (event && name == "Message") {
      fields.push_back({"Message", FieldKind::kString, scratch.Keep(ReadText(reader))});
    }
  }
  if (!system) return false;
  std::string& json = scratch.New();
  json += '{';
  for (const auto& [name, value] : values) {
    if (json.size() > 1) json += ',';
    AppendJsonString(json, name);
    json += ':';
    AppendJsonString(json, value);
  }
  json += '}';
  fields.push_back({"EventData", FieldKind::kJson, json});
  return true;
}

bool ReadEventDataXml(std::string_view xml, std::vector<Field>& fields, Scratch& scratch) {
  XmlReader reader(xml);
  for (Token token = reader.Next(); token != Token::kEnd; token = reader.Next()) {
    if (token != Token::kOpen || (reader.name() != "EventData" && reader.name() != "UserData")) continue;
    Values values;
    ReadLeaves(reader, values);
    for (const auto& [name, value] : values) {
      const std::string_view kept = scratch.Keep(name);
      fields.push_back({kept, FieldKind::kString, scratch.Keep(value)});
    }
    return true;
  }
  return false;
}

void AppendXmlText(std::string& out, std::string_view text) {
  size_t plain = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string_view entity;
    switch (text[i]) {
      case '<':
        entity = "&lt;";
        break;
      case '>':
        entity = "&gt;";
        break;
      case '&':
        entity = "&amp;";
        break;
      case '"':
        entity = "&quot;";
        break;
      default:
        continue;
    }
    out += text.substr(plain, i - plain);
    out += entity;
    plain = i + 1;
  }
  out += text.substr(plain);
}

}  // namespace harrier::ingest
