#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <tl/expected.hpp>

#include "base/span.h"

namespace harrier {

/// What kind of failure this is; each API turns it into its own status and body in one place.
enum class ErrorCode {
  kSyntax,        // the query does not parse
  kSemantic,      // it parses, but names or types do not fit
  kNotSupported,  // known to Kusto, absent here
  kInvalid,       // a request, file or argument that is not well formed
  kNotFound,
  kConflict,   // exists already, or was ingested before
  kForbidden,  // the caller, or the configuration, does not allow it
  kLimit,      // a row, size, memory or time limit was reached
  kCancelled,
  kTimeout,
  kBusy,  // admission refused it: try again
  kIo,    // disk, network, permissions
  kInternal,
};

/// One finding about a piece of text. `id` is Kusto's own diagnostic code where it has one ("KS142").
struct Diagnostic {
  std::string id;
  std::string message;
  Span span;
};

/// A failure. The message says what, where and what to do; it holds no secrets and no SQL.
struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  Span span{};
  std::string id{};                       // Kusto's diagnostic code, if any
  std::vector<Diagnostic> diagnostics{};  // all findings, when a text has several
};

template <typename T>
using Result = tl::expected<T, Error>;

/// A result without a value.
using Status = Result<std::monostate>;
inline Status Ok() {
  return std::monostate{};
}

/// `return Fail(ErrorCode::kInvalid, "no table named '{}'", name);`
template <typename... Args>
tl::unexpected<Error> Fail(ErrorCode code, fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected(Error{code, fmt::format(format, std::forward<Args>(args)...)});
}

/// The same with a place in the query and Kusto's code.
template <typename... Args>
tl::unexpected<Error> FailAt(Span span, std::string_view id, ErrorCode code,
                             fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected(Error{code, fmt::format(format, std::forward<Args>(args)...), span, std::string(id)});
}

[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace harrier

#define HARRIER_CONCAT_(a, b) a##b
#define HARRIER_CONCAT(a, b) HARRIER_CONCAT_(a, b)

/// `TRY(auto x, F());` gives x the value of F(), or returns its error.
#define TRY(declaration, expression) TRY_IMPL_(HARRIER_CONCAT(try_, __COUNTER__), declaration, expression)
#define TRY_IMPL_(name, declaration, expression)             \
  auto&& name = (expression);                                \
  if (!name) return tl::unexpected(std::move(name).error()); \
  declaration = std::move(name).value()

/// `TRY_OK(F());` for a Status.
#define TRY_OK(expression)                                         \
  do {                                                             \
    auto&& try_ok = (expression);                                  \
    if (!try_ok) return tl::unexpected(std::move(try_ok).error()); \
  } while (false)

/// A check of our own reasoning, on in release too; it throws, so that it ends the request and not the
/// process.
#define HARRIER_CHECK(condition)                                              \
  do {                                                                        \
    if (!(condition)) ::harrier::CheckFailed(#condition, __FILE__, __LINE__); \
  } while (false)
