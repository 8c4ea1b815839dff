#include <array>

#include "ingest/sources/source.h"

// Results of Velociraptor: results/<Artifact>.json in a collection's zip, a JSON object a line.
namespace harrier::ingest {
namespace {

constexpr std::array<std::string_view, 9> kFirstParts = {
    "Windows.", "Linux.", "MacOS.", "Generic.", "Custom.", "Server.", "System.", "Exchange.", "Network."};

/// "Windows.System.Pslist" of ".../results/Windows.System.Pslist.json"; "" for other files. A source of an
/// artifact comes behind a slash, which zips may write as %2F.
std::string_view ArtifactOf(std::string_view file) {
  const size_t results = file.rfind("results/");
  std::string_view name = results == std::string_view::npos ? BaseName(file) : file.substr(results + 8);
  for (const std::string_view suffix : {".json", ".jsonl", ".csv"}) {
    if (name.ends_with(suffix)) {
      name.remove_suffix(suffix.size());
      const bool known = std::any_of(kFirstParts.begin(), kFirstParts.end(),
                                     [&](std::string_view part) { return name.starts_with(part); });
      return known ? name : std::string_view();
    }
  }
  return {};
}

bool Matches(const Record& record, SourceContext& context) {
  return !ArtifactOf(context.file).empty() && !record.fields.empty();
}

std::string_view Map(const Record& record, SourceContext& context, Row& row, Scratch& scratch) {
  std::string& artifact = scratch.New();
  artifact = ArtifactOf(context.file);
  for (size_t at = artifact.find("%2F"); at != std::string::npos; at = artifact.find("%2F")) {
    artifact.replace(at, 3, "/");
  }
  row.table = TableName("Velociraptor_", artifact, "_CL");
  for (const Field& field : record.fields) Put(row, field.name, field);
  return {};
}

}  // namespace

const Source kVelociraptor{"velociraptor", "Velociraptor_<artifact>_CL", true, Matches, Map};

}  // namespace harrier::ingest
