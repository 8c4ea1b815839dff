#include "runtime/packed_record.h"

#include "runtime/kernel_of.h"

namespace harrier::runtime {

namespace {

/// A value's place: its cell, or where its text lies.
struct Slot {
  uint64_t valid = 0;
  uint64_t words[2] = {};
};

template <typename T>
T At(std::string_view record, size_t offset) {
  T value;
  std::memcpy(&value, record.data() + offset, sizeof value);
  return value;
}

std::optional<Slot> SlotAt(std::string_view record, int64_t i) {
  const size_t offset = sizeof(PackedRecord::Match) + static_cast<size_t>(i) * sizeof(Slot);
  if (i < 0 || offset + sizeof(Slot) > record.size()) return std::nullopt;
  const auto slot = At<Slot>(record, offset);
  return slot.valid != 0 ? std::optional(slot) : std::nullopt;
}

template <typename T>
std::optional<T> Fixed(std::string_view record, int64_t i) {
  const std::optional<Slot> slot = SlotAt(record, i);
  if (!slot) return std::nullopt;
  T value;
  std::memcpy(&value, slot->words, sizeof value);
  return value;
}

std::optional<bool> Bool(std::string_view record, int64_t i) {
  const std::optional<uint8_t> value = Fixed<uint8_t>(record, i);
  return value ? std::optional(*value != 0) : std::nullopt;
}

std::optional<Guid> GuidOf(std::string_view record, int64_t i) {
  const std::optional<GuidCell> value = Fixed<GuidCell>(record, i);
  return value ? std::optional(value->guid()) : std::nullopt;
}

std::optional<std::string_view> Text(std::string_view record, int64_t i) {
  const std::optional<Slot> slot = SlotAt(record, i);
  if (!slot || slot->words[0] + slot->words[1] > record.size()) return std::nullopt;
  return record.substr(slot->words[0], slot->words[1]);
}

bool String(std::string& out, std::string_view record, int64_t i) {
  const std::optional<std::string_view> text = Text(record, i);
  if (text) out = *text;
  return text.has_value();
}

bool Dynamic(JsonOut& out, std::string_view record, int64_t i) {
  return String(out.text, record, i);
}

std::optional<PackedRecord::Match> MatchOf(std::string_view record) {
  if (record.size() < sizeof(PackedRecord::Match)) return std::nullopt;
  return At<PackedRecord::Match>(record, 0);
}

std::optional<int64_t> MatchId(std::string_view record) {
  const std::optional<PackedRecord::Match> match = MatchOf(record);
  return match ? std::optional(match->match_id) : std::nullopt;
}

std::optional<int64_t> StepOf(std::string_view record) {
  const std::optional<PackedRecord::Match> match = MatchOf(record);
  return match ? std::optional(match->step) : std::nullopt;
}

std::optional<bool> Repeats(std::string_view record) {
  const std::optional<PackedRecord::Match> match = MatchOf(record);
  return match ? std::optional(match->repeats) : std::nullopt;
}

}  // namespace

void PackedRecord::Write(const Match& match, std::span<const Cell* const> values, std::string& out) {
  out.assign(sizeof match + values.size() * sizeof(Slot), '\0');
  std::memcpy(out.data(), &match.match_id, sizeof match.match_id);
  std::memcpy(out.data() + offsetof(Match, step), &match.step, sizeof match.step);
  out[offsetof(Match, repeats)] = match.repeats ? 1 : 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const Cell& cell = *values[i];
    Slot slot;
    slot.valid = cell.is_null() ? 0 : 1;
    if (slot.valid != 0 && IsText(cell.type())) {
      slot.words[0] = out.size();
      slot.words[1] = cell.text().size();
      out += cell.text();
    } else {
      std::memcpy(slot.words, cell.view().data, CellSize(cell.type()));
    }
    std::memcpy(out.data() + sizeof match + i * sizeof slot, &slot, sizeof slot);
  }
}

void AddPackedKernels(KernelRegistry& registry) {
  registry.Add(KernelOf<&MatchId>("engine_packed_match"));
  registry.Add(KernelOf<&StepOf>("engine_packed_step"));
  registry.Add(KernelOf<&Repeats>("engine_packed_repeats"));
  registry.Add(KernelOf<&Bool>("engine_packed_bool"));
  registry.Add(KernelOf<&Fixed<int32_t>>("engine_packed_int"));
  registry.Add(KernelOf<&Fixed<int64_t>>("engine_packed_long"));
  registry.Add(KernelOf<&Fixed<double>>("engine_packed_real"));
  registry.Add(KernelOf<&Fixed<int128>>("engine_packed_decimal"));
  registry.Add(KernelOf<&GuidOf>("engine_packed_guid"));
  registry.Add(KernelOf<&String>("engine_packed_string"));
  registry.Add(KernelOf<&Dynamic>("engine_packed_dynamic"));
}

}  // namespace harrier::runtime
