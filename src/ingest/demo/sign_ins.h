#pragma once

#include <string>
#include <string_view>

#include "ingest/demo/logs.h"
#include "ingest/demo/world.h"

namespace harrier::ingest::demo {

/// One attempt to sign in to the cloud.
struct SignIn {
  int64_t time = 0;
  const Person* person = nullptr;
  const CloudApp* app = nullptr;
  Place from;
  std::string user_agent;
  std::string browser = "Edge 131.0.0";
  std::string operating_system = "Windows10";
  std::string session_id;
  const Host* device = nullptr;  // a registered one, or none
  int result = 0;                // 0, 50126 (bad password), 50074 (second factor wanted)…
  bool fresh_mfa = false;        // asked now; else satisfied by the token
  std::string_view client = "Browser";
  std::string_view risk = "none";
  std::string_view risk_events = "[]";
};

/// A person at a browser or an app (table SigninLogs).
void WriteSignIn(Logs& logs, Random& random, const World& world, const SignIn& sign_in);
/// An app on a person's behalf, with a token it has (table AADNonInteractiveUserSignInLogs).
void WriteTokenUse(Logs& logs, Random& random, const World& world, const SignIn& sign_in);

}  // namespace harrier::ingest::demo
