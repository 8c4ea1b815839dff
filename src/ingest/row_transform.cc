#include "ingest/row_transform.h"

#include <map>

#include "ingest/cell_field.h"
#include "ingest/field_value.h"
#include "ingest/formats/format.h"

namespace harrier::ingest {
namespace {

/// What the fields of a body's rows are, in the order in which they come.
class Shape final : public RecordSink {
 public:
  explicit Shape(const Columns& declared) {
    for (const catalog::TableColumn& column : declared) {
      columns_.push_back({column.name, {}, column.type});
      places_.emplace(column.name, columns_.size() - 1);
    }
  }

  Status Accept(const Record& record) override {
    for (const Field& field : record.fields) {
      const auto [found, fresh] = places_.try_emplace(std::string(field.name), columns_.size());
      if (fresh) columns_.push_back({std::string(field.name), {}, Type::kUnknown});
      columns_[found->second].guess.See(field);
    }
    return Ok();
  }
  Status Reject(uint64_t, std::string_view reason, std::string_view) override {
    return Fail(ErrorCode::kInvalid, "{}", reason);
  }

  Columns columns() const {
    Columns columns;
    for (const Column& column : columns_) {
      if (column.declared != Type::kUnknown) {
        columns.push_back({column.name, column.declared});
      } else if (!column.guess.empty()) {
        columns.push_back({column.name, column.guess.type()});
      }
    }
    return columns;
  }

 private:
  struct Column {
    std::string name;
    TypeGuess guess;
    Type declared;
  };
  std::vector<Column> columns_;
  std::map<std::string, size_t, std::less<>> places_;
};

std::string Quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + "'";
}

/// The rows as `source`: the value of a parameter, so that no text of theirs is read as KQL.
std::string Source(const Columns& columns) {
  std::string text =
      "declare query_parameters(__rows: string = '[]'); let source = print __row = parse_json(__rows) | "
      "mv-expand __row | where isnotnull(__row) | project ";
  bool first = true;
  for (const catalog::TableColumn& column : columns) {
    const std::string name = Quoted(column.name);
    const std::string value = "__row[" + name + "]";
    text += fmt::format(
        "{}[{}] = {}", std::exchange(first, false) ? "" : ", ", name,
        column.type == Type::kDynamic ? value : fmt::format("to{}({})", TypeName(column.type), value));
  }
  return text + ";\n";
}

/// Rows go in with the rights of whoever sends them, through a text that somebody else wrote: no table is
/// there for it, whatever it finds out when it runs.
class SourceOnly final : public query::View {
 public:
  const std::string& id() const override { return id_; }
  std::optional<std::string> RowsOf(std::string_view) const override { return std::nullopt; }

 private:
  std::string id_ = "source only";
};

/// Places in the text that was made, as places in the transformation.
Error Shifted(Error error, size_t by) {
  const auto move = [by](Span& span) {
    span.begin -= std::min<uint32_t>(span.begin, static_cast<uint32_t>(by));
    span.end -= std::min<uint32_t>(span.end, static_cast<uint32_t>(by));
  };
  move(error.span);
  for (Diagnostic& finding : error.diagnostics) move(finding.span);
  error.message = "the rule's transformation: " + error.message;
  return error;
}

Status HandOn(engine::ResultStream& rows, RecordSink& sink) {
  Record record;
  Scratch scratch;
  while (true) {
    TRY(const auto chunk, rows.Next());
    if (!chunk) return Ok();
    for (size_t row = 0; row < chunk->rows; ++row) {
      record.fields.clear();
      scratch.Clear();
      ++record.line;
      for (size_t i = 0; i < chunk->columns.size(); ++i) {
        const plan::Column& column = rows.columns()[i];
        Field field = FieldOfCell(column.name, chunk->columns[i], row, scratch);
        field.column_type = column.type;
        record.fields.push_back(field);
      }
      TRY_OK(sink.Accept(record));
    }
  }
}

}  // namespace

Status CheckTransform(query::Service& service, std::string_view transform, const Columns& declared) {
  Columns columns = declared;
  // Rows without declared columns may have any; what is known of them is that they have a time.
  if (columns.empty()) columns.push_back({"TimeGenerated", Type::kDatetime});
  query::Request request;
  const std::string source = Source(columns);
  request.text = source + std::string(transform);
  const query::Checked checked = service.Check(request);
  if (checked.error) return tl::unexpected(Shifted(*checked.error, source.size()));
  if (!checked.tables.empty()) {
    return Fail(ErrorCode::kInvalid,
                "the rule's transformation reads the table '{}'; it may read source only",
                *checked.tables.begin());
  }
  request.view = std::make_shared<const SourceOnly>();
  if (const query::Checked alone = service.Check(request); alone.error)
    return tl::unexpected(Shifted(*alone.error, source.size()));
  if (checked.results.size() != 1)
    return Fail(ErrorCode::kInvalid, "the rule's transformation must have one result");
  return Ok();
}

Status TransformRows(query::Service& service, std::string_view transform, const Columns& declared,
                     std::string& body, std::stop_token stop, RecordSink& sink) {
  Shape shape(declared);
  TRY_OK(ReadJsonArray(body, shape, LoneObject::kRefused));
  const auto columns = shape.columns();
  if (columns.empty()) return Ok();
  query::Request request;
  const std::string source = Source(columns);
  request.text = source + std::string(transform);
  if (!service.Check(request).tables.empty())
    return Fail(ErrorCode::kInvalid, "the rule's transformation may read source only");
  request.view = std::make_shared<const SourceOnly>();
  request.parameters["__rows"] = body;
  request.cache.off = true;
  request.stop = std::move(stop);
  const auto moved = [&](const Error& error) { return tl::unexpected(Shifted(error, source.size())); };
  auto answer = service.Run(std::move(request));
  if (!answer) return moved(answer.error());
  auto table = (*answer)->NextTable();
  if (!table) return moved(table.error());
  if (!*table) return Ok();
  return HandOn(*(**table).rows, sink);
}

}  // namespace harrier::ingest
