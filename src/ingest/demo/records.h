#pragma once

#include <cstdint>
#include <string>

#include "ingest/demo/world.h"

namespace harrier::ingest::demo {

enum class Integrity { kLow, kMedium, kHigh, kSystem };

/// Where a network logon comes from; empty for a local one.
struct Origin {
  std::string ip;
  std::string workstation;
};

/// A logon session of a Windows host. Its id is the LUID that all its events carry.
struct Logon {
  const Account* account = nullptr;
  uint64_t id = 0;
  int type = 2;
  int64_t time = 0;
  Origin origin;
  const char* package = "Kerberos";
  bool elevated = false;
  uint32_t session = 0;  // of the desktop; services have 0
};

/// A process of a Windows host. Its parent outlives it in memory, if not on the host.
struct Process {
  const Process* parent = nullptr;
  const Image* image = nullptr;
  std::string command_line;
  const Logon* logon = nullptr;
  Integrity integrity = Integrity::kMedium;
  uint32_t pid = 0;
  int64_t created = 0;
};

}  // namespace harrier::ingest::demo
