#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "api/arm/endpoint.h"

namespace harrier::api::arm {

namespace json = boost::json;

/// Below {W}, below {W}/providers/Microsoft.SecurityInsights, or below
/// /subscriptions/…/resourceGroups/…/providers/Microsoft.Insights.
enum class Provider : uint8_t { kOperationalInsights, kSecurityInsights, kInsights };

/// A write that a transaction is about to make.
struct Admission {
  const Context& context;
  store::Transaction& transaction;
  const store::ObjectKey& key;
  const std::optional<store::Object>& before;
  json::object& kept;  // the body to keep; may still be changed
};

/// One type of resource, as data: what differs from the common way of reading, writing and listing.
struct Resource {
  Provider provider = Provider::kSecurityInsights;
  /// Below the provider; parents' names in braces: "hunts/{hunt}/comments".
  std::string collection;
  /// Names it in actions, after the provider: "hunts/comments".
  std::string type;
  /// As the envelope's "type" has it after the provider; empty: as actions do.
  std::string shown_as{};
  /// The kind that the store knows it by; empty: the type.
  std::string stored_as{};
  /// The stored kind of the object above, which must exist.
  std::string parent_kind{};
  /// The envelope's "kind"; empty: none.
  std::string kind{};

  /// The body to keep, made of a request's: fields read, rules checked. Runs before the transaction.
  std::function<Result<json::object>(const Context&, const json::object& body)> accept{};
  /// What only the other objects can tell. Runs inside the transaction; may be unset.
  std::function<Status(const Admission&)> admit{};
  /// Whether the object is kept from the caller, as if it were not there. May be unset.
  std::function<bool(const Context&, const store::Object&)> hidden{};
  /// The properties that a client sees; unset: the body as it is.
  std::function<json::object(const Context&, store::Transaction&, const store::Object&)> read{};
  /// What must hold before a delete; may be unset.
  std::function<Status(const Context&, store::Transaction&, const store::Object&)> release{};
  /// What a write or delete (before or after absent) brings about elsewhere. Runs inside the transaction,
  /// behind it; may be unset.
  std::function<Status(const Context&, store::Transaction&, const store::Object* before,
                       const store::Object* after)>
      settle{};
  /// What follows a committed change; either may be absent. May be unset.
  std::function<Status(const Context&, const store::Object* before, const store::Object* after)> after{};

  int created = 201;
  int deleted = 200;
  int absent = 204;
  bool writable = true;          // PUT
  bool removable = true;         // DELETE
  bool delete_names_it = false;  // a delete answers {"name":…}
  /// Elements of a page when $top does not say; 0: all in one.
  size_t page = 1000;
  /// Other members of the list's answer, before "value".
  json::object list_members{};

  bool hides(const Context& context, const store::Object& object) const {
    return hidden && hidden(context, object);
  }
  std::string stored_kind() const { return stored_as.empty() ? type : stored_as; }
  std::string full_type() const;
};

/// Something else that a path does.
struct Operation {
  Provider provider = Provider::kSecurityInsights;
  std::string method;
  std::string path;    // below the provider
  std::string action;  // after the provider's name: "bookmarks/read"
  std::function<Response(const Context&)> handler;
  bool spool = false;  // the body goes to a file
};

/// What one file of resources/ serves.
struct ResourceFamily {
  std::vector<Resource> resources{};
  std::vector<Operation> operations{};
};

std::string_view ProviderName(Provider provider);

/// Where the provider's paths begin: "/subscriptions/…", without an end.
std::string ProviderPath(Provider provider, std::string_view subscription, std::string_view group,
                         std::string_view workspace);

/// The path of an object below its collection: "hunts/<parent>/comments/<name>".
std::string PathOf(const Resource& resource, const store::ObjectKey& key);

/// The resource as clients see it.
json::object Envelope(const Context& context, store::Transaction& transaction, const Resource& resource,
                      const store::Object& object);

/// The resource's answer to the four common methods.
Response GetOne(const Resource& resource, const Context& context);
Response PutOne(const Resource& resource, const Context& context);
Response DeleteOne(const Resource& resource, const Context& context);
Response ListAll(const Resource& resource, const Context& context);
/// All versions of the object, oldest first, those of deleted ones too: who changed it, when, and to what.
Response HistoryOf(const Resource& resource, const Context& context);

}  // namespace harrier::api::arm
