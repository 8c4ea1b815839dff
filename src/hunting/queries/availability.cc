#include "hunting/queries/availability.h"

#include <algorithm>

#include "base/embed.h"
#include "base/ticks.h"

HARRIER_EMBED(harrier_connectors, HARRIER_CONNECTORS_TEXT);

namespace harrier::hunting {
namespace {

constexpr int64_t kFresh = 14 * kTicksPerDay;

std::string_view Take(std::string_view& text, char end) {
  const size_t at = std::min(text.find(end), text.size());
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

std::vector<Connector> ParseAll(std::string_view text) {
  std::vector<Connector> out;
  while (!text.empty()) {
    std::string_view line = Take(text, '\n');
    if (line.empty() || line.starts_with('#')) continue;
    Connector& connector = out.emplace_back();
    connector.id = Take(line, '\t');
    connector.title = Take(line, '\t');
    connector.solution = Take(line, '\t');
    while (!line.empty()) connector.tables.push_back(Take(line, ' '));
  }
  return out;
}

}  // namespace

const std::vector<Connector>& Connectors() {
  static const std::vector<Connector> connectors = ParseAll(HARRIER_EMBEDDED(harrier_connectors));
  return connectors;
}

std::vector<const Connector*> ConnectorsOf(std::string_view table) {
  std::vector<const Connector*> out;
  for (const Connector& connector : Connectors()) {
    if (std::find(connector.tables.begin(), connector.tables.end(), table) != connector.tables.end())
      out.push_back(&connector);
  }
  return out;
}

Availability AvailabilityOf(const std::set<std::string>& tables, engine::Storage& storage, int64_t end) {
  Availability out;
  for (const std::string& table : tables) {
    const Result<engine::TableStats> stats = storage.Stats(table);
    // A table that cannot be looked at is not called missing.
    if (stats && (stats->rows == 0 || stats->last_ingested < end - kFresh)) out.missing.push_back(table);
  }
  if (!out.missing.empty()) {
    out.state =
        out.missing.size() == tables.size() ? Availability::State::kMissing : Availability::State::kPartly;
  }
  return out;
}

}  // namespace harrier::hunting
