#include <algorithm>

#include <boost/json.hpp>

#include "access/actions.h"
#include "access/caller.h"
#include "api/hunting/cases.h"
#include "base/time_text.h"
#include "hunting/bookmarks/query_values.h"
#include "hunting/bookmarks/row_bookmarks.h"
#include "hunting/entities/stored_mappings.h"
#include "hunting/hunts/hunt_creation.h"
#include "hunting/incidents/case_bookmarks.h"
#include "hunting/queries/query_entities.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::Bookmark;
using harrier::hunting::HuntingQuery;
using harrier::hunting::Member;
using harrier::hunting::Text;
using harrier::hunting::TextMember;
using harrier::hunting::View;

constexpr size_t kMostRows = harrier::hunting::ResultKeeper::kMostRows;

/// A request to bookmark rows, understood.
struct Wanted {
  harrier::hunting::BookmarkedResult result;
  std::vector<json::array> rows;
  std::vector<size_t> places;  // of the rows in the result or in the request
  bool complete = true;        // false: the result had more rows than were kept
};

/// A hunting query that the caller may see, a hunt's own included.
Result<HuntingQuery> QueryOf(const Endpoint& endpoint, const Request& request, const std::string& id) {
  TRY(const auto query, harrier::hunting::FindHuntingQuery(*endpoint.store, endpoint.workspace, id));
  if (!query || query->is_hidden_from(ActorOf(request).id))
    return Fail(ErrorCode::kNotFound, "there is no hunting query '{}'", id);
  return *query;
}

/// The query as it was when it gave the result; it may have been changed or deleted since.
Result<HuntingQuery> QueryOfResult(const Endpoint& endpoint, const store::HuntingResult& result) {
  TRY(auto query, harrier::hunting::FindHuntingQuery(*endpoint.store, endpoint.workspace, result.query));
  if (query && query->version == result.query_version) return *std::move(query);
  const store::ObjectKey key{endpoint.workspace, "savedSearches", "", result.query};
  TRY(const std::vector<store::Change> changes, endpoint.store->History(key));
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    if (change->version != result.query_version || change->after.empty()) continue;
    return harrier::hunting::HuntingQueryOf(store::ObjectAt(changes, *change));
  }
  return Fail(ErrorCode::kNotFound, "the query '{}' of the result is not known any more", result.query);
}

