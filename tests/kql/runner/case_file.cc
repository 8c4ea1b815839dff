#include "runner/case_file.h"

#include <charconv>

#include "base/time_text.h"
#include "runtime/json_text.h"
#include "runtime/value_text.h"

namespace harrier::kqltest {
namespace {

constexpr std::string_view kAnswerMark = "----";

std::string_view Trimmed(std::string_view s) {
  const size_t begin = s.find_first_not_of(" \t\r");
  return begin == s.npos ? std::string_view() : s.substr(begin, s.find_last_not_of(" \t\r") + 1 - begin);
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

/// The length of a JSON value or quoted text at the start of `s`, or 0 if it does not end.
size_t JsonLength(std::string_view s) {
  bool quoted = false;
  int depth = 0;
  for (size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    }
    if (!quoted && depth == 0) return i + 1;
  }
  return 0;
}

/// Cells stand two blanks apart; quoted texts and JSON values end where they end.
std::vector<std::string_view> Cells(std::string_view line) {
  std::vector<std::string_view> cells;
  line = Trimmed(line);
  while (!line.empty()) {
    size_t length = 0;
    if (line[0] == '"' || line[0] == '[' || line[0] == '{') length = JsonLength(line);
    if (length == 0) length = std::min(line.find("  "), line.size());
    cells.push_back(Trimmed(line.substr(0, length)));
    line = Trimmed(line.substr(length));
  }
  return cells;
}

Result<catalog::TableColumn> ParseColumn(std::string_view text) {
  const size_t colon = text.rfind(':');
  const auto type = colon == text.npos ? std::nullopt : TypeFromName(Trimmed(text.substr(colon + 1)));
  if (!type) return Fail(ErrorCode::kInvalid, "'{}' is no name:type", text);
  return catalog::TableColumn{std::string(Trimmed(text.substr(0, colon))), *type};
}

class Parser {
 public:
  explicit Parser(std::string_view text) : lines_(Lines(text)) {}

  Result<CaseFile> Parse() {
    while (at_ < lines_.size()) {
      const std::string_view line = Trimmed(lines_[at_]);
      if (line.empty() || line[0] == '#') {
        ++at_;
        continue;
      }
      const size_t blank = line.find(' ');
      const std::string_view word = line.substr(0, blank);
      const std::string_view rest = blank == line.npos ? std::string_view() : Trimmed(line.substr(blank));
      if (word == "name") {
        file_.name = rest;
        ++at_;
      } else if (word == "source") {
        has_source_ = true;
        ++at_;
      } else {
        if (auto section = ParseSection(word, line, rest); section) {
          file_.sections.push_back(std::move(*section));
        } else {
          return Fail(ErrorCode::kInvalid, "line {}: {}", at_ + 1, section.error().message);
        }
      }
    }
    if (file_.name.empty() || !has_source_)
      return Fail(ErrorCode::kInvalid, "line 1: name or source is missing");
    return std::move(file_);
  }

 private:
  Result<Section> ParseSection(std::string_view word, std::string_view line, std::string_view rest) {
    Section section;
    section.line = at_ + 1;
    if (word == "table") {
      TRY_OK(ParseTable(section, rest));
    } else if (line == "query" || line == "unordered query") {
      section.kind = word == "query" ? SectionKind::kQuery : SectionKind::kUnorderedQuery;
      TRY_OK(ParseQuery(section));
      TRY_OK(ParseRows(section));
    } else if (word == "error") {
      section.kind = SectionKind::kError;
      TRY(section.errors, ParseErrors(rest));
      ++at_;
      section.query = Block();
    } else if (line == "plan" || line == "sql duckdb") {
      section.kind = line == "plan" ? SectionKind::kPlan : SectionKind::kSql;
      TRY_OK(ParseQuery(section));
      section.text = Block();
    } else {
      return Fail(ErrorCode::kInvalid, "unknown section '{}'", line);
    }
    section.end_line = at_ + 1;
    return section;
  }

  /// The lines up to a blank one.
  std::string Block() {
    std::string text;
    for (; at_ < lines_.size() && !Trimmed(lines_[at_]).empty(); ++at_) {
      if (!text.empty()) text += '\n';
      text += lines_[at_];
    }
    return text;
  }

  /// The query: the lines up to the mark, blank ones among them.
  Status ParseQuery(Section& section) {
    for (++at_; at_ < lines_.size() && lines_[at_] != kAnswerMark; ++at_) {
      if (!section.query.empty()) section.query += '\n';
      section.query += lines_[at_];
    }
    if (at_ == lines_.size()) return Fail(ErrorCode::kInvalid, "no {} after the query", kAnswerMark);
    ++at_;
    section.answer_line = at_ + 1;
    return Ok();
  }

