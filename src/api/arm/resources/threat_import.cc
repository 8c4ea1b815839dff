#include "api/arm/resources/threat_import.h"

#include <boost/json/serialize.hpp>

#include "api/arm/lenient_json.h"
#include "api/arm/wire.h"
#include "base/time_text.h"
#include "hunting/threat_intelligence/stix.h"
#include "ingest/formats/format.h"

namespace harrier::api::arm {
namespace {

/// One object to keep.
struct Threat {
  std::string kind;
  std::string name;
  json::object body;
};

/// What a document holds, and what is wrong with the rest.
struct Threats {
  std::vector<Threat> good;
  std::vector<std::pair<size_t, std::string>> bad;  // by place in the document
};

Threat KeptIndicator(const Context& context, std::string name, hunting::Indicator indicator) {
  if (!indicator.valid_from) indicator.valid_from = hunting::Moment{context.endpoint.clock->Now()};
  return {"threatIntelligence/indicators", std::move(name), hunting::ToJson(indicator)};
}

Result<Threat> ThreatOfStix(const Context& context, const json::value& object, std::string_view source) {
  TRY_OK(hunting::CheckStix(object));
  const json::object& stix = object.as_object();
  std::string name = hunting::NameOfStix(stix);
  if (hunting::TextMember(stix, "type") != "indicator")
    return Threat{"threatIntelligence/objects", std::move(name),
                  hunting::ToJson(hunting::StixObject{std::string(source), object})};
  TRY(auto indicator, hunting::IndicatorOfStix(stix, source));
  return KeptIndicator(context, std::move(name), std::move(indicator));
}

Result<Threats> ReadStix(const Context& context, const json::value& document, std::string_view source) {
  TRY(const json::array objects, hunting::ObjectsOfStix(document));
  Threats threats;
  for (size_t i = 0; i < objects.size(); ++i) {
    Result<Threat> threat = ThreatOfStix(context, objects[i], source);
    if (threat) {
      threats.good.push_back(*std::move(threat));
    } else {
      threats.bad.emplace_back(i, threat.error().message);
    }
  }
  return threats;
}

class RowSink final : public ingest::RecordSink {
 public:
  RowSink(const Context& context, std::string source) : context_(context), source_(std::move(source)) {}

  Status Accept(const ingest::Record& record) override {
    json::object row;
    for (const ingest::Field& field : record.fields)
      row.insert_or_assign(hunting::Text(field.name), hunting::Text(field.text));
    auto indicator = hunting::IndicatorOfRow(row, source_);
    if (!indicator) return Reject(record.line, indicator.error().message, record.raw);
    threats.good.push_back(KeptIndicator(context_, NewGuid(), *std::move(indicator)));
    return Ok();
  }
  Status Reject(uint64_t line, std::string_view reason, std::string_view) override {
    threats.bad.emplace_back(line, std::string(reason));
    return Ok();
  }

  Threats threats;

 private:
  const Context& context_;
  std::string source_;
};

Status Keep(const Context& context, const Threats& threats) {
  return context.endpoint.store->Change(context.actor(), [&](store::Transaction& transaction) -> Status {
    for (const Threat& threat : threats.good)
      TRY_OK(transaction.Put({context.workspace.id, threat.kind, "", threat.name},
                             json::serialize(threat.body)));
    return Ok();
  });
}

json::array ErrorsOf(const Threats& threats) {
  json::array errors;
  for (const auto& [place, message] : threats.bad)
    errors.push_back(
        json::object{{"recordIndex", place}, {"errorMessages", json::array{hunting::Text(message)}}});
  return errors;
}

std::string SourceOf(const json::value& document, std::string_view otherwise) {
  if (!document.is_object()) return std::string(otherwise);
  const std::string_view given = hunting::TextMember(document.as_object(), "sourcesystem");
  return std::string(given.empty() ? otherwise : given);
}

}  // namespace

Response UploadStix(const Context& context) {
  const auto document = ParseLenient(context.request.body);
  if (!document) return ErrorAnswer(document.error());
  const auto threats = ReadStix(context, *document, SourceOf(*document, "Upload"));
  if (!threats) return ErrorAnswer(threats.error());
  if (const Status kept = Keep(context, *threats); !kept) return ErrorAnswer(kept.error());
  return JsonAnswer(200, json::object{{"errors", ErrorsOf(*threats)}});
}

Response ImportThreats(const Context& context) {
  const Request& request = context.request;
  const std::string source(request.Parameter("source").empty() ? "Import" : request.Parameter("source"));
  Result<Threats> threats = Threats{};
  const size_t begin = request.body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (begin != std::string::npos && (request.body[begin] == '{' || request.body[begin] == '[')) {
    const auto document = ParseLenient(request.body);
    if (!document) return ErrorAnswer(document.error());
    threats = ReadStix(context, *document, SourceOf(*document, source));
  } else {
    RowSink sink(context, source);
    ingest::MemorySource memory(request.body);
    ingest::PeekSource peek(memory);
    ingest::TextSource text(peek);
    const Status read = ingest::ReadCsv(text, 0, sink);
    threats = read ? Result<Threats>(std::move(sink.threats)) : tl::unexpected(read.error());
  }
  if (!threats) return ErrorAnswer(threats.error());
  const bool all_or_none = SameText(request.Parameter("mode"), "IngestOnlyIfAllAreValid");
  const bool refused = all_or_none && !threats->bad.empty();
  if (!refused) {
    if (const Status kept = Keep(context, *threats); !kept) return ErrorAnswer(kept.error());
  }
  return JsonAnswer(200, json::object{{"state", refused                ? "Invalid"
                                                : threats->bad.empty() ? "Ingested"
                                                                       : "IngestedWithErrors"},
                                      {"validRecordCount", threats->good.size()},
                                      {"ingestedRecordCount", refused ? 0 : threats->good.size()},
                                      {"totalRecordCount", threats->good.size() + threats->bad.size()},
                                      {"errors", ErrorsOf(*threats)}});
}

}  // namespace harrier::api::arm