Result<std::optional<harrier::hunting::Moment>> TimeIn(const json::object& body, std::string_view name) {
  const json::value* const value = Member(body, name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  const auto ticks = value->is_string() ? ParseDatetime(View(value->as_string())) : std::nullopt;
  if (!ticks) return Fail(ErrorCode::kInvalid, "'{}' must be a time such as 2026-01-31T12:00:00Z", name);
  return harrier::hunting::Moment{*ticks};
}

/// Names or {"name", "type"} of columns.
Status AddColumns(const json::value& list, std::vector<std::string>& columns,
                  std::vector<std::string>& types) {
  if (!list.is_array()) return Fail(ErrorCode::kInvalid, "'columns' must be a list of names");
  for (const json::value& column : list.as_array()) {
    const std::string_view name = column.is_string()   ? View(column.as_string())
                                  : column.is_object() ? TextMember(column.as_object(), "name")
                                                       : std::string_view();
    if (name.empty()) return Fail(ErrorCode::kInvalid, "'columns' must be a list of names");
    columns.emplace_back(name);
    types.emplace_back(column.is_object() ? TextMember(column.as_object(), "type") : std::string_view());
  }
  return Ok();
}

/// Which rows of a kept result: their numbers, or "all".
Status ChooseRows(const harrier::hunting::KeptResult& kept, const json::value* chosen, Wanted& wanted) {
  std::vector<size_t>& places = wanted.places;
  if (chosen != nullptr && chosen->is_string() && chosen->as_string() == "all") {
    for (size_t i = 0; i < kept.rows.size(); ++i) places.push_back(i);
  } else if (chosen != nullptr && chosen->is_array()) {
    for (const json::value& one : chosen->as_array()) {
      const bool number = one.is_int64() && one.as_int64() >= 0;
      if (!number || static_cast<size_t>(one.as_int64()) >= kept.rows.size())
        return Fail(ErrorCode::kInvalid, "'rows': the result has no row {}; it has {}", json::serialize(one),
                    kept.rows.size());
      places.push_back(static_cast<size_t>(one.as_int64()));
    }
  } else {
    return Fail(ErrorCode::kInvalid, "'rows' must be a list of row numbers of the result, or \"all\"");
  }
  for (const size_t place : places) {
    json::error_code failure;
    json::value row = harrier::hunting::ParseDeep(kept.rows[place].text, failure);
    if (failure || !row.is_array()) return Fail(ErrorCode::kInternal, "row {} cannot be read", place);
    wanted.rows.push_back(std::move(row.as_array()));
  }
  return Ok();
}

/// The rows themselves, as objects or, beside "columns", as lists.
Status TakeRows(const json::object& body, Wanted& wanted, std::vector<std::string>& types) {
  std::vector<std::string>& columns = wanted.result.columns;
  if (const json::value* const given = Member(body, "columns")) TRY_OK(AddColumns(*given, columns, types));
  const bool named = !columns.empty();
  const json::value* const rows = Member(body, "rows");
  if (rows == nullptr || !rows->is_array())
    return Fail(ErrorCode::kInvalid, "'rows' must be a list of rows: objects, or lists beside 'columns'");
  const auto place_of = [&](std::string_view name) {
    return static_cast<size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
  };
  for (const json::value& row : rows->as_array()) {
    if (!row.is_object()) continue;
    for (const auto& [name, value] : row.as_object()) {
      if (!named && place_of({name.data(), name.size()}) == columns.size()) columns.emplace_back(name);
    }
  }
  for (const json::value& row : rows->as_array()) {
    wanted.places.push_back(wanted.places.size());
    json::array& cells = wanted.rows.emplace_back();
    if (row.is_array()) {
      cells = row.as_array();
    } else if (row.is_object()) {
      cells.resize(columns.size());
      for (const auto& [name, value] : row.as_object()) {
        const size_t place = place_of({name.data(), name.size()});
        if (place < cells.size()) cells[place] = value;
      }
    } else {
      return Fail(ErrorCode::kInvalid, "'rows' must be a list of rows: objects, or lists beside 'columns'");
    }
  }
  return Ok();
}

/// Those of the query that a bookmark may have: tags of saved searches are free text.
void TakeTechniques(const HuntingQuery& query, Bookmark& bookmark) {
  const auto known = harrier::hunting::TacticNames();
  for (const std::string& tactic : query.tactics) {
    const auto name = std::find_if(known.begin(), known.end(), [&](std::string_view one) {
      return harrier::hunting::SameName(one, tactic);
    });
    if (name != known.end()) bookmark.tactics.emplace_back(*name);
  }
  for (const std::string& technique : query.techniques) {
    if (harrier::hunting::CheckTechniques({technique})) bookmark.techniques.push_back(technique);
  }
}

struct MappingsBody {
  std::vector<harrier::hunting::ColumnMapping> mappings;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("entityMappings", self.mappings);
  }
};

/// The mappings that the body gives in place of the query's.
Status TakeMappings(const json::object& body, harrier::hunting::BookmarkedResult& result) {
  const json::value* const given = Member(body, "entityMappings");
  if (given == nullptr || given->is_null()) return Ok();
  TRY(MappingsBody read, harrier::hunting::FromJson<MappingsBody>(body, "body"));
  TRY(result.mappings, harrier::hunting::AcceptMappings(std::move(read.mappings), "body.entityMappings"));
  return harrier::hunting::CheckColumns(result.mappings, result.columns, "body.entityMappings");
}

