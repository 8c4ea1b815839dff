#include "engine/duckdb/kernel_error.h"

namespace harrier::engine::duckdb {
namespace {

constexpr std::string_view kOpen = "<kernel-error:";
constexpr std::string_view kClose = "</kernel-error>";

}  // namespace

std::string PackKernelError(const Error& error) {
  return fmt::format("{}{}>{}{}", kOpen, static_cast<int>(error.code), error.message, kClose);
}

std::optional<Error> UnpackKernelError(std::string_view message) {
  const size_t open = message.find(kOpen);
  const size_t close = message.rfind(kClose);
  if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  const char* const begin = message.data() + open + kOpen.size();
  int code = 0;
  const auto [end, failure] = std::from_chars(begin, message.data() + close, code);
  if (failure != std::errc() || *end != '>') return std::nullopt;
  return Error{static_cast<ErrorCode>(code), std::string(end + 1, message.data() + close)};
}

Error TooMuchAtOnce() {
  return Error{
      ErrorCode::kLimit,
      "one step of the query makes values of more than 1 GB for a few thousand rows: arrays or texts are too "
      "long; make them shorter, or filter or summarize before that step"};
}

}  // namespace harrier::engine::duckdb
