#include "ingest/sources/source.h"

// Results of KAPE's modules: <time>_<Tool>_<what>_Output.csv, in folders by category.
namespace harrier::ingest {
namespace {

/// "MFTECmd" and "MFTECmd_$MFT" of "20240101120000_MFTECmd_$MFT_Output.csv"; "" for other files.
std::string_view OutputOf(std::string_view file) {
  std::string_view name = BaseName(file);
  for (const std::string_view suffix : {"_Output.csv", "_Output.json"}) {
    if (!name.ends_with(suffix)) continue;
    name.remove_suffix(suffix.size());
    const size_t digits = name.find_first_not_of("0123456789");
    if (digits != 14 || name.size() < 16 || name[digits] != '_') return {};
    return name.substr(digits + 1);
  }
  return {};
}

bool Matches(const Record& record, SourceContext& context) {
  return !OutputOf(context.file).empty() && !record.fields.empty();
}

std::string_view Map(const Record& record, SourceContext& context, Row& row, Scratch&) {
  row.table = TableName("KAPE_", OutputOf(context.file), "_CL");
  for (const Field& field : record.fields) Put(row, field.name, field);
  return {};
}

}  // namespace

const Source kKape{"kape", "KAPE_<tool>_CL", true, Matches, Map};

}  // namespace harrier::ingest
