#pragma once

#include <map>
#include <memory>

#include "ingest/field_map.h"
#include "ingest/ingest.h"
#include "ingest/rejects.h"
#include "ingest/sources/source.h"
#include "ingest/table_appender.h"

namespace harrier::ingest {

/// Takes the events of one file, finds their tables and appends them in batches, each with an id that is the
/// same when the file is read again.
class FileIngest final : public RecordSink {
 public:
  FileIngest(engine::Storage& storage, const Clock& clock, const IngestRequest& request, const FieldMap* map,
             std::string digest, Rejects& rejects, FileReport& report);
  FileIngest(const FileIngest&) = delete;
  FileIngest& operator=(const FileIngest&) = delete;
  /// The report has the rows then, whatever ended the file.
  ~FileIngest() override;

  /// Reads one log of the file; kNotSupported if its events have no shape that is known.
  Status ReadLog(const std::string& name, const std::string& path, PeekSource& source);
  /// Appends what is left; if the file was read as a whole, notes that it is in.
  Status Finish(bool whole);

  Status Accept(const Record& record) override;
  Status Reject(uint64_t line, std::string_view reason, std::string_view text) override;

 private:
  struct Unknown {
    uint64_t line;
    std::string text;
  };

  const Source* FindSource(const Record& record);
  Result<TableAppender*> FindTarget(const std::string& table, bool makes);
  Status Add(const Row& row, bool makes);
  Status HoldBack(const Record& record);
  Status GiveUpHeldBack();

  engine::Storage& storage_;
  const Clock& clock_;
  const IngestRequest& request_;
  const FieldMap* map_;
  std::string digest_;
  std::string batch_prefix_;
  std::string table_;
  Rejects& rejects_;
  FileReport& report_;
  SourceContext context_;
  Scratch scratch_;
  Row row_;
  std::map<std::string, std::unique_ptr<TableAppender>, std::less<>> targets_;
  TableAppender* last_target_ = nullptr;
  /// Events of the present log before the first whose shape is known.
  std::vector<Unknown> unknown_;
  bool known_ = false;
};

}  // namespace harrier::ingest
