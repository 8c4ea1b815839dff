#pragma once

#include "ingest/formats/format.h"
#include "ingest/json_record.h"

namespace harrier::ingest {

/// Hands the events of one JSON object to a sink: the object itself, or (kOpened) the elements of the list
/// that it wraps ({"Records": […]}, {"records": […]}, {"value": […]}). `json` must have kPadding readable
/// bytes behind it.
class JsonEvents {
 public:
  explicit JsonEvents(RecordSink& sink, Wrappers wrappers = Wrappers::kOpened)
      : sink_(sink), wrappers_(wrappers) {}
  Status Emit(std::string_view json, uint64_t line);

 private:
  Status EmitElements(std::string_view list, uint64_t line);

  RecordSink& sink_;
  Wrappers wrappers_;
  JsonRecordReader reader_;
  Record record_;
};

/// The end of the JSON value that begins at `at`, by brackets and quotes alone; npos if the text ends first.
size_t EndOfValue(std::string_view text, size_t at);

}  // namespace harrier::ingest
