#pragma once

#include <memory>
#include <string>

#include "base/error.h"

namespace harrier::engine::duckdb {

/// A data directory in the hands of this process: marked as Harrier's, locked against others until it is
/// destroyed.
///   DIR/harrier.json   the marker, with the format's version
///   DIR/lock           locked while a process has the directory open; holds its process id
///   DIR/logs           catalog.duckdb and a file for each month
///   DIR/workspaces/ID/logs   the same, of a further workspace
///   DIR/tmp            what queries spill; emptied at every start
class StorageDirectory {
 public:
  /// Makes the directory if it is missing or empty. Fails with one sentence (kIo, kConflict, kInvalid) if it
  /// is not writable, in use, of another program or of a newer version.
  static Result<std::unique_ptr<StorageDirectory>> Open(const std::string& path);
  StorageDirectory(const StorageDirectory&) = delete;
  StorageDirectory& operator=(const StorageDirectory&) = delete;
  ~StorageDirectory();

  /// Absolute, without links.
  const std::string& path() const { return path_; }
  std::string logs() const { return path_ + "/logs"; }
  std::string tmp() const { return path_ + "/tmp"; }
  /// The folder of a further workspace's log files, made if it is missing.
  Result<std::string> MakeLogs(std::string_view workspace) const;
  /// Bytes that may still be written; kIo if the disk does not say.
  Result<uint64_t> FreeBytes() const;

 private:
  StorageDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;
  int lock_;
};

}  // namespace harrier::engine::duckdb
