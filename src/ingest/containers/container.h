#pragma once

#include <functional>
#include <string>

#include "ingest/byte_source.h"

namespace harrier::ingest {

/// Gets each log in a file, however deep in archives: its name ("a.zip/logs/b.json"; compression suffixes
/// .gz and .zst dropped) and its bytes.
using LogVisitor = std::function<Status(const std::string& name, PeekSource& source)>;

/// Opens zip, gzip and zstd, nested at will (a zip inside another file is read into memory). Files that
/// macOS adds (__MACOSX/, ._x, .DS_Store) are left out. An archive that is damaged or encrypted is kInvalid;
/// what the visitor got before stays.
Status VisitLogs(const std::string& path, const LogVisitor& visitor);

/// The same from bytes at hand, for tests and fuzzing.
Status VisitLogs(const std::string& name, ByteSource& source, const LogVisitor& visitor);

/// The decompressed bytes of a gzip (also several in a row) or zstd stream.
std::unique_ptr<ByteSource> OpenGzip(ByteSource& inner);
std::unique_ptr<ByteSource> OpenZstd(ByteSource& inner);

using MemberVisitor = std::function<Status(const std::string& name, ByteSource& source)>;
/// The members of a zip archive, in order.
Status VisitZip(const std::string& path, const MemberVisitor& visitor);
Status VisitZipBytes(const std::string& bytes, const MemberVisitor& visitor);

}  // namespace harrier::ingest
