#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "runtime/text_needle.h"

namespace harrier::runtime {
namespace {

/// Command lines of some 120 characters, of which one in a hundred holds the needle.
struct CommandLines {
  std::vector<std::string> texts;
  std::vector<StringCell> cells;
};

CommandLines MakeCommandLines() {
  CommandLines lines;
  for (int i = 0; i < 20000; ++i) {
    lines.texts.push_back(R"("C:\Program Files\Vendor)" + std::to_string(i % 97) +
                          R"(\agent.exe" --type=renderer --lang=en-US --service-sandbox --id=)" +
                          std::to_string(i) +
                          (i % 100 == 0 ? " -EncodedCommand aQBlAHgA" : " --no-first-run"));
  }
  for (const std::string& text : lines.texts) {
    StringCell cell;
    cell.length = static_cast<uint32_t>(text.size());
    std::memcpy(cell.prefix, text.data(), 4);
    cell.pointer = text.data();
    lines.cells.push_back(cell);
  }
  return lines;
}

void BM_Needle(benchmark::State& state, TextMatch how, const char* text) {
  const CommandLines lines = MakeCommandLines();
  const Needle needle(text, how, true);
  std::vector<uint8_t> out(lines.cells.size());
  for (auto _ : state) {
    needle.MatchRows(lines.cells.data(), lines.cells.size(), out.data());
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(lines.cells.size()));
}
BENCHMARK_CAPTURE(BM_Needle, has, TextMatch::kHas, "encodedcommand");
BENCHMARK_CAPTURE(BM_Needle, contains, TextMatch::kContains, "codedcomm");
BENCHMARK_CAPTURE(BM_Needle, startswith, TextMatch::kStartsWith, "\"c:\\program");
BENCHMARK_CAPTURE(BM_Needle, absent, TextMatch::kHas, "mimikatz");

}  // namespace
}  // namespace harrier::runtime
