#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include "runner/runner.h"

// kqltest [--update] FILE…: runs .kqltest files; --update writes the answers of plan and sql sections anew.
namespace harrier::kqltest {
namespace {

struct Totals {
  size_t passed = 0;
  size_t failed = 0;
};

std::string Indented(std::string_view text) {
  std::string out = "  ";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

/// The file's text with golden answers put in: of the lines [first, last), counted from 1, becomes `text`.
struct Patch {
  size_t first = 0;
  size_t last = 0;
  std::string text;
};

std::string Patched(const std::string& text, const std::vector<Patch>& patches) {
  std::istringstream in(text);
  std::string out, line;
  auto patch = patches.begin();
  for (size_t number = 1; std::getline(in, line); ++number) {
    if (patch != patches.end() && number == patch->first) out += patch->text + '\n';
    const bool replaced = patch != patches.end() && number >= patch->first && number < patch->last;
    if (!replaced) out += line + '\n';
    if (patch != patches.end() && number + 1 >= patch->last && number >= patch->first) ++patch;
  }
  if (patch != patches.end()) out += patch->text + '\n';
  return out;
}

Status RunFile(const std::string& path, bool update, Totals* totals) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) return Fail(ErrorCode::kIo, "cannot read {}", path);
  TRY(const CaseFile file, ParseCaseFile(text.str()));
  TRY(const auto runner, Runner::Make());
  std::vector<Patch> patches;
  for (const Section& section : file.sections) {
    std::string golden;
    const std::optional<Failure> failure = runner->Run(section, &golden);
    const bool is_case = section.kind != SectionKind::kTable;
    if (failure && update && !golden.empty()) {
      patches.push_back({section.answer_line, section.end_line, golden});
      ++totals->passed;
    } else if (failure) {
      ++totals->failed;
      std::printf("%s:%zu: failed\nwanted:\n%s\ngot:\n%s\n\n", path.c_str(), failure->line,
                  Indented(failure->wanted).c_str(), Indented(failure->got).c_str());
    } else if (is_case) {
      ++totals->passed;
    }
  }
  if (!patches.empty()) {
    std::ofstream out(path);
    out << Patched(text.str(), patches);
    if (!out.flush()) return Fail(ErrorCode::kIo, "cannot write {}", path);
  }
  return Ok();
}

int Main(int argc, char** argv) {
  bool update = false;
  Totals totals;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--update") == 0) {
      update = true;
      continue;
    }
    if (const Status ran = RunFile(argv[i], update, &totals); !ran) {
      ++totals.failed;
      std::printf("%s: %s\n", argv[i], ran.error().message.c_str());
    }
  }
  std::printf("%zu cases passed, %zu failed\n", totals.passed, totals.failed);
  return totals.failed == 0 && totals.passed > 0 ? 0 : 1;
}

}  // namespace
}  // namespace harrier::kqltest

int main(int argc, char** argv) {
  return harrier::kqltest::Main(argc, argv);
}