  Status ParseTable(Section& section, std::string_view rest) {
    section.kind = SectionKind::kTable;
    const size_t open = rest.find('(');
    if (open == rest.npos || rest.back() != ')')
      return Fail(ErrorCode::kInvalid, "a table is written table NAME(column:type, …)");
    section.name = Trimmed(rest.substr(0, open));
    std::string_view columns = rest.substr(open + 1, rest.size() - open - 2);
    while (!columns.empty()) {
      const size_t comma = columns.find(',');
      TRY(auto column, ParseColumn(columns.substr(0, comma)));
      section.rows.columns.push_back(std::move(column));
      columns = comma == columns.npos ? std::string_view() : columns.substr(comma + 1);
    }
    ++at_;
    return ParseValues(section);
  }

  Status ParseRows(Section& section) {
    if (at_ == lines_.size()) return Fail(ErrorCode::kInvalid, "no answer after {}", kAnswerMark);
    for (const std::string_view cell : Cells(lines_[at_])) {
      TRY(auto column, ParseColumn(cell));
      section.rows.columns.push_back(std::move(column));
    }
    ++at_;
    return ParseValues(section);
  }

  Status ParseValues(Section& section) {
    for (; at_ < lines_.size() && !Trimmed(lines_[at_]).empty(); ++at_) {
      const std::vector<std::string_view> cells = Cells(lines_[at_]);
      const auto& columns = section.rows.columns;
      if (cells.size() != columns.size())
        return Fail(ErrorCode::kInvalid, "{} cells for {} columns", cells.size(), columns.size());
      auto& row = section.rows.values.emplace_back();
      for (size_t i = 0; i < cells.size(); ++i) {
        const auto value = ParseCell(cells[i], columns[i].type);
        if (!value) return Fail(ErrorCode::kInvalid, "'{}' is no {}", cells[i], TypeName(columns[i].type));
        row.push_back(*value);
      }
    }
    return Ok();
  }

  /// KS142 at 15..20, KS204 at 3..5
  static Result<std::vector<WantedError>> ParseErrors(std::string_view text) {
    std::vector<WantedError> errors;
    while (!text.empty()) {
      const size_t comma = text.find(',');
      const std::string_view one = Trimmed(text.substr(0, comma));
      text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
      WantedError error;
      const size_t at = one.find(" at ");
      const size_t dots = one.find("..");
      if (at == one.npos || dots == one.npos)
        return Fail(ErrorCode::kInvalid, "an error is written error CODE at BEGIN..END");
      error.id = Trimmed(one.substr(0, at));
      // Some errors have no code of Kusto's.
      if (error.id == "none") error.id.clear();
      std::from_chars(one.data() + at + 4, one.data() + dots, error.begin);
      std::from_chars(one.data() + dots + 2, one.data() + one.size(), error.end);
      errors.push_back(std::move(error));
    }
    if (errors.empty()) return Fail(ErrorCode::kInvalid, "an error is written error CODE at BEGIN..END");
    return errors;
  }

  std::vector<std::string_view> lines_;
  size_t at_ = 0;
  bool has_source_ = false;
  CaseFile file_;
};

template <typename T, typename Make>
std::optional<Value> Made(const std::optional<T>& value, Make make) {
  if (!value) return std::nullopt;
  return make(*value);
}

}  // namespace

Result<CaseFile> ParseCaseFile(std::string_view text) {
  return Parser(text).Parse();
}

std::optional<Value> ParseCell(std::string_view text, Type type) {
  if (text == "null") {
    if (type == Type::kString) return std::nullopt;
    return Value::Null(type);
  }
  switch (type) {
    case Type::kBool:
      return Made(runtime::ParseBool(text), Value::Bool);
    case Type::kInt:
      return Made(runtime::ParseLong(text), [](int64_t v) { return Value::Int(static_cast<int32_t>(v)); });
    case Type::kLong:
      return Made(runtime::ParseLong(text), Value::Long);
    case Type::kReal:
      return Made(runtime::ParseReal(text), Value::Real);
    case Type::kDecimal:
      return Made(runtime::ParseDecimal(text), Value::Decimal);
    case Type::kGuid:
      return Made(runtime::ParseGuid(text), Value::OfGuid);
    case Type::kDatetime:
      return Made(ParseDatetime(text), Value::Datetime);
    case Type::kTimespan:
      return Made(ParseTimespan(text), Value::Timespan);
    case Type::kString: {
      std::string out;
      if (!runtime::UnquoteJson(out, text)) return std::nullopt;
      return Value::String(std::move(out));
    }
    case Type::kDynamic:
      return Value::Dynamic(std::string(text));
    case Type::kUnknown:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string CellText(const Value& value) {
  if (value.is_null()) return "null";
  std::string out;
  switch (value.type()) {
    case Type::kBool:
      return value.boolean() ? "true" : "false";
    case Type::kReal:
      runtime::AppendReal(out, value.real());
      return out;
    case Type::kDecimal:
      runtime::AppendDecimal(out, value.decimal());
      return out;
    case Type::kGuid:
      runtime::AppendGuid(out, value.guid());
      return out;
    case Type::kDatetime:
      return FormatDatetime(value.integer());
    case Type::kTimespan:
      return FormatTimespan(value.integer());
    case Type::kString:
      AppendJsonString(out, value.text());
      return out;
    case Type::kDynamic:
      return value.text();
    default:
      return std::to_string(value.integer());
  }
}

}  // namespace harrier::kqltest
