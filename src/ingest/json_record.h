#pragma once

#include <memory>
#include <string>

#include "ingest/record.h"

namespace harrier::ingest {

/// Reads JSON objects as events.
class JsonRecordReader {
 public:
  JsonRecordReader();
  ~JsonRecordReader();
  JsonRecordReader(const JsonRecordReader&) = delete;
  JsonRecordReader& operator=(const JsonRecordReader&) = delete;

  /// Reads one object into record.fields, which point into `text` and into this reader until the next call.
  /// The kPadding bytes behind `text` must be readable. Returns "" or what is wrong with it. Bytes that are
  /// not UTF-8 become U+FFFD.
  std::string_view Read(std::string_view text, Record& record);

 private:
  struct Parsers;
  std::string_view ReadValid(std::string_view text, Record& record);

  std::unique_ptr<Parsers> parsers_;
  std::string repaired_;
  Scratch scratch_;
};

/// Appends the fields of an object (a kJson text, or a string that holds one), copied into `scratch`. False
/// if it is none.
bool ReadObject(std::string_view json, std::vector<Field>& fields, Scratch& scratch);

/// Whether a text is valid JSON: an object or an array.
bool IsJsonContainer(std::string_view text);

/// Whether a text is a number as JSON writes it (RFC 8259).
bool IsJsonNumber(std::string_view text);

/// Text as UTF-8: bytes that are not part of it become U+FFFD.
void AppendAsUtf8(std::string& out, std::string_view text);

}  // namespace harrier::ingest
