#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "api/arm/endpoint.h"

/// Bodies, errors and etags as the resource manager has them (Azure's ARM resource provider contract).
namespace harrier::api::arm {

/// {"error":{"code","message"}}; findings in a query's text `text` become details with their places.
Response ErrorAnswer(const Error& error, std::string_view text = {});

Response JsonAnswer(int status, const boost::json::value& body);

/// A request's body; kInvalid unless it is an object.
Result<boost::json::object> ReadBody(const Request& request);

/// The member "properties"; kInvalid if there is none.
Result<boost::json::object> PropertiesOf(const boost::json::object& body);

/// "\"<etag>\"", as bodies have it.
std::string QuotedEtag(std::string_view etag);

/// What a write must match: the body's etag, If-Match, If-None-Match.
struct Precondition {
  std::string etag;  // without quotes; empty: any
  bool must_be_new = false;
  bool by_header = false;  // a mismatch is 412, else 409
};
Precondition PreconditionOf(const Request& request, const boost::json::object* body);
/// The answer to a write whose precondition `current` (null: absent) does not meet.
std::optional<Response> Refuse(const Precondition& precondition, const store::Object* current);

}  // namespace harrier::api::arm
