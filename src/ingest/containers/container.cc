#include "ingest/containers/container.h"

namespace harrier::ingest {
namespace {

constexpr int kDeepest = 8;
constexpr std::string_view kZip("PK\x03\x04", 4);
constexpr std::string_view kEmptyZip("PK\x05\x06", 4);
constexpr std::string_view kGzip("\x1F\x8B", 2);
constexpr std::string_view kZstd("\x28\xB5\x2F\xFD", 4);

bool IsNoLog(std::string_view name) {
  const std::string_view base = name.substr(name.rfind('/') + 1);
  return base.empty() || base.starts_with("._") || base == ".DS_Store" || name.starts_with("__MACOSX/") ||
         name.find("/__MACOSX/") != std::string_view::npos;
}

std::string WithoutSuffix(const std::string& name, std::string_view suffix) {
  return name.size() > suffix.size() && name.ends_with(suffix) ? name.substr(0, name.size() - suffix.size())
                                                               : name;
}

bool IsZip(std::string_view head) {
  return head.starts_with(kZip) || head.starts_with(kEmptyZip);
}

Status Visit(const std::string& name, ByteSource& source, const LogVisitor& visitor, int depth) {
  PeekSource peek(source);
  TRY(const std::string_view head, peek.Peek(4));
  const bool packed = IsZip(head) || head.starts_with(kGzip) || head.starts_with(kZstd);
  if (packed && depth >= kDeepest)
    return Fail(ErrorCode::kInvalid, "archives nested too deeply in '{}'", name);
  if (IsZip(head)) {
    TRY(const std::string bytes, ReadAll(peek));
    return VisitZipBytes(bytes, [&](const std::string& member, ByteSource& inner) -> Status {
      if (IsNoLog(member)) return Ok();
      return Visit(name + "/" + member, inner, visitor, depth + 1);
    });
  }
  if (head.starts_with(kGzip)) {
    const auto inner = OpenGzip(peek);
    return Visit(WithoutSuffix(name, ".gz"), *inner, visitor, depth + 1);
  }
  if (head.starts_with(kZstd)) {
    const auto inner = OpenZstd(peek);
    return Visit(WithoutSuffix(name, ".zst"), *inner, visitor, depth + 1);
  }
  return visitor(name, peek);
}

}  // namespace

Status VisitLogs(const std::string& path, const LogVisitor& visitor) {
  TRY(const auto file, FileSource::Open(path));
  PeekSource peek(*file);
  TRY(const std::string_view head, peek.Peek(4));
  const std::string name = path.substr(path.rfind('/') + 1);
  if (!IsZip(head)) return Visit(name, peek, visitor, 0);
  return VisitZip(path, [&](const std::string& member, ByteSource& inner) -> Status {
    if (IsNoLog(member)) return Ok();
    return Visit(name + "/" + member, inner, visitor, 1);
  });
}

Status VisitLogs(const std::string& name, ByteSource& source, const LogVisitor& visitor) {
  return Visit(name, source, visitor, 0);
}

}  // namespace harrier::ingest
