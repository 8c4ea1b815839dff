#include "runtime/needle_scan.h"

#include <algorithm>
#include <mutex>

#include <hs/hs.h>

#include "runtime/utf8.h"

namespace harrier::runtime {
namespace {

using Database = std::unique_ptr<hs_database_t, decltype([](hs_database_t* p) { hs_free_database(p); })>;
using Scratch = std::unique_ptr<hs_scratch_t, decltype([](hs_scratch_t* p) { hs_free_scratch(p); })>;

}  // namespace

struct NeedleScan::Compiled {
  std::vector<Needle> needles;
  /// Those that Vectorscan looks for, of whose texts it knows the bytes; the others are looked for one by
  /// one.
  Database database;
  std::vector<uint32_t> others;
  /// Scratch that no session uses just now.
  std::mutex mutex;
  std::vector<Scratch> free;
};

struct NeedleScan::Session::Work {
  const std::vector<Needle>& needles;
  Scratch scratch;
  std::string_view text;
  bool first_only = false;
  std::vector<uint32_t> found;
  std::vector<bool> seen;

  void Add(uint32_t number) {
    if (seen[number]) return;
    seen[number] = true;
    found.push_back(number);
  }

  static int OnMatch(unsigned id, unsigned long long, unsigned long long to, unsigned, void* self) {
    auto& work = *static_cast<Work*>(self);
    if (work.seen[id]) return 0;
    const Needle& needle = work.needles[id];
    const auto end = static_cast<size_t>(to);
    if (!needle.FitsAt(work.text, end - needle.text().size(), end)) return 0;
    work.Add(id);
    return work.first_only ? 1 : 0;
  }

  void Run(const Compiled& compiled, std::string_view in, bool only_first) {
    for (const uint32_t number : found) seen[number] = false;
    found.clear();
    text = in;
    first_only = only_first;
    if (compiled.database) {
      hs_scan(compiled.database.get(), in.data(), static_cast<unsigned>(in.size()), 0, scratch.get(),
              &OnMatch, this);
    }
    for (const uint32_t number : compiled.others) {
      if (first_only && !found.empty()) return;
      if (needles[number].Matches(in)) Add(number);
    }
  }
};

NeedleScan::NeedleScan(const std::vector<NeedleRule>& needles) : compiled_(std::make_unique<Compiled>()) {
  std::vector<const char*> texts;
  std::vector<unsigned> flags, ids;
  std::vector<size_t> lengths;
  compiled_->needles.reserve(needles.size());
  for (uint32_t i = 0; i < needles.size(); ++i) {
    const NeedleRule& rule = needles[i];
    const Needle& needle = compiled_->needles.emplace_back(rule.text, rule.how, rule.ignore_case);
    // Case outside ASCII is folded by rules of ours; an empty needle is everywhere.
    if (rule.text.empty() || (rule.ignore_case && !IsAscii(needle.text()))) {
      compiled_->others.push_back(i);
      continue;
    }
    texts.push_back(needle.text().data());
    lengths.push_back(needle.text().size());
    flags.push_back(rule.ignore_case ? HS_FLAG_CASELESS : 0);
    ids.push_back(i);
  }
  if (texts.empty()) return;
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), lengths.data(),
                           static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr, &database,
                           &error) == HS_SUCCESS) {
    compiled_->database.reset(database);
    return;
  }
  // A processor that Vectorscan does not know, or too large a set: one by one is slower, and right.
  hs_free_compile_error(error);
  compiled_->others.insert(compiled_->others.end(), ids.begin(), ids.end());
}

NeedleScan::~NeedleScan() = default;

NeedleScan::Session::Session(const NeedleScan& scan)
    : scan_(scan), work_(std::make_unique<Work>(Work{scan.compiled_->needles, {}, {}, false, {}, {}})) {
  work_->seen.resize(scan.compiled_->needles.size());
  Compiled& compiled = *scan.compiled_;
  if (!compiled.database) return;
  {
    const std::lock_guard lock(compiled.mutex);
    if (!compiled.free.empty()) {
      work_->scratch = std::move(compiled.free.back());
      compiled.free.pop_back();
      return;
    }
  }
  hs_scratch_t* scratch = nullptr;
  if (hs_alloc_scratch(compiled.database.get(), &scratch) != HS_SUCCESS) throw std::bad_alloc();
  work_->scratch.reset(scratch);
}

NeedleScan::Session::~Session() {
  if (!work_->scratch) return;
  const std::lock_guard lock(scan_.compiled_->mutex);
  scan_.compiled_->free.push_back(std::move(work_->scratch));
}

const std::vector<uint32_t>& NeedleScan::Session::Find(std::string_view text) {
  work_->Run(*scan_.compiled_, text, false);
  std::sort(work_->found.begin(), work_->found.end());
  return work_->found;
}

bool NeedleScan::Session::HasAny(std::string_view text) {
  work_->Run(*scan_.compiled_, text, true);
  return !work_->found.empty();
}

}  // namespace harrier::runtime
