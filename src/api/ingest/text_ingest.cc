#include "api/ingest/text_ingest.h"

#include <cctype>
#include <filesystem>
#include <fstream>

#include "api/server/gzip.h"
#include "api/server/http.h"
#include "ingest/ingest.h"
#include "runtime/json_text.h"

namespace harrier::api {
namespace {

/// A stream format as a reader's, and the separator of columns where they have no names.
struct StreamFormat {
  std::string_view name;
  ingest::Format format;
  char separator = '\0';
};

constexpr StreamFormat kFormats[] = {
    {"json", ingest::Format::kJson},       {"multijson", ingest::Format::kJson},
    {"singlejson", ingest::Format::kJson}, {"csv", ingest::Format::kCsv, ','},
    {"scsv", ingest::Format::kCsv, ';'},   {"psv", ingest::Format::kCsv, '|'},
    {"tsv", ingest::Format::kTsv, '\t'},   {"tsve", ingest::Format::kTsv, '\t'},
    {"parquet", ingest::Format::kParquet},
};

constexpr size_t kLargest = size_t{1} << 30;

/// Removes a file when it goes.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void AppendQuoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

/// The line of names that files without one lack. The standard columns are not among them.
std::string NamesLine(const catalog::Table& table, char separator) {
  std::string line;
  for (const catalog::TableColumn& column : table.columns) {
    if (!line.empty()) line += separator;
    AppendQuoted(line, column.name);
  }
  return line + "\n";
}

std::string FirstReason(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::vector<std::pair<std::string_view, std::string_view>> members;
  if (!std::getline(file, line) || !runtime::JsonObjectItems(line, members)) return {};
  for (const auto& [name, value] : members) {
    if (name != "\"reason\"") continue;
    std::string reason;
    runtime::AppendJsonAsText(reason, value);
    return reason;
  }
  return {};
}

}  // namespace

Result<TextIngestReport> IngestText(engine::Storage& storage, const Clock& clock, const std::string& table,
                                    std::string_view format, std::string_view text,
                                    const std::string& folder) {
  const catalog::TablePtr known = storage.catalog()->FindTable(table);
  if (known == nullptr) return Fail(ErrorCode::kNotFound, "there is no table '{}'", table);
  std::string wanted(format.empty() ? "csv" : format);
  for (char& c : wanted) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const StreamFormat* found = nullptr;
  for (const StreamFormat& each : kFormats) {
    if (each.name == wanted) found = &each;
  }
  if (found == nullptr)
    return Fail(ErrorCode::kNotSupported, "not supported: the stream format '{}'", format);

  // Clients say gzip of what is none, and the other way round.
  std::string unpacked;
  if (text.starts_with("\x1f\x8b")) {
    TRY(unpacked, Gunzip(text, kLargest));
    text = unpacked;
  }
  const TemporaryFile file(fmt::format("{}/rows-{}.{}", folder, NewGuid(), wanted));
  const TemporaryFile rejects(file.path() + ".rejected");
  std::ofstream out(file.path(), std::ios::binary);
  if (found->separator != '\0') out << NamesLine(*known, found->separator);
  out << text;
  out.close();
  if (!out) return Fail(ErrorCode::kIo, "cannot keep the rows in '{}': is the disk full?", folder);

  ingest::IngestRequest request;
  request.paths = {file.path()};
  request.table = table;
  request.format = found->format;
  request.force = true;  // the same rows may come twice and mean it
  request.rejects_path = rejects.path();
  TRY(const ingest::IngestReport report, ingest::Ingest(storage, clock, request));
  const ingest::FileReport total = report.Total();
  if (total.error) return tl::unexpected(*total.error);
  return TextIngestReport{total.rows, total.rejected, total.rejected > 0 ? FirstReason(rejects.path()) : ""};
}

}  // namespace harrier::api
