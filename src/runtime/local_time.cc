#include "base/ticks.h"
#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/time_zone.h"

// datetime_utc_to_local() and datetime_local_to_utc() (Kusto docs).
namespace harrier::runtime {
namespace {

/// The zones that a call meets, by name; a constant one is loaded once, others when they first come.
struct ZoneState final : KernelState {
  std::shared_ptr<const TimeZone> constant;
  bool is_constant = false;
};

Result<std::shared_ptr<KernelState>> PrepareZone(const ConstantArgs& constants) {
  auto state = std::make_shared<ZoneState>();
  if (constants[1] && !constants[1]->is_null()) {
    state->is_constant = true;
    state->constant = TimeZone::Load(constants[1]->text());
    if (state->constant == nullptr) {
      return Fail(ErrorCode::kSemantic, "there is no time zone named '{}'", constants[1]->text());
    }
  }
  return state;
}

std::shared_ptr<const TimeZone> ZoneOf(const ZoneState& state, std::string_view name) {
  if (state.is_constant) return state.constant;
  // Neighbouring rows tend to name the same zone.
  thread_local std::pair<std::string, std::shared_ptr<const TimeZone>> last;
  if (last.first != name || last.second == nullptr) last = {std::string(name), TimeZone::Load(name)};
  return last.second;
}

int64_t UnixSeconds(int64_t ticks) {
  const int64_t since = ticks - kUnixEpochTicks;
  return since / kTicksPerSecond - (since % kTicksPerSecond < 0 ? 1 : 0);
}

std::optional<Ticks> Moved(Ticks t, int64_t seconds) {
  const int64_t ticks = t.value + seconds * kTicksPerSecond;
  if (ticks < 0 || ticks > kMaxDatetimeTicks) return std::nullopt;
  return Ticks{ticks};
}

std::optional<Ticks> UtcToLocal(const ZoneState& state, Ticks t, std::string_view name) {
  const auto zone = ZoneOf(state, name);
  if (zone == nullptr) return std::nullopt;
  return Moved(t, zone->OffsetAt(UnixSeconds(t.value)));
}

std::optional<Ticks> LocalToUtc(const ZoneState& state, Ticks t, std::string_view name) {
  const auto zone = ZoneOf(state, name);
  if (zone == nullptr) return std::nullopt;
  const int64_t local = UnixSeconds(t.value);
  return Moved(t, zone->ToUtc(local) - local);
}

/// What a call without arguments gives, made once.
struct ZoneNamesState final : KernelState {
  std::string json = "[";
};

Result<std::shared_ptr<KernelState>> PrepareZoneNames(const ConstantArgs&) {
  auto state = std::make_shared<ZoneNamesState>();
  for (const std::string& name : TimeZoneNames()) AppendJsonItem(state->json, name);
  state->json += ']';
  return state;
}

bool ListZones(const ZoneNamesState& state, JsonOut& out) {
  out.text = state.json;
  return true;
}

}  // namespace

void AddLocalTime(KernelRegistry& registry) {
  registry.Add(KernelOf<UtcToLocal, PrepareZone>("datetime_utc_to_local"));
  registry.Add(KernelOf<LocalToUtc, PrepareZone>("datetime_local_to_utc"));
  registry.Add(KernelOf<ListZones, PrepareZoneNames>("datetime_list_timezones"));
}

}  // namespace harrier::runtime