/// What all bookmarks have in common, by the body and else by the query.
Result<Bookmark> SharedOf(const json::object& body, const HuntingQuery& query) {
  json::object properties{{"displayName", "x"}, {"query", Text(query.query)}};
  for (const std::string_view name : {"notes", "labels", "tactics", "techniques"}) {
    if (const json::value* const value = Member(body, name)) properties[name] = *value;
  }
  TRY(Bookmark shared, harrier::hunting::AcceptBookmark(properties));
  shared.display_name = TextMember(body, "name");
  if (Member(body, "tactics") == nullptr && Member(body, "techniques") == nullptr)
    TakeTechniques(query, shared);
  return shared;
}

/// Reads "query", "queryId" or "result" with "rows", and what is to be said of all.
Result<Wanted> Understand(const Endpoint& endpoint, const Request& request, const json::object& body) {
  Wanted wanted;
  const std::string id(TextMember(body, "queryId")), result(TextMember(body, "result"));
  const std::string_view text = TextMember(body, "query");
  if ((id.empty() ? 0 : 1) + (result.empty() ? 0 : 1) + (text.empty() ? 0 : 1) != 1)
    return Fail(ErrorCode::kInvalid, "give one of 'query' (its text), 'queryId' and 'result'");
  HuntingQuery query;
  std::vector<std::string> types;
  TRY(auto from, TimeIn(body, "from"));
  TRY(auto to, TimeIn(body, "to"));
  if (!result.empty()) {
    if (request.caller != nullptr) TRY_OK(request.caller->Require(access::kQuery));
    TRY(const harrier::hunting::KeptResult kept, endpoint.results->Find(endpoint.workspace, result));
    TRY(const bool hidden, IsHiddenQuery(endpoint, request, kept.result.query));
    if (hidden || !MaySeeFindingsOf(request, kept.result.user))
      return Fail(ErrorCode::kNotFound, "there is no result '{}' that you may see", result);
    TRY(query, QueryOfResult(endpoint, kept.result));
    query.query = harrier::hunting::WithValues(query.query, kept.result.parameters);
    json::error_code failure;
    TRY_OK(
        AddColumns(harrier::hunting::ParseDeep(kept.result.columns, failure), wanted.result.columns, types));
    TRY_OK(ChooseRows(kept, Member(body, "rows"), wanted));
    wanted.complete = kept.result.complete;
    from = harrier::hunting::Moment{kept.result.window_from};
    to = harrier::hunting::Moment{kept.result.window_to};
  } else {
    query.query = text;
    if (!id.empty()) {
      TRY(query, QueryOf(endpoint, request, id));
    }
    TRY_OK(TakeRows(body, wanted, types));
  }
  if (wanted.rows.empty()) return Fail(ErrorCode::kInvalid, "'rows' names no row");
  if (wanted.rows.size() > kMostRows)
    return Fail(ErrorCode::kInvalid, "{} rows are too many for one call; {} are allowed", wanted.rows.size(),
                kMostRows);
  harrier::hunting::BookmarkedResult& all = wanted.result;
  TRY(all.shared, SharedOf(body, query));
  all.shared.query_start_time = from;
  all.shared.query_end_time = to;
  all.query_name = query.name.empty() ? harrier::hunting::NameOfText(query.query) : query.name;
  all.now = endpoint.clock->Now();
  all.mappings = harrier::hunting::MappingsFor(query, all.columns);
  TRY_OK(TakeMappings(body, all));
  all.time_column = TextMember(body, "eventTimeColumn");
  all.needs_time = !all.time_column.empty();
  if (!all.needs_time) all.time_column = harrier::hunting::TimeColumnOf(all.columns, types);
  return wanted;
}

/// Where the bookmarks go to, beside the list of all.
struct Destination {
  std::string incident;
  std::optional<json::object> new_incident;
  std::string hunt;
};

Result<Destination> DestinationOf(const Request& request, const json::object& body) {
  Destination out;
  out.incident = TextMember(body, "incident");
  out.hunt = TextMember(body, "hunt");
  if (const json::value* const given = Member(body, "newIncident"); given != nullptr && !given->is_null()) {
    if (!given->is_object()) return Fail(ErrorCode::kInvalid, "'newIncident' must be an object with a title");
    out.new_incident = given->as_object();
    TRY_OK(Require(request, "incidents/write"));
  }
  if (!out.incident.empty() && out.new_incident)
    return Fail(ErrorCode::kInvalid, "give 'incident' or 'newIncident', not both");
  if (!out.incident.empty() || out.new_incident) TRY_OK(Require(request, "incidents/relations/write"));
  if (!out.hunt.empty()) TRY_OK(Require(request, "hunts/relations/write"));
  return out;
}

