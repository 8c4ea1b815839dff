#include "base/json_text.h"
#include "kql/plugins/plugin.h"

// Kusto docs, infer_storage_schema plugin and infer_storage_schema_with_suggestions plugin.
namespace harrier::kql {

namespace {

/// An option of the request as text; empty if it is not there.
std::string Option(const Value& options, std::string_view path) {
  const plan::ExprPtr value = plan::Fold(plan::CallKernel(
      "dynamic_to_string",
      {plan::CallKernel("dyn_path", {plan::Lit(options), plan::Lit(Value::Dynamic(std::string(path)))})}));
  return value->is_literal() && !value->value.is_null() ? value->value.text() : "";
}

Result<ExternalSchemaRequest> RequestOf(const PluginCall& call) {
  TRY_OK(call.CheckCount(1, 1));
  TRY(const Value options, call.Constant(0, Type::kDynamic));
  ExternalSchemaRequest request;
  for (size_t i = 0;; ++i) {
    std::string container = Option(options, fmt::format(R"(["StorageContainers",{}])", i));
    if (container.empty()) break;
    request.containers.push_back(std::move(container));
  }
  if (request.containers.empty()) return call.Bad(0, "the bag has no StorageContainers");
  request.format = Option(options, R"(["DataFormat"])");
  if (request.format.empty()) return call.Bad(0, "the bag has no DataFormat");
  request.file_extension = Option(options, R"(["FileExtension"])");
  request.name_prefix = Option(options, R"(["FileNamePrefix"])");
  const std::string header = Option(options, R"(["InferenceOptions","UseFirstRowAsHeader"])");
  request.first_row_is_header = header == "true" || header == "True";
  const std::string mode = Option(options, R"(["Mode"])");
  using Mode = ExternalSchemaRequest::Mode;
  if (mode == "any")
    request.mode = Mode::kAny;
  else if (mode == "all")
    request.mode = Mode::kAll;
  else if (!mode.empty() && mode != "last")
    return call.Bad(0, fmt::format("the mode is any, last or all, not '{}'", mode));
  return request;
}

Result<std::vector<InferredColumn>> Infer(PluginCall& call) {
  TRY(const ExternalSchemaRequest request, RequestOf(call));
  const ExternalSchemaReader& reader = call.binder.options().external_schema;
  if (!reader) {
    const std::string& place = request.containers.front();
    return FailAt(call.span, "", ErrorCode::kForbidden,
                  "{}: {} cannot be read; reading from outside is off in this installation", call.name(),
                  place.substr(0, place.find_first_of("?;")));
  }
  Result<std::vector<InferredColumn>> columns = reader(request);
  if (!columns) columns.error().span = call.span;
  return columns;
}

Relation OneText(Binder& binder, std::string name, std::string text) {
  Relation out;
  out.node = plan::MakeNode(plan::Values{{{plan::Lit(Value::String(std::move(text)))}}}, {},
                            {binder.NewColumn(std::move(name), Type::kString)});
  return out;
}

void AppendColumn(std::string& out, std::string_view role, std::string_view name, Type type) {
  out += fmt::format(R"("{}":{{"Name":)", role);
  AppendJsonString(out, name);
  out += fmt::format(R"(,"CslType":{{"type":"{}","IsNumeric":{},"IsSummable":{}}}}})", TypeName(type),
                     IsNumeric(type), IsNumeric(type) || IsTime(type));
}

/// The mapping under which all whole numbers are times of the years 1990 to 2099; empty if there is none. A
/// small number is a time just as well to Kusto's rule, but hardly ever in a log.
std::string_view TimeMapping(const InferredColumn& column) {
  constexpr int64_t kFrom = 631'152'000, kTo = 4'102'444'800;  // seconds
  int64_t unit = 1;
  for (const std::string_view mapping : {"DateTimeFromUnixSeconds", "DateTimeFromUnixMilliseconds",
                                         "DateTimeFromUnixMicroseconds", "DateTimeFromUnixNanoseconds"}) {
    if (column.least >= kFrom * unit && column.greatest / unit < kTo) return mapping;
    unit *= 1000;
  }
  return "";
}

}  // namespace

Result<Relation> BindInferStorageSchema(PluginCall& call) {
  TRY(const std::vector<InferredColumn> columns, Infer(call));
  std::string schema;
  for (const InferredColumn& column : columns)
    schema += fmt::format("{}{}:{}", schema.empty() ? "" : ", ", column.name, TypeName(column.type));
  return OneText(call.binder, "CslSchema", std::move(schema));
}

Result<Relation> BindInferStorageSchemaWithSuggestions(PluginCall& call) {
  TRY(const std::vector<InferredColumn> columns, Infer(call));
  std::string json = R"({"Columns":[)";
  for (const InferredColumn& column : columns) {
    Type type = column.type;
    std::string_view mapping = "None";
    if (type == Type::kLong) {
      std::string end = column.name.substr(column.name.size() - std::min<size_t>(2, column.name.size()));
      for (char& c : end) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      if (end == "id") {
        type = Type::kString;
      } else if (const std::string_view time = TimeMapping(column); !time.empty()) {
        type = Type::kDatetime;
        mapping = time;
      }
    }
    if (json.back() != '[') json += ',';
    json += '{';
    AppendColumn(json, "OriginalColumn", column.name, column.type);
    json += ',';
    AppendColumn(json, "RecommendedColumn", column.name, type);
    json += fmt::format(R"(,"ApplicableTransformationMapping":"{}"}})", mapping);
  }
  return OneText(call.binder, "SuggestedTableSchema", json + "]}");
}

}  // namespace harrier::kql
