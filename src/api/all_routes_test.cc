#include "api/all_routes.h"

#include <set>

#include <gtest/gtest.h>

#include "api/server/gate.h"

namespace harrier::api {
namespace {

/// What anybody may reach without being known; a route that is opened must be added here too.
const std::set<std::string>& Open() {
  static const std::set<std::string> open = {
      "GET /",
      "GET /page.css",
      "GET /page.js",
      "GET /favicon.ico",
      "GET /adfs/.well-known/openid-configuration",
      "GET /{tenant}/v2.0/.well-known/openid-configuration",
      "GET /{tenant}/.well-known/openid-configuration",
      "GET /{tenant}/discovery/v2.0/keys",
      "GET /{tenant}/discovery/keys",
      "GET /metadata/endpoints",
      "GET /v1/rest/auth/metadata",
      "POST /{tenant}/oauth2/v2.0/token",
      "POST /{tenant}/oauth2/token",
      "GET /msi/token",
      "POST /api/v1/login",
      "GET /api/v1/login",
      "GET /api/v1/login/oidc",
      "GET /api/v1/login/oidc/callback",
  };
  return open;
}

/// One workspace, with nothing in it.
class OneWorkspace final : public Workspaces {
 public:
  std::vector<WorkspaceNames> All() const override { return {{kWorkspace, "harrier", {}}}; }
  std::string Find(std::string_view name) const override { return name == "harrier" ? kWorkspace : ""; }
  std::shared_ptr<const Endpoints> Of(std::string_view id) const override {
    return id == kWorkspace ? endpoints_ : nullptr;
  }

  static constexpr const char* kWorkspace = "w-1";

 private:
  std::shared_ptr<const Endpoints> endpoints_ = std::make_shared<const Endpoints>([] {
    Endpoints endpoints;
    endpoints.logs_ingestion.workspace_of = [](std::string_view) { return std::nullopt; };
    return endpoints;
  }());
};

Router Routes() {
  static const OneWorkspace workspaces;
  Origin origin;
  origin.workspaces = &workspaces;
  origin.arm.workspaces = [] {
    arm::Workspace workspace;
    workspace.id = "w-1";
    return std::make_shared<const std::vector<arm::Workspace>>(1, workspace);
  };
  return AllRoutes(origin);
}

Result<std::shared_ptr<const access::Caller>> Nobody(const Request&, const Listener&) {
  return Fail(ErrorCode::kForbidden, "who are you?");
}

/// Somebody who may do everything but what `action` says.
Authenticate AllBut(const std::string& action) {
  auto role = std::make_shared<access::Role>();
  role->actions = {"*"};
  role->not_actions = {action};
  auto caller = std::make_shared<access::Caller>();
  caller->principal.name = "ann";
  caller->grants.push_back({role, ""});
  return [caller](const Request&, const Listener&) { return caller; };
}

TEST(AllRoutes, SayWhoMayUseThem) {
  const Router router = Routes();
  ASSERT_TRUE(router.Check());
  std::set<std::string> open;
  for (const Route* route : router.routes()) {
    if (route->open) open.insert(route->method + " " + route->pattern);
  }
  EXPECT_EQ(open, Open());
}

TEST(AllRoutes, RefuseTheUnknown) {
  const Router router = Routes();
  const Gate gate(Nobody, "tenant");
  for (const Route* route : router.routes()) {
    Request request;
    request.origin = "https://localhost:1";
    const auto refusal = gate.Admit(*route, Listener{}, request);
    EXPECT_EQ(request.caller, nullptr);
    if (route->open) {
      EXPECT_FALSE(refusal) << route->pattern;
      continue;
    }
    ASSERT_TRUE(refusal) << route->pattern;
    EXPECT_NE(refusal->body.find("who are you?"), std::string::npos) << refusal->body;
    if (route->errors == ErrorStyle::kDataCollector) {
      EXPECT_EQ(refusal->status, 403) << route->pattern;
    } else {
      EXPECT_EQ(refusal->status, 401) << route->pattern;
      EXPECT_EQ(FindHeader(refusal->headers, "WWW-Authenticate"),
                "Bearer authorization_uri=\"https://localhost:1/tenant\", resource=\"https://localhost:1\"");
    }
  }
}

TEST(AllRoutes, RefuseWhoLacksTheAction) {
  const Router router = Routes();
  size_t refused = 0;
  for (const Route* route : router.routes()) {
    if (route->open) continue;
    Request request;
    const auto refusal = Gate(AllBut(route->action), "tenant").Admit(*route, Listener{}, request);
    ASSERT_TRUE(refusal) << route->pattern;
    EXPECT_EQ(refusal->status, 403) << route->pattern;
    EXPECT_NE(refusal->body.find(route->action), std::string::npos) << refusal->body;
    EXPECT_EQ(request.caller, nullptr);
    EXPECT_FALSE(Gate(AllBut("Other/action"), "tenant").Admit(*route, Listener{}, request)) << route->pattern;
    EXPECT_NE(request.caller, nullptr);
    ++refused;
  }
  EXPECT_GT(refused, 10U);
}

TEST(Router, RefusesRoutesThatSayNothing) {
  const auto route = [](bool open, std::string action) {
    Router router;
    router.Add(
        {{.method = "GET", .pattern = "/x", .handler = {}, .action = std::move(action), .open = open}});
    return router;
  };
  EXPECT_TRUE(route(true, "").Check());
  EXPECT_TRUE(route(false, "a/read").Check());
  EXPECT_FALSE(route(false, "").Check());
  EXPECT_FALSE(route(true, "a/read").Check());
}

}  // namespace
}  // namespace harrier::api