/// A bookmark for each row, all or none.
Result<Response> Create(const Endpoint& endpoint, const Request& request) {
  TRY(const json::object body, BodyOf(request));
  TRY(const Destination destination, DestinationOf(request, body));
  TRY(const Wanted wanted, Understand(endpoint, request, body));
  std::vector<Finding> findings;
  std::vector<Bookmark> bookmarks;
  json::array dropped;
  for (size_t i = 0; i < wanted.rows.size(); ++i) {
    std::vector<harrier::hunting::DroppedMapping> lost;
    Result<Bookmark> bookmark = harrier::hunting::BookmarkOf(wanted.result, wanted.rows[i], lost);
    if (!bookmark) {
      findings.push_back({fmt::format("rows[{}]", wanted.places[i]), bookmark.error()});
      continue;
    }
    bookmarks.push_back(*std::move(bookmark));
    for (const auto& one : lost) {
      dropped.push_back(
          json::object{{"row", wanted.places[i]},
                       {"mapping", Text(harrier::hunting::MappingText(wanted.result.mappings[one.mapping]))},
                       {"reason", Text(one.reason)}});
    }
  }
  if (!findings.empty()) return FindingsAnswer(findings);

  std::vector<std::string> names;
  json::object incident;
  TRY_OK(endpoint.store->Change(ActorOf(request), [&](store::Transaction& transaction) -> Status {
    const harrier::hunting::Cases cases = CasesOf(endpoint, transaction);
    for (const Bookmark& bookmark : bookmarks) {
      names.push_back(endpoint.ids->Ordered(cases.now));
      TRY_OK(transaction.Put(cases.KeyOf("bookmarks", names.back()),
                             json::serialize(harrier::hunting::ToJson(bookmark)), {.must_be_new = true}));
    }
    if (!destination.incident.empty()) {
      TRY_OK(harrier::hunting::NeedObject(cases, "incidents", destination.incident));
      TRY_OK(harrier::hunting::AddBookmarks(cases, *endpoint.ids, destination.incident, names));
    }
    if (destination.new_incident) {
      TRY(const auto made, harrier::hunting::MakeCase(cases, *endpoint.ids,
                                                      {*destination.new_incident, names, destination.hunt}));
      incident = {{"name", made.name}, {"incidentNumber", made.number}};
    }
    if (destination.hunt.empty()) return Ok();
    TRY_OK(harrier::hunting::NeedObject(cases, "hunts", destination.hunt));
    return harrier::hunting::AddToHunt(cases, *endpoint.ids, destination.hunt, "bookmarks", names);
  }));
  json::array value;
  for (size_t i = 0; i < names.size(); ++i) {
    json::object one{
        {"name", names[i]}, {"row", wanted.places[i]}, {"displayName", bookmarks[i].display_name}};
    if (const auto& time = bookmarks[i].event_time) one["eventTime"] = FormatDatetime(time->ticks);
    one["entities"] = bookmarks[i].entity_mappings.size();
    value.push_back(std::move(one));
  }
  json::object answer{
      {"value", std::move(value)}, {"complete", wanted.complete}, {"dropped", std::move(dropped)}};
  if (!incident.empty()) answer["incident"] = std::move(incident);
  return JsonAnswer(answer, 201);
}

}  // namespace

std::vector<Route> BookmarkRoutes(const Endpoint& endpoint) {
  return {{.method = "POST",
           .pattern = "/api/v1/hunting/bookmarks",
           .handler = Answering(endpoint, Create),
           .action = "Microsoft.SecurityInsights/bookmarks/write"}};
}

}  // namespace harrier::api::hunting
