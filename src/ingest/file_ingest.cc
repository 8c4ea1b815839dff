#include "ingest/file_ingest.h"

#include "ingest/digest.h"

namespace harrier::ingest {
namespace {

/// Events of unknown shape before a log is given up.
constexpr size_t kMostUnknown = 100;

std::string BatchPrefix(const IngestRequest& request, const FieldMap* map, const std::string& digest,
                        int64_t now) {
  // Other choices make other batches of the same file.
  std::string choices =
      fmt::format("{}|{}|{}|{}|{}", request.table, request.create, request.add_columns,
                  map == nullptr ? "" : request.map_path, request.format ? FormatName(*request.format) : "");
  if (request.force) choices += fmt::format("|{}", now);
  return digest + ":" + ShortDigest(choices);
}

}  // namespace

FileIngest::FileIngest(engine::Storage& storage, const Clock& clock, const IngestRequest& request,
                       const FieldMap* map, std::string digest, Rejects& rejects, FileReport& report)
    : storage_(storage),
      clock_(clock),
      request_(request),
      map_(map),
      digest_(std::move(digest)),
      batch_prefix_(BatchPrefix(request, map, digest_, clock.Now())),
      table_(map != nullptr && request.table.empty() ? map->table() : request.table),
      rejects_(rejects),
      report_(report),
      context_(storage.catalog()) {
  context_.wanted_table = table_;
  context_.now = clock.Now();
}

FileIngest::~FileIngest() {
  for (const auto& [name, target] : targets_) {
    report_.rows += target->rows();
    report_.duplicates += target->duplicates();
    report_.overflowed += target->overflowed();
    if (target->rows() > 0) report_.rows_by_table[name] += target->rows();
  }
}

Status FileIngest::ReadLog(const std::string& name, const std::string& path, PeekSource& source) {
  TRY(const std::string_view head, source.Peek(kDetectBytes));
  if (head.empty()) return Ok();
  const std::optional<Format> format = request_.format ? request_.format : DetectFormat(name, head);
  if (!format) return Fail(ErrorCode::kNotSupported, "it is no log in a format that is known");
  context_.file = name;
  unknown_.clear();
  known_ = false;
  TRY_OK(ReadFormat(*format, source, path, *this));
  if (!unknown_.empty()) {
    unknown_.clear();
    return Fail(ErrorCode::kNotSupported,
                "its events have no shape that is known: name their table (--table)");
  }
  return Ok();
}

const Source* FileIngest::FindSource(const Record& record) {
  for (const Source& source : Sources()) {
    if (source.matches(record, context_)) return &source;
  }
  return nullptr;
}

Status FileIngest::Accept(const Record& record) {
  scratch_.Clear();
  row_.table.clear();
  row_.fields.clear();
  row_.any_case = false;
  if (map_ != nullptr) {
    if (table_.empty()) return Fail(ErrorCode::kInvalid, "the field map needs a table");
    map_->Apply(record, row_, scratch_);
    row_.table = table_;
  } else if (const Source* source = FindSource(record)) {
    const std::string_view problem = source->map(record, context_, row_, scratch_);
    if (!problem.empty()) return Reject(record.line, problem, record.raw);
    if (table_.empty() || row_.table == table_) {
      TRY_OK(GiveUpHeldBack());
      ++report_.events;
      return Add(row_, source->makes_tables);
    }
  }
  if (table_.empty()) return HoldBack(record);
  if (map_ == nullptr) {
    row_.fields.clear();
    for (const Field& field : record.fields) {
      if (field.is_null()) continue;
      row_.fields.push_back(field);
      if (field.name == kLineField && record.fields.size() == 1) row_.fields.back().name = "RawData";
    }
    row_.table = table_;
    row_.any_case = true;
  }
  ++report_.events;
  return Add(row_, false);
}

/// An event of unknown shape: rejected if others of its log are known.
Status FileIngest::HoldBack(const Record& record) {
  if (known_) return Reject(record.line, "its shape is not known", record.raw);
  unknown_.push_back({record.line, std::string(record.raw.substr(0, 64 * 1024))});
  if (unknown_.size() < kMostUnknown) return Ok();
  unknown_.clear();
  return Fail(ErrorCode::kNotSupported, "its events have no shape that is known: name their table (--table)");
}

Status FileIngest::GiveUpHeldBack() {
  known_ = true;
  for (const Unknown& event : unknown_) TRY_OK(Reject(event.line, "its shape is not known", event.text));
  unknown_.clear();
  return Ok();
}

Status FileIngest::Reject(uint64_t line, std::string_view reason, std::string_view text) {
  ++report_.events;
  ++report_.rejected;
  return rejects_.Add(context_.file, line, reason, text);
}

Result<TableAppender*> FileIngest::FindTarget(const std::string& table, bool makes) {
  const auto found = targets_.find(table);
  if (found != targets_.end()) return found->second.get();
  const TablePolicy policy{.make = makes || request_.create, .grow = request_.add_columns};
  const catalog::CatalogPtr catalog = storage_.catalog();
  if (!policy.make && catalog->FindTable(table) == nullptr)
    return NoSuchTable(*catalog, table, ": --create makes one, if its name ends in _CL");
  if (!request_.force) {
    TRY(const bool was_ingested, storage_.WasIngested(table, digest_));
    if (was_ingested) {
      return Fail(ErrorCode::kConflict, "it went into table '{}' before: --force takes it again", table);
    }
  }
  TRY(auto target, TableAppender::Open(storage_, clock_, table, policy, batch_prefix_));
  return targets_.emplace(table, std::move(target)).first->second.get();
}

Status FileIngest::Add(const Row& row, bool makes) {
  if (last_target_ == nullptr || last_target_->table() != row.table) {
    TRY(last_target_, FindTarget(row.table, makes));
  }
  return last_target_->Add(row);
}

Status FileIngest::Finish(bool whole) {
  for (auto& [name, target] : targets_) {
    TRY_OK(target->Flush());
    if (whole) {
      TRY_OK(storage_.MarkIngested(name, digest_, report_.path, target->rows() + target->duplicates()));
    }
  }
  return Ok();
}

}  // namespace harrier::ingest
