#include <libbfio.h>
#include <libevtx.h>

#include "ingest/formats/event_xml.h"
#include "ingest/formats/format.h"
#include "ingest/json_record.h"

namespace harrier::ingest {
namespace {

/// An error of libevtx or libbfio, freed with it.
class LibraryError {
 public:
  LibraryError() = default;
  LibraryError(const LibraryError&) = delete;
  LibraryError& operator=(const LibraryError&) = delete;
  ~LibraryError() { Clear(); }
  libevtx_error_t** out() {
    Clear();
    return &error_;
  }

 private:
  void Clear() {
    if (error_ != nullptr) libevtx_error_free(&error_);
  }
  libevtx_error_t* error_ = nullptr;
};

class EvtxFile {
 public:
  EvtxFile() = default;
  EvtxFile(const EvtxFile&) = delete;
  EvtxFile& operator=(const EvtxFile&) = delete;
  ~EvtxFile() {
    LibraryError error;
    if (open_) libevtx_file_close(file_, error.out());
    if (file_ != nullptr) libevtx_file_free(&file_, error.out());
    if (handle_ != nullptr) libbfio_handle_free(&handle_, nullptr);
  }

  bool Open(const std::string& bytes) {
    LibraryError error;
    // The library reads only, but takes what could be written to.
    auto* const data = reinterpret_cast<uint8_t*>(const_cast<char*>(bytes.data()));
    open_ = libbfio_memory_range_initialize(&handle_, nullptr) == 1 &&
            libbfio_memory_range_set(handle_, data, bytes.size(), nullptr) == 1 &&
            libevtx_file_initialize(&file_, error.out()) == 1 &&
            libevtx_file_open_file_io_handle(file_, handle_, LIBEVTX_OPEN_READ, error.out()) == 1;
    return open_;
  }

  int records() {
    LibraryError error;
    int count = 0;
    return libevtx_file_get_number_of_records(file_, &count, error.out()) == 1 ? count : -1;
  }

  /// The XML of a record; false if it cannot be read.
  bool Xml(int index, std::string& xml) {
    LibraryError error;
    libevtx_record_t* record = nullptr;
    if (libevtx_file_get_record_by_index(file_, index, &record, error.out()) != 1) return false;
    size_t size = 0;
    constexpr size_t kLargest = 64 * 1024 * 1024;
    bool ok = libevtx_record_get_utf8_xml_string_size(record, &size, error.out()) == 1 && size > 1 &&
              size < kLargest;
    if (ok) {
      xml.resize(size);
      ok = libevtx_record_get_utf8_xml_string(record, reinterpret_cast<uint8_t*>(xml.data()), size,
                                              error.out()) == 1;
      xml.resize(ok ? size - 1 : 0);
    }
    libevtx_record_free(&record, error.out());
    return ok;
  }

 private:
  libevtx_file_t* file_ = nullptr;
  libbfio_handle_t* handle_ = nullptr;
  bool open_ = false;
};

}  // namespace

Status ReadEvtx(const std::string& bytes, RecordSink& sink) {
  EvtxFile file;
  if (!file.Open(bytes)) return Fail(ErrorCode::kInvalid, "it is not a whole Windows event log");
  const int count = file.records();
  if (count < 0) return Fail(ErrorCode::kInvalid, "the Windows event log is damaged");
  Record record;
  Scratch scratch;
  std::string xml;
  std::string valid;
  for (int i = 0; i < count; ++i) {
    record.fields.clear();
    scratch.Clear();
    record.line = static_cast<uint64_t>(i) + 1;
    if (!file.Xml(i, xml)) {
      TRY_OK(sink.Reject(record.line, "the record is damaged", ""));
      continue;
    }
    valid.clear();
    AppendAsUtf8(valid, xml);
    record.raw = valid;
    if (!ReadEventXml(valid, record.fields, scratch)) {
      TRY_OK(sink.Reject(record.line, "the record is no Windows event", valid));
      continue;
    }
    TRY_OK(sink.Accept(record));
  }
  return Ok();
}

}  // namespace harrier::ingest
