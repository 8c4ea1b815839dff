#include "runtime/kernel_of.h"
#include "runtime/unicode.h"

namespace harrier::runtime {
namespace {

bool Lower(std::string& out, std::string_view s) {
  AppendLower(out, s);
  return true;
}

bool Upper(std::string& out, std::string_view s) {
  AppendUpper(out, s);
  return true;
}

}  // namespace

void AddTextCase(KernelRegistry& registry) {
  registry.Add(KernelOf<Lower>("tolower"));
  registry.Add(KernelOf<Upper>("toupper"));
}

}  // namespace harrier::runtime
