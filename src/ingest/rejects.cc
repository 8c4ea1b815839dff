#include "ingest/rejects.h"

#include "base/json_text.h"

namespace harrier::ingest {

Status Rejects::Add(std::string_view file, uint64_t line, std::string_view reason, std::string_view text) {
  if (path_.empty()) return Ok();
  if (!out_.is_open()) out_.open(path_, std::ios::app);
  std::string json = "{\"file\":";
  AppendJsonString(json, file);
  fmt::format_to(std::back_inserter(json), ",\"line\":{},\"reason\":", line);
  AppendJsonString(json, reason);
  json += ",\"text\":";
  AppendJsonString(json, text);
  out_ << json << "}\n";
  if (!out_) return Fail(ErrorCode::kIo, "cannot write rejected events to '{}'", path_);
  return Ok();
}

Status Rejects::Flush() {
  if (!out_.is_open()) return Ok();
  out_.flush();
  if (!out_) return Fail(ErrorCode::kIo, "cannot write rejected events to '{}'", path_);
  return Ok();
}

}  // namespace harrier::ingest
