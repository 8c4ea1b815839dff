#include <boost/json.hpp>

#include "access/actions.h"
#include "api/answer/asked_service.h"
#include "api/hunting/endpoint.h"
#include "hunting/shape/json.h"
#include "query/writers/cell_text.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::HuntingQuery;
using harrier::hunting::ParameterNote;

/// The first column of what the query of the choices gives.
Result<json::array> ChoicesOf(const Endpoint& endpoint, const Request& request, std::string_view text) {
  constexpr uint64_t kMost = 1000;
  const AskedService service{*endpoint.service, endpoint.query_log, *endpoint.clock,
                             request,           endpoint.workspace, "Hunting queries"};
  query::Request asked;
  asked.text = text;
  asked.view = ViewFor(request);
  asked.stop = request.stop;
  asked.take_rows = kMost;
  TRY(const std::unique_ptr<query::Answer> answer, service->Run(std::move(asked)));
  TRY(const std::optional<query::ResultTable> table, answer->NextTable());
  json::array out;
  while (table) {
    TRY(const std::optional<engine::Chunk> chunk, table->rows->Next());
    if (!chunk) break;
    for (size_t row = 0; row < chunk->rows && !chunk->columns.empty(); ++row) {
      std::string cell;
      query::AppendJsonCell(cell, chunk->columns.front(), row);
      json::error_code failure;
      json::value value = harrier::hunting::ParseDeep(cell, failure);
      if (!failure) out.push_back(std::move(value));
    }
  }
  return out;
}

/// What may be chosen for a parameter: its fixed values, or those that its query gives now.
Result<Response> Choices(const Endpoint& endpoint, const Request& request) {
  TRY(const HuntingQuery query, QueryFor(endpoint, request, request.captures[0]));
  const auto note = std::find_if(query.parameters.begin(), query.parameters.end(),
                                 [&](const ParameterNote& one) { return one.name == request.captures[1]; });
  if (note == query.parameters.end())
    return Fail(ErrorCode::kNotFound, "nothing is told of a parameter '{}' of that query",
                request.captures[1]);
  json::array value;
  if (note->choices.is_array()) value = note->choices.as_array();
  if (note->choices.is_string()) {
    TRY(value, ChoicesOf(endpoint, request, std::string_view(note->choices.as_string())));
  }
  return JsonAnswer(json::object{{"value", std::move(value)}});
}

}  // namespace

std::vector<Route> ParameterRoutes(const Endpoint& endpoint) {
  return {{.method = "GET",
           .pattern = "/api/v1/hunting/queries/{id}/parameters/{name}/choices",
           .handler = Answering(endpoint, Choices),
           .action = std::string(access::kQuery)}};
}

}  // namespace harrier::api::hunting
